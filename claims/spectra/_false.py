"""Statements that are known to be false: what is tested against them, how soon it is noticed."""

from collections.abc import Callable, Iterator

from claims._base import Entry, Study, entry
from claims.spectra._limits import true
from claims.spectra._power import needed

RIGHT = "the same spectra against their own law"


def law(rival: str, *grids: str) -> Callable[[Study], Iterator[Entry]]:
    """Spectra under the theorems' hypotheses against a law that is not theirs.

    The note says how many networks one would have needed to notice. Beside it, as a check on the
    check, the same spectra against the right law.
    """

    def entries(study: Study) -> Iterator[Entry]:
        for (grid, *_), comparison in true(study, *grids):
            covered = comparison.net.ensembles[0].has_finite_fourth_moment
            if rival not in comparison.rivals or not covered or not comparison.net.phi.bounded:
                continue
            wrong = comparison.evidence(against=rival)
            yield entry(comparison, "theorem", wrong, needed(comparison, rival), grid)
            own = comparison.evidence(rivals=(rival,))
            yield entry(comparison, "empirical", own, RIGHT, grid)

    return entries
