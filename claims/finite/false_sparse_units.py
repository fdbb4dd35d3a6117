"""False: that a few units with few weights do no harm. They leave an atom at 0."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry
from claims.finite._flaws import noticed
from claims.finite.false_any_input import network
from freewidth import genus
from freewidth.stats import at_infinite_width

NAMES = ("m_1", "m_2", "mass at 0")


def entries(study):
    """Networks with and without such units, against the same limit."""
    draws = cases(study, "flaws").get("sparse_units")
    for group, by_width in draws.observed.items() if draws else ():
        kind, activation = group.split("/")
        net = network(draws, "gaussian", activation)
        seen = NAMES if 0.0 not in net.phi.slopes else NAMES[:2]
        expected = [*genus.moments(net, 2), 0.0][: len(seen)]
        own, sound = (
            {n: values[:, : len(seen)] for n, values in some.items()}
            for some in (by_width, draws.observed[f"full/{activation}"])
        )
        evidence = at_infinite_width(seen, own, expected, {})
        settings = draws.settings
        note = (
            f"{settings['share']:.0%} of the units, mean number of weights {settings['degree']:g}; "
            f"{noticed(seen, own, sound)}"
            if kind == "mixed"
            else "full weights"
        )
        role = "theorem" if kind == "mixed" else "empirical"  # true of full weights
        yield entry(draws, group, role, evidence, note)


claim = Claim(
    statement=(
        "Networks some of whose units have but a few weights, of variance 1/(p n) each, have the "
        "limit law of full weights."
    ),
    formula=(
        r"\operatorname{Var} W_{ij} = \frac{1}{p_i n},\; p_i n = O(1) \text{ for a share of "
        r"the units } i \qquad "
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)}"
    ),
    source=Source(
        "ours",
        (CIRONE2024,),
        "false: this paper's statement on sparse weights, of units to which p n -> infinity does "
        "not apply",
    ),
    hypotheses={
        "a fixed share of the units with a fixed mean number of weights (what is wrong)": "ours",
        "all other weights Gaussian": "ours",
    },
    rival="an atom at 0: units without weights",
    entries=entries,
    should="refuted",
)
