"""The two statements the three papers share, each made once per weight case."""

from collections.abc import Callable, Iterator

from claims._base import Entry, Key, Role, Study, entry, known, shipped
from claims._ensembles import Selector
from freewidth.compare import Comparison
from freewidth.ensembles import Ensemble

# grids: Gaussian biases or none
SQUARE = ("main", "depths", "activations", "gelu", "nobias", "precise")
UNBOUNDED = "phi is unbounded: outside the hypotheses"


def limit_law(
    covers: Selector,
    near: Selector,
    foreign: str,
    grids: tuple[str, ...] = SQUARE,
    rivals: tuple[str, ...] = ("shifted",),
    against: tuple[str, ...] = (),
) -> Callable[[Study], Iterator[Entry]]:
    """Spectra of true networks against their limit law.

    ``covers`` selects the ensembles of the theorem, ``near`` those just outside it that use the
    same law (their role says so), and ``foreign`` names the rival law of the other kind of weights,
    which must be excluded like other ``rivals``. The very same spectra are also tested against the
    laws ``against`` (default: the foreign one), controls that must be refuted.
    """

    def entries(study: Study) -> Iterator[Entry]:
        for (grid, *_), comparison in true(study, *grids):
            ensemble = comparison.net.ensembles[0]
            evidence = comparison.evidence(rivals=(foreign, *rivals))
            if covers(ensemble):
                role, note = covered(comparison)
                yield entry(comparison, role, evidence, note, grid)
                for law in against or (foreign,):
                    if role == "theorem" and law in comparison.rivals:
                        wrong = comparison.evidence(against=law)
                        note = f"tested against the {law} law"
                        yield entry(comparison, "control", wrong, note, grid)
            elif near(ensemble):
                role, note = outside(ensemble, comparison.net.phi.bounded)
                yield entry(comparison, role, evidence, note, grid)

    return entries


def independence(covers: Selector, near: Selector) -> Callable[[Study], Iterator[Entry]]:
    """True D against independent D, and against independent D of the wrong variance (control)."""

    def entries(study: Study) -> Iterator[Entry]:
        for key, comparison in true(study, "main", "precise"):
            ensemble = comparison.net.ensembles[0]
            analog = study.get((*key[:4], "independent"))
            if analog is None or not (covers(ensemble) or near(ensemble)):
                continue
            evidence = comparison.difference(analog, rivals=("iid", "haar", "shifted"))
            if not covers(ensemble):
                role, note = outside(ensemble, comparison.net.phi.bounded)
                yield entry(comparison, role, evidence, note, key[0])
                continue
            role, note = covered(comparison)
            yield entry(comparison, role, evidence, note, key[0])
            wrong = study.get((*key[:4], "shifted"))
            if role == "theorem" and wrong is not None and "shifted" in comparison.rivals:
                note = "independent D of the next layer's variance"
                yield entry(comparison, "control", comparison.difference(wrong), note, key[0])

    return entries


def covered(comparison: Comparison) -> tuple[Role, str]:
    """Role and note of weights that a theorem is about; it needs a bounded phi, too."""
    return ("theorem", "") if comparison.net.phi.bounded else ("empirical", UNBOUNDED)


def outside(ensemble: Ensemble, bounded: bool) -> tuple[Role, str]:
    """Role and note of weights without a finite fourth moment."""
    if ensemble.finite_moments > 2:
        return "empirical", "fourth moment infinite: outside the hypotheses"
    if bounded:
        return "control", "no variance: the statement is false here"
    return "empirical", "no variance and phi unbounded: outside the hypotheses"


def true(study: Study, *grids: str, own: bool = False) -> Iterator[tuple[Key, Comparison]]:
    """The networks of some grids with their own D; those of extensions only if they are asked for.

    Raises:
        InvalidInputError: results that know which grids there are know none of these.
    """
    there = getattr(study, "grids", None)
    if there is not None and not set(grids) & set(there):
        known("grid", " or ".join(grids), there)
    keys = sorted(study) if own else shipped(study)
    return ((key, study[key]) for key in keys if key[4] == "true" and key[0] in grids)
