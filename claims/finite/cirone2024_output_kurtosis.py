"""Outputs are Gaussian up to 1/n: their excess kurtosis, with its constant (P5's next order)."""

from claims._base import Claim
from claims.finite._experiments import SOURCE, at_infinite_width, cases, entry
from claims.finite.cirone2024_gaussian_outputs import network
from freewidth import limits
from freewidth.kinds import IID
from freewidth.network import Network

KINDS = {"iid": "gaussian", "haar": "orthogonal"}


def entries(study):
    """n times the mean Hermite polynomial of degree 4 against its limit, by kind of weights."""
    for draws in cases(study, "outputs").values():
        net = network(draws)
        if not draws.observed.get("kurtosis"):
            continue
        observed = {n: n * values[:, 1:] for n, values in draws.observed["kurtosis"].items()}
        other = _with(net, KINDS["haar" if net.ensembles[0].kind is IID else "iid"])
        foreign = [limits.excess_kurtosis(other)]
        rivals = {"exactly Gaussian": [0.0], f"{other.ensemble} weights": foreign}
        what = ["n x excess kurtosis of an output"]
        expected = [limits.excess_kurtosis(net)]
        yield entry(
            draws, "kurtosis", "theorem", at_infinite_width(what, observed, expected, rivals)
        )
        note = f"tested against the constant for {other.ensemble} weights"
        yield entry(
            draws, "control", "control", at_infinite_width(what, observed, foreign, {}), note
        )


def _with(net, ensemble):
    return Network(ensemble, net.activation, net.depth, net.sigma_w2, net.sigma_b2, net.q0)


claim = Claim(
    statement=(
        "The excess kurtosis of an output falls like 1/n. Its constant follows from the "
        "fluctuations of |x^l|^2, passed on from layer to layer, and from the fourth cumulant of "
        "the last layer's entries; Haar weights have another."
    ),
    source=SOURCE + "; the constants are derived in freewidth.limits.kurtosis",
    hypotheses="i.i.d. weights with finite fourth moment, or square Haar weights; Gaussian biases",
    rival="no correction at order 1/n; the constant of the other kind of weights",
    entries=entries,
    family="experiments",
)
