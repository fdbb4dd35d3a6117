"""What claims have in common: the study of Jacobian spectra, and entries about its networks."""

from collections.abc import Iterable, Mapping, Sequence

from freewidth.compare import Comparison
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.outside import YOURS, modules
from freewidth.stats import Claim, Entry, Evidence, Role, Source

__all__ = ["Claim", "Entry", "Key", "Role", "Source", "Study", "entry", "known", "shipped"]

Key = tuple[str, str, str, int, str]  # grid, ensemble, activation, depth, dependence
Study = Mapping[Key, Comparison]


def shipped(study: Study) -> list[Key]:
    """The networks of a study that no extension from outside is part of, in order.

    What somebody adds does not move the verdicts on what ships.
    """
    own = modules("ensembles")
    return [key for key in sorted(study) if key[1] not in own and not key[0].startswith(YOURS)]


def known(what: str, name: str, names: Sequence[str] | None) -> None:
    """That a name of an experiment or grid is one of those there are, if these are known.

    Raises:
        InvalidInputError: it is not: a claim that asks for it would never be judged.
    """
    if names is not None and name not in names:
        raise InvalidInputError(f"no {what} called {name!r}; there are {', '.join(names)}")


def entry(
    comparison: Comparison,
    role: Role,
    evidence: Iterable[Evidence],
    note: str = "",
    grid: str = "main",
) -> Entry:
    """An entry about the network of a comparison, which lies on a grid."""
    net: Network = comparison.net
    labels = {
        "ensemble": net.ensemble,
        "activation": net.activation,
        "depth": net.depth,
        "grid": grid,
        "widths": list(comparison.widths),
    }
    subject = f"{net.ensemble} {net.activation} L={net.depth}"
    subject += "" if grid == "main" else f" ({grid})"
    return Entry(subject, labels, role, tuple(evidence), note)
