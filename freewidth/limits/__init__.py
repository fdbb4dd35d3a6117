"""Infinitely wide networks beyond the Jacobian: outputs, tangent kernels, sparse weights.

Theory only: nothing here draws a random number. What is predicted here is sampled by
``freewidth.sample.finite``.
"""

from freewidth.limits._free_moments import (
    circular_moment,
    commuting_moment,
    haar_moment,
    mixed_moment,
)
from freewidth.limits._words import word_limit
from freewidth.limits.bivariate import expect
from freewidth.limits.kernels import covariances, tangent_kernel
from freewidth.limits.kurtosis import excess_kurtosis
from freewidth.limits.resolvent import resolvent
from freewidth.limits.sparse import corank

__all__ = [
    "circular_moment",
    "commuting_moment",
    "corank",
    "covariances",
    "excess_kurtosis",
    "expect",
    "haar_moment",
    "mixed_moment",
    "resolvent",
    "tangent_kernel",
    "word_limit",
]
