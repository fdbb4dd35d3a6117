r"""Laws of free products of measures: solved, exact to rounding, certified; and their algebra.

A :class:`FreeProduct` lists free factors: weights of some kind (:mod:`freewidth.kinds`), and behind
each a diagonal matrix whose squares have the law K of a :class:`Source`. Its law, that of
M = J J^T, is found in seven steps, each a few modules that use those above; nothing here knows a
network, an activation or a variance.

1. **Measures.** Integrals over K of analytic functions become sums over nodes in the lower half
   plane. ``threads`` (BLAS held to one), ``logs`` (on which half plane), ``sums`` (over nodes,
   quickly), ``measure`` (what a source and its rule are; finitely many values), ``singular`` (given
   singular values of weights). If it lies: a transform on its own cut,
   tests/freeprob/test_singular.py, tests/jacobian/test_contour.py, test_sums.py.
2. **The equation.** ``factors`` lists the factors, ``algebra`` makes such lists, ``families`` lets
   a few measures stand for many, ``product`` writes log z(m) as a sum over factors, with unknowns m
   and one w for each measure; ``atoms`` and ``moments`` follow without solving it. If it lies:
   Fuss-Catalan moments, in test_reference.py and test_algebra.py; sums over partitions,
   tests/genus/test_three_roads.py.
3. **The negative axis.** ``newton`` solves at one z from a guess, and says whether it did; at z < 0
   all is real, monotone and without choice: ``negative_axis`` (a table, and solutions from it),
   ``prepare`` (rules as fine as w gets small there). If it lies: test_newton.py,
   test_negative_axis.py, and bisection in benchmarks/laws/witness.py.
4. **Continuation.** From z < 0 around to the axis, never leaving half planes: ``continuation``. If
   it lies: densities of another solver in 30 digits, test_mpmath.py.
5. **Real branches and edges.** Where the axis is free of spectrum, w runs through gaps of K:
   ``edge`` (types of edges, sides), ``real_branch`` (one branch up to its first critical point),
   ``branches`` (which ones bound the spectrum), ``gaps`` (those inside), ``guesses`` (from known
   solutions), ``support`` (all edges). If it lies: edges 0.1716 and 5.828 of one Gaussian ReLU
   layer, 27/4 of two linear ones, test_reference.py; closed forms for two projections,
   test_gaps.py; types of edges, test_support.py.
6. **Segments.** Between edges the density per log x is a polynomial on each segment, its singular
   factor divided out: ``segment`` (where, and next to what), ``refine`` (fit, test, halve),
   ``solved_segment`` (the solution on one, and whether it is resolved), ``density`` (on all of
   them), ``piecewise`` (as it is stored, with exact integrals). If it lies: test_piecewise.py,
   test_refine.py; F is not the integral of the density, test_promises.py.
7. **Certificate and law.** ``certify`` measures what was made, by other means, or raises;
   ``distribution``, ``transforms`` and ``_law`` are the result, ``limit`` runs all steps, in other
   ``units`` where numbers are huge. If it lies: spoilt laws must be refused, test_promises.py;
   S-transforms, test_transforms.py; test_units.py.
"""

from freewidth.freeprob._law import Law, restore
from freewidth.freeprob.algebra import (
    bi_invariant,
    compose,
    discrete,
    factor,
    isometry,
    marchenko_pastur,
    multiply,
    power,
    projection,
    scaled,
)
from freewidth.freeprob.certify import Certificate
from freewidth.freeprob.distribution import Distribution
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.limit import law
from freewidth.freeprob.measure import Family, MeasureRule, Source, Values

__all__ = [
    "Certificate",
    "Distribution",
    "Family",
    "FreeProduct",
    "Law",
    "MeasureRule",
    "Source",
    "Values",
    "bi_invariant",
    "compose",
    "discrete",
    "factor",
    "isometry",
    "law",
    "marchenko_pastur",
    "multiply",
    "power",
    "projection",
    "restore",
    "scaled",
]
