"""Infinitely wide networks beyond the Jacobian: outputs, tangent kernels, sparse weights.

Theory only: nothing here draws a random number. What is predicted here is sampled by
``freewidth.sample.finite``.
"""

from freewidth.limits.bivariate import expect
from freewidth.limits.kernels import covariances, tangent_kernel
from freewidth.limits.kurtosis import excess_kurtosis
from freewidth.limits.resolvent import resolvent
from freewidth.limits.sparse import corank

__all__ = [
    "corank",
    "covariances",
    "excess_kurtosis",
    "expect",
    "resolvent",
    "tangent_kernel",
]
