"""What claims have in common: the study of Jacobian spectra, and entries about its networks."""

from collections.abc import Iterable, Mapping

from freewidth.compare import Comparison
from freewidth.network import Network
from freewidth.stats import Claim, Entry, Evidence, Role

__all__ = ["Claim", "Entry", "Key", "Role", "Study", "entry"]

Key = tuple[str, str, str, int, str]  # grid, ensemble, activation, depth, dependence
Study = Mapping[Key, Comparison]


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
