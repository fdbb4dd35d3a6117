r"""Laws of free products of measures: solved, exact to rounding, certified; and their algebra.

A :class:`FreeProduct` lists free factors: weights of some kind (:mod:`freewidth.kinds`), and behind
each a diagonal matrix whose squares have the law K of a :class:`Source`. Its law, that of
M = J J^T, is found in seven steps, each a few modules that use those above; nothing here knows a
network, an activation or a variance.

1. **Measures.** Integrals over K of analytic functions become sums over nodes in the lower half
   plane. ``measure`` (what a source and its rule are; finitely many values), ``singular`` (given
   singular values of weights), ``sums`` (these sums, quickly), ``logs`` (on which half plane).
   If it lies: a transform on its own cut, tests/freeprob/test_singular.py,
   tests/jacobian/test_contour.py, test_sums.py.
2. **The equation.** ``factors`` lists the factors, ``families`` lets a few measures stand for many,
   ``product`` writes log z(m) as a sum over factors, with unknowns m and one w for each measure;
   ``atoms`` and ``moments`` follow without solving it. If it lies: Fuss-Catalan moments, in
   test_reference.py and test_algebra.py; sums over partitions, tests/genus/test_three_roads.py.
3. **The negative axis.** At z < 0 all is real, monotone and without choice: ``solve`` (its table
   and Newton's method), ``prepare`` (rules as fine as w gets small there). If it lies:
   test_negative_axis.py, and the witness of benchmarks/laws/fuzz.
4. **Real branches and edges.** Where the axis is free of spectrum, w runs through gaps of K:
   ``free`` (one stretch of it, and where it turns), ``branches`` (the outer ones), ``gaps`` (those
   between), ``support`` (all intervals, and solutions between them). If it lies: edges 0.1716 and
   5.828 of one Gaussian ReLU layer, 27/4 of two linear ones, test_reference.py; closed forms for
   two projections, test_gaps.py.
5. **Continuation.** From z < 0 around to the axis, never leaving half planes: ``solve``. If it
   lies: densities of another solver in 30 digits, test_mpmath.py.
6. **Pieces.** Between edges the density per log x is a polynomial on each piece, its singular
   factor divided out: ``trace`` (solve and halve), ``pieces`` (evaluate and integrate). If it lies:
   F is not the integral of the density, test_promises.py.
7. **Certificate and law.** ``certify`` measures what was made, by other means, or raises; ``limit``
   runs all steps, in other ``units`` where numbers are huge; ``_law`` is the result, with
   ``transforms``. If it lies: spoilt laws must be refused, test_promises.py; S-transforms,
   test_transforms.py; test_units.py.

``algebra`` makes free products of others, ``threads`` holds BLAS to one thread.
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
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.limit import law
from freewidth.freeprob.measure import Family, MeasureRule, Source, Values

__all__ = [
    "Certificate",
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
