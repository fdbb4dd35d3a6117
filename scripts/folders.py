"""Registries as folders: the public files in one are its entries."""

from collections.abc import Sequence

from scripts.fingerprint import ROOT


def entries(folder: str) -> tuple[str, ...]:
    """Names in the registry kept in ``folder`` of the repository, one per public file."""
    return tuple(sorted(p.stem for p in (ROOT / folder).glob("*.py") if p.stem[0] != "_"))


def chosen(wanted: str | Sequence[str], folder: str) -> tuple[str, ...]:
    """``"all"`` entries of a registry, or those named, in the registry's order.

    Raises:
        ValueError: some name is no entry; the message lists those that are.
    """
    available = entries(folder)
    if wanted == "all":
        return available
    unknown = sorted(set(wanted) - set(available))
    if unknown:
        raise ValueError(
            f"config: {', '.join(unknown)} not in {folder}; available: {', '.join(available)}"
        )
    return tuple(name for name in available if name in wanted)
