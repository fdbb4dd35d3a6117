"""Infinitely wide networks beyond the Jacobian: outputs, tangent kernels, sparse weights.

Theory only: nothing here draws a random number. What is predicted here is sampled by
``freewidth.finite``.
"""

from freewidth.scaling.bivariate import expect
from freewidth.scaling.kernels import covariances, tangent_kernel
from freewidth.scaling.kurtosis import excess_kurtosis
from freewidth.scaling.resolvent import resolvent
from freewidth.scaling.sparse import corank

__all__ = [
    "corank",
    "covariances",
    "excess_kurtosis",
    "expect",
    "resolvent",
    "tangent_kernel",
]
