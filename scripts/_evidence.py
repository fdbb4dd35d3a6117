"""What notebooks on experiments show of their evidence: figures, a table, the checked number."""

from collections.abc import Iterable, Mapping
from types import ModuleType

from IPython.display import Image, Markdown

from claims import Claim
from claims._base import Entry
from claims.finite._experiments import Experiments
from freewidth import plotting
from freewidth.sample.finite.draws import Draws
from freewidth.stats import ALPHA

HEAD = (
    "| | role | worst statistic | observed | expected | s.e. off | |\n|---|---|---|--:|--:|--:|---|"
)


def figure(drawing: ModuleType, draws: Mapping[str, Draws]) -> tuple[Image, Markdown]:
    """One of ``scripts.drawings`` with its caption, for ``display``."""
    image = Image(plotting.png(drawing.draw(draws)), retina=True)
    return image, Markdown(drawing.caption(draws))


def entries(claims: Iterable[Claim], study: Experiments) -> list[Entry]:
    """The evidence of several claims."""
    return [entry for claim in claims for entry in claim.entries(study)]


def table(found: Iterable[Entry]) -> Markdown:
    """For every entry the statistic that fits worst, in standard errors beyond its bias."""
    rows = [HEAD]
    for entry in found:
        item = max(entry.evidence, key=lambda item: item.distance())
        numbers = f"{item.observed:.5g} | {item.expected:.5g} | {item.distance():.1f}"
        rows.append(f"| {entry.subject} | {entry.role} | {item.what} | {numbers} | {entry.note} |")
    return Markdown("\n".join(rows))


def checked(found: Iterable[Entry]) -> dict:
    """The smallest p-value under the hypotheses, and whether chance explains it."""
    values = [item.p_value() for e in found if e.role == "theorem" for item in e.evidence]
    level = ALPHA / len(values)
    return {
        "what": f"smallest p-value of {len(values)} statistics",
        "observed": float(min(values)),
        "expected": f"at least {level:.1e}",
        "holds": bool(min(values) >= level),
    }


def told(verdict: Mapping[str, object]) -> dict[str, object]:
    """A verdict as machines and as readers want it, for ``display(..., raw=True)``."""
    short = {k: f"{v:.4g}" if isinstance(v, float) else v for k, v in verdict.items()}
    lines = "\n".join(f"- **{name}**: {value}" for name, value in short.items())
    return {"application/json": dict(verdict), "text/markdown": lines}
