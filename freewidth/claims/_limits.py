"""The two statements the three papers share, each made once per weight case."""

from collections.abc import Callable, Iterator

from freewidth.claims._base import Entry, Key, Study, entry
from freewidth.compare import Comparison
from freewidth.ensembles import Ensemble

Selector = Callable[[Ensemble], bool]


def limit_law(covers: Selector, near: Selector, foreign: str) -> Callable[[Study], Iterator[Entry]]:
    """Spectra of true networks against their limit law.

    ``covers`` selects the ensembles of the theorem, ``near`` those just outside it that use the
    same law (their role says so), and ``foreign`` names the rival law which the very same spectra
    are also tested against, a control that must be refuted.
    """

    def entries(study: Study) -> Iterator[Entry]:
        for _, comparison in _true(study):
            ensemble = comparison.net.ensembles[0]
            if covers(ensemble):
                role = "theorem" if comparison.net.phi.bounded else "empirical"
                note = "" if role == "theorem" else "phi is unbounded: outside the hypotheses"
                yield entry(comparison, role, comparison.evidence(), note)
                if role == "theorem" and foreign in comparison.rivals:
                    wrong = comparison.evidence(against=foreign)
                    yield entry(comparison, "control", wrong, f"tested against the {foreign} law")
            elif near(ensemble):
                role, note = _outside(ensemble, comparison.net.phi.bounded)
                yield entry(comparison, role, comparison.evidence(), note)

    return entries


def independence(covers: Selector, near: Selector) -> Callable[[Study], Iterator[Entry]]:
    """True D against independent D, and against independent D of the wrong variance (control)."""

    def entries(study: Study) -> Iterator[Entry]:
        for key, comparison in _true(study):
            ensemble, bounded = comparison.net.ensembles[0], comparison.net.phi.bounded
            analog = study.get((*key[:4], "independent"))
            if analog is None or not (covers(ensemble) or near(ensemble)):
                continue
            evidence = comparison.difference(analog)
            if not covers(ensemble):
                role, note = _outside(ensemble, bounded)
                yield entry(comparison, role, evidence, note)
                continue
            role = "theorem" if bounded else "empirical"
            note = "" if bounded else "phi is unbounded: outside the hypotheses"
            yield entry(comparison, role, evidence, note)
            wrong = study.get((*key[:4], "shifted"))
            if role == "theorem" and wrong is not None and "shifted" in comparison.rivals:
                yield entry(
                    comparison,
                    "control",
                    comparison.difference(wrong),
                    "independent D of the next layer's variance",
                )

    return entries


def _outside(ensemble: Ensemble, bounded: bool):
    if ensemble.finite_moments > 2:
        return "empirical", "fourth moment infinite: outside the hypotheses"
    if bounded:
        return "control", "no variance: the statement is false here"
    return "empirical", "no variance and phi unbounded: outside the hypotheses"


def _true(study: Study) -> Iterator[tuple[Key, Comparison]]:
    return ((key, study[key]) for key in sorted(study) if key[4] == "true")
