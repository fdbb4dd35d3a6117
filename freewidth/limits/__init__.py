"""Infinitely wide networks beyond the Jacobian's law: outputs, tangent kernels, sparse weights.

Theory only: nothing here draws a random number. What is predicted here is sampled by
``freewidth.sample``. Four modules are used by their names: ``limits.critical`` (networks at
the edge of chaos), ``limits.deep`` (their laws at infinite depth), ``limits.conjugate_kernel``
(f(W X) for random inputs) and ``limits.heavy_rows`` (the same with heavy-tailed weights).
"""

from freewidth.limits._free_moments import (
    circular_moment,
    commuting_moment,
    haar_moment,
    mixed_moment,
)
from freewidth.limits._resolvent import resolvent
from freewidth.limits._words import word_limit
from freewidth.limits.bivariate import expect
from freewidth.limits.grams import gram_variances
from freewidth.limits.kernels import covariances, tangent_kernel
from freewidth.limits.kurtosis import excess_kurtosis
from freewidth.limits.localised import localised_input_moments
from freewidth.limits.log_norms import (
    log_norm_cumulants,
    log_norm_variance,
    squared_norm_moments,
    vanishing,
)
from freewidth.limits.products import TwoProjections, rotated_second_moment
from freewidth.limits.ranks import product_nullity
from freewidth.limits.rigidity import rigidity_growth, rigidity_slope
from freewidth.limits.softmax import class_block_ratio, softmax_moment, unit_block_ratio
from freewidth.limits.sparse import corank, sparse_correction, sparse_second_moment

__all__ = [
    "TwoProjections",
    "circular_moment",
    "class_block_ratio",
    "commuting_moment",
    "corank",
    "covariances",
    "excess_kurtosis",
    "expect",
    "gram_variances",
    "haar_moment",
    "localised_input_moments",
    "log_norm_cumulants",
    "log_norm_variance",
    "mixed_moment",
    "product_nullity",
    "resolvent",
    "rigidity_growth",
    "rigidity_slope",
    "rotated_second_moment",
    "softmax_moment",
    "sparse_correction",
    "sparse_second_moment",
    "squared_norm_moments",
    "tangent_kernel",
    "unit_block_ratio",
    "vanishing",
    "word_limit",
]
