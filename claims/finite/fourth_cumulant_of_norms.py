"""How |J u|^2 fluctuates for weights that are not Gaussian: exactly, by u and fourth cumulant."""

from claims._base import Claim, Source
from claims._papers import HANIN2020
from claims.finite import _log_norms as lengths
from claims.finite._experiments import entry, error, ingredients, mistakes
from freewidth.limits import squared_norm_moments
from freewidth.network import Network
from freewidth.stats import exact, without_rivals

NAMES = ("E R", "E R^2")
SINGLE = "u of one entry"


def entries(study):
    """u of one entry, and u on the sphere; Gaussian weights do not tell them apart."""
    for draws, group, activation, by_width in lengths.groups(study, "single", "spread"):
        if group.startswith("spread") and draws.case == "gaussian":
            continue
        for n, values in by_width.items():
            own, rivals = predicted(draws, group, activation, n)
            observed = values * [1.0, 0.0] + values**2 * [0.0, 1.0]
            evidence = exact(NAMES, observed, mistaken(draws, own), rivals)
            yield entry(draws, f"{group}, n={n}", "theorem", evidence)
            for name, wrong in {} if mistakes(draws) else rivals.items():
                against = without_rivals(exact(NAMES, observed, wrong, {}))
                yield entry(draws, f"{group}, n={n}, off", "control", against, f"against {name}")


def predicted(draws, group, activation, n):
    """E R and E R^2, and those of the other weights, or for the other vector."""
    depth, case = draws.settings["depth"], draws.case
    net = Network(case, activation, depth)
    single = squared_norm_moments(net, n, 1.0)
    if group.startswith("single"):
        other = "rademacher" if case == "gaussian" else "gaussian"
        theirs = squared_norm_moments(Network(other, activation, depth), n, 1.0)
        return single, {f"{other} weights": theirs}
    on_sphere = 3 / (n + 2)  # the mean of sum u^4/|u|^4, in which the moments are linear
    return squared_norm_moments(net, n, on_sphere), {SINGLE: single}


def mistaken(draws, moments):
    """The moments of R, if sigma_w^2 of every layer is wrong."""
    factor = error(draws, "sigma_w2") ** draws.settings["depth"]
    return moments * [factor, factor**2]


claim = Claim(
    statement=(
        "Second moments of |J u|^2 follow exactly, at every width, from the fourth cumulant of the "
        "entries and from sum u^4/|u|^4; other than at large width, weights and u do matter."
    ),
    formula=(
        r"\operatorname{Var}(r_l \mid v) = \frac{1}{n_l} \Bigl(\frac{3\kappa_2}{\kappa_1^2} - "
        r"1 + \frac{\kappa_2}{\kappa_1^2}\,c_4\,\frac{\sum_i v_i^4}{|v|^4}\Bigr) \qquad "
        r"\kappa_s = \mathbb{E}\,\phi'^{2s}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (HANIN2020,),
        "derived in freewidth.limits.log_norms by carrying |v|^4 and sum v^4 from layer to layer; "
        "the abstract says that in some limits four moments of the entries matter",
    ),
    hypotheses={
        "independent symmetric entries with a fourth moment": "ours",
        "phi linear on either side of 0": "ours",
    },
    rival="Gaussian weights (of these, random signs); u of one entry, where u has many",
    entries=entries,
    ingredients=ingredients("sigma_w2"),
)
