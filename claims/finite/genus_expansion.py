"""At finite width every genus counts: linear networks, exactly."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry, error, ingredients
from freewidth import genus
from freewidth.ensembles import EVERY
from freewidth.stats import exact, without_rivals

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
            scale = error(draws, "sigma_w2") ** (len(sizes) - 1)
            by_depth.setdefault(len(sizes) - 1, []).extend(_at(sizes, values, field, scale))
        for depth, evidence in sorted(by_depth.items()):
            if case not in GAUSSIAN:
                note = "the sum over pairings needs Gaussian weights"
                yield entry(draws, f"L={depth}", "control", without_rivals(evidence), note)
            else:
                yield entry(draws, f"L={depth}", "theorem", evidence)


def _at(sizes, values, field, scale):
    """Every moment at these layer sizes; ``scale`` is that of J J^T."""
    orders = values.shape[1]
    other = OTHER[field]
    return exact(
        [f"m_{k} at {'x'.join(map(str, sizes))}" for k in range(1, orders + 1)],
        values,
        [scale**k * m for k, m in enumerate(genus.mean_moments(sizes, orders, field), 1)],
        {
            "planar gluings alone": genus.planar_moments(sizes, orders),
            f"{other} weights": genus.mean_moments(sizes, orders, other),
        },
    )


claim = Claim(
    statement=(
        "Gaussian linear networks of any width: the mean of tr (J J^T)^k is the sum over all "
        "gluings of a polygon, each weighted by the width to the power of its Euler "
        "characteristic; real weights glue also into non-orientable surfaces (corrections 1/n), "
        "complex ones do not (1/n^2)."
    ),
    formula=(
        r"\mathbb{E}\,\frac1n \operatorname{tr} (JJ^\top)^k = \sum_{\text{gluings } \gamma} "
        r"n^{\chi(\gamma) - 2} \qquad "
        r"\chi = 2 \text{ (sphere)},\; 1 \text{ (projective plane)},\; 0, \ldots"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (CIRONE2024,),
        "Wick's formula for products of Gaussian matrices, classical; this paper applies it to "
        "networks and takes the leading order",
    ),
    hypotheses={
        "independent real or complex Gaussian weights, linear activation": "ours",
    },
    rival="planar gluings alone; the gluings of the other field",
    entries=entries,
    ingredients=ingredients("sigma_w2"),
)
