"""What belongs to which study: folders of the repository, nothing else.

A study is a folder of scripts/ with a module ``sheets``; its claims lie in claims/STUDY, its
notebooks in notebooks/STUDY. What lies elsewhere belongs to nothing, and is an error.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from scripts.fingerprint import ROOT, fingerprint
from scripts.folders import entries, module, own, public
from scripts.sheets import Sheet


def studies() -> tuple[str, ...]:
    """Names of all studies."""
    return tuple(sorted(path.parent.name for path in ROOT.glob("scripts/*/sheets.py")))


def check() -> None:
    """That every claim and every notebook belongs to a study.

    Raises:
        ValueError: one does not; the message says which, and where it may lie.
    """
    for folder, parts in (("claims", 2), ("notebooks", 3)):
        for path in public(ROOT / folder):
            place = path.relative_to(ROOT / folder)
            if len(place.parts) != parts or place.parts[0] not in studies():
                where = "/".join([folder, "STUDY", "AXIS"][:parts])
                raise ValueError(
                    f"{folder}/{place} belongs to no study: it must lie in {where}, and studies "
                    f"are {', '.join(studies())}"
                )


def claims(study: str) -> list[str]:
    """Where the findings on a study's claims lie, of those that ship.

    Raises:
        ValueError: as :func:`check`.
    """
    check()
    return [f"results/claims/{study}/{name}.json" for name in _shipped(study)]


def claim_modules(study: str) -> list[str]:
    """The claims of a study that ship."""
    return [f"claims.{study}.{name}" for name in _shipped(study)]


def _shipped(study: str) -> list[str]:
    folder = f"claims/{study}"
    return [name for name in entries(folder) if name not in own(folder)]


def drawing_code(ensemble: str, activations: Iterable[str], bias: str) -> list[str]:
    """Fingerprints ``ACTIVATION=DIGEST`` of what draws spectra of an ensemble's networks."""
    parts = ["scripts.spectra.sample", module(ensemble, "freewidth/ensembles")]
    parts.append(module(bias, "freewidth/biases"))
    slopes = {name: module(name, "freewidth/activations") for name in activations}
    codes = {name: fingerprint(*parts, place) for name, place in slopes.items()}
    return [f"{name}={digest}" for name, digest in codes.items()]


def figure_code(study: ModuleType, sheets: Iterable[Sheet], results: Iterable[str]) -> str:
    """Fingerprint of all that may be drawn."""
    modules = {study.__name__, *(study.module(sheet) for sheet in sheets)}
    return fingerprint("scripts.publish.figures", *modules, *study.entries(results))


def notebook_code(study: ModuleType, sheets: Iterable[Sheet], results: Iterable[str]) -> str:
    """Fingerprint of all that may be executed, and of the notebooks' text."""
    modules, texts = {study.__name__}, []
    for path in sorted({f"{study.NOTEBOOKS}/{s.axis}/{s.name}" for s in sheets}):
        modules.add(path.replace("/", "."))
        texts.append(Path(ROOT, f"{path}.py").read_text(encoding="utf-8"))
    code = fingerprint("scripts.publish.notebooks", *modules, *study.entries(results))
    return f"{code} {text_digest(texts)} {template_digest('notebook*')}"


def text_digest(texts: Iterable[str]) -> str:
    """Sixteen hex digits of texts, comments and all."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:16]


def template_digest(*patterns: str) -> str:
    """Of templates of pages, by patterns of their names: ``report.*``."""
    paths = sorted(p for pattern in patterns for p in (ROOT / "workflow/templates").glob(pattern))
    return text_digest(path.read_text(encoding="utf-8") for path in paths)
