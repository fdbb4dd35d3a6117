r"""Laws of free products of measures: solved, exact to rounding, certified; and their algebra.

The phases of a law, in the order in which they run; modules import from those above them.

========================== =======================================================================
``threads``                one thread for many small products of matrices
``logs``, ``sums``         logarithms on half planes; Cauchy sums over quadratures
``product``                the equation log z(m, w)
``algebra``, ``atoms``     products to solve; their atoms
``moments``                moments by power series
``newton``                 (m, w) at one z from a guess, and whether it is a solution
``negative_axis``          the real solution at z < 0, where there is one without a choice
``prepare``                quadratures as fine as the equation asks for
``continuation``           from z < 0 to the upper half plane and the real axis
``edge``                   types of edges, sides, bulks
``real_branch``            a real branch of log z(m) up to its first critical point
``branches``, ``gaps``     which branches bound the spectrum, outside and in gaps
``guesses``, ``support``   known solutions on the axis; all edges of the continuous part
``segment``, ``refine``    segments next to an edge or in the interior; fit, test, halve
``density``                the density, solved on segments of each bulk
``piecewise``              the density as it is stored, with exact integrals
``certify``                what a law proves about itself
``transforms``, ``law``    S-transforms; the law as a distribution
``units``, ``limit``       laws of numbers beyond exp(100); all phases in turn
========================== =======================================================================
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
