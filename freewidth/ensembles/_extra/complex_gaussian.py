r"""Complex Ginibre weights: independent :math:`CN(0, 1/n)` entries, real and imaginary part alike.

:math:`\mathbb E|X|^2 = 1`, :math:`\mathbb E X^2 = 0`, :math:`\mathbb E|X|^4 = 2`. For entire
activations the limit law solves the same equations with :math:`|\phi'(y)|^2`, y ~ CN(0, q).
"""

from freewidth.ensembles._base import iid
from freewidth.ensembles._weights import normal

ensemble = iid(
    "complex Ginibre",
    "Muca Cirone, Hamdan and Salvi (2024), arXiv:2407.08459 (complex case)",
    lambda rng, shape: normal(rng, shape, complex),
    fourth_moment=2.0,
    field="complex",
)
