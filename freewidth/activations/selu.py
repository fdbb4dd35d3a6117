r"""SELU, :math:`\lambda` times ELU with :math:`\alpha`: mean 0 and variance 1 are its fixed point.

:math:`\alpha` and :math:`\lambda` solve E phi(h) = 0 and E phi(h)^2 = 1 for a standard normal h.
"""

from freewidth.activations.elu import unit

ALPHA, LAMBDA = 1.6732632423543772848, 1.0507009873554804934

activation = unit(
    "SELU",
    LAMBDA,
    LAMBDA * ALPHA,
    1.0,
    "Klambauer, Unterthiner, Mayr and Hochreiter (2017), arXiv:1706.02515",
)
