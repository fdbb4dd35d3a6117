"""At finite width every genus counts: linear networks, exactly (P5)."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from claims._base import Claim
from claims.finite._experiments import SOURCE, cases, entry, exact
from freewidth import genus
from freewidth.ensembles import EVERY

OTHER = {"real": "complex", "complex": "real"}
GAUSSIAN = ("gaussian", "complex_gaussian")  # the others are controls


def entries(study):
    """Every kind of weights and every depth, all layer sizes together."""
    for case, draws in cases(study, "gluings").items():
        field = EVERY[case].field
        by_depth = {}
        for group, by_width in draws.observed.items():
            sizes = tuple(map(int, group.split("x")))
            (values,) = by_width.values()
            by_depth.setdefault(len(sizes) - 1, []).extend(_at(sizes, values, field))
        for depth, evidence in sorted(by_depth.items()):
            if case not in GAUSSIAN:
                note = "the sum over pairings needs Gaussian weights"
                wrong = [replace(item, rivals={}) for item in evidence]
                yield entry(draws, f"L={depth}", "control", wrong, note)
            else:
                yield entry(draws, f"L={depth}", "theorem", evidence)


def _at(sizes, values, field):
    """Every moment at these layer sizes."""
    orders = values.shape[1]
    other = OTHER[field]
    return exact(
        [f"m_{k} at {'x'.join(map(str, sizes))}" for k in range(1, orders + 1)],
        values,
        genus.mean_moments(sizes, orders, field),
        {
            "planar gluings alone": planar(sizes, orders),
            f"{other} weights": genus.mean_moments(sizes, orders, other),
        },
    )


def planar(sizes, k):
    """The limit at the same ratios of sizes."""
    found = [Fraction(1)] * k
    for columns, rows in pairwise(sizes):
        found = genus.layer(found, [1] * k, Fraction(columns, rows))
    return [float(m) for m in found]


claim = Claim(
    statement=(
        "Gaussian linear networks of any width: the mean of tr (J J^T)^k is the sum over all "
        "gluings of a polygon, each weighted by the width to the power of its Euler "
        "characteristic; real weights glue also into non-orientable surfaces (corrections 1/n), "
        "complex ones do not (1/n^2)."
    ),
    source=SOURCE,
    hypotheses="independent real or complex Gaussian weights, linear activation",
    rival="planar gluings alone; the gluings of the other field",
    entries=entries,
    family="experiments",
)
