"""Outputs are Gaussian up to 1/n: their excess kurtosis, with its constant."""

from dataclasses import replace

from claims._base import Claim, Source
from claims._ensembles import other_weights
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry, ingredients, mistaken
from claims.finite.cirone2024_gaussian_outputs import network
from freewidth import limits
from freewidth.stats import at_infinite_width
from freewidth.stats.sensitivity import of_prediction


def entries(study):
    """n times the mean Hermite polynomial of degree 4 against its limit, by kind of weights."""
    for draws in cases(study, "outputs").values():
        net = network(draws)
        if not draws.observed.get("kurtosis"):
            continue
        observed = {n: n * values[:, 1:] for n, values in draws.observed["kurtosis"].items()}
        other = replace(net, ensemble=other_weights(net))
        foreign = [limits.excess_kurtosis(other)]
        rivals = {"exactly Gaussian": [0.0], f"{other.ensemble} weights": foreign}
        what = ["n x excess kurtosis of an output"]
        expected = [limits.excess_kurtosis(mistaken(net, draws))]
        evidence = at_infinite_width(what, observed, expected, rivals)
        yield entry(draws, "kurtosis", "theorem", evidence)
        note = f"tested against the constant for {other.ensemble} weights"
        wrong = at_infinite_width(what, observed, foreign, {})
        yield entry(draws, "control", "control", wrong, note)


claim = Claim(
    statement=(
        "The excess kurtosis of an output falls like 1/n. Its constant follows from the "
        "fluctuations of |x^l|^2, passed on from layer to layer, and from the fourth cumulant of "
        "the last layer's entries; Haar weights have another."
    ),
    formula=(
        r"n\,\frac{\mathbb{E} y^4 - 3 (\mathbb{E} y^2)^2}{q_L^2} \to \frac{3 V_L + "
        r"\sigma_w^4\,c_4\,\mathbb{E} (x^{L-1}_j)^4}{q_L^2}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (CIRONE2024,),
        "derived in freewidth.limits.kurtosis; this paper states the Gaussian limit",
    ),
    hypotheses={
        "i.i.d. weights with finite fourth moment, or square Haar weights": "ours",
        "Gaussian biases": "ours",
    },
    rival="no correction at order 1/n; the constant of the other kind of weights",
    entries=entries,
    ingredients={**ingredients("q", "sigma_w2", "sigma_b2"), "constant": of_prediction()},
)
