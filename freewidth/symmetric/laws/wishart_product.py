r"""Wishart product :math:`W_L \cdots W_1 (W_L \cdots W_1)^\top`, inner sizes ``ratio`` times n.

The atom at 0 is the rank that the narrowest factor leaves: 1 - min(1, ratio).
"""

from freewidth.symmetric.laws import _products
from freewidth.symmetric.laws._base import MatrixLaw

DEPTHS = (2, 3, 4)
RATIOS = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0, 1.5, 2.5, 5.0)


def widths(depth: float, ratio: float) -> tuple[float, ...]:
    return (*(float(ratio),) * int(depth), 1.0)


law = MatrixLaw(
    label="Wishart product",
    source="Mueller (2002), On the asymptotic eigenvalue distribution of concatenated "
    "vector-valued fading channels; our reading of Granziol (2020), arXiv:2006.07721",
    solve=lambda depth, ratio: _products.table(_products.wishart(widths(depth, ratio))),
    atom=lambda depth, ratio: max(0.0, 1.0 - ratio),
    stieltjes=lambda z, depth, ratio: _products.wishart(widths(depth, ratio)).stieltjes(z),
    shapes={"depth": DEPTHS, "ratio": RATIOS},
)
