"""How notebooks show what they have: a picture with its caption, a table, the checked number."""

from collections.abc import Iterable, Mapping
from types import ModuleType

from IPython.display import Image, Markdown
from matplotlib.figure import Figure

from freewidth import plotting, stats


def picture(figure: Figure, caption: str) -> tuple[Image, Markdown]:
    """A figure and what stands under it, for ``display``."""
    return Image(plotting.png(figure), retina=True), Markdown(caption)


def drawn(source: ModuleType, draws: Mapping[str, object]) -> tuple[Image, Markdown]:
    """What an experiment's module draws of some draws, and what it says of them."""
    return picture(source.draw(draws), source.caption(draws))


def table(entries: Iterable[stats.Entry]) -> Markdown:
    """For every entry the statistic that fits worst, in standard errors beyond its bias."""
    return Markdown(stats.table(entries))


def checked(verdict: Mapping[str, object]) -> dict[str, object]:
    """A verdict as machines and as readers want it, for ``display(..., raw=True)``."""
    short = {k: f"{v:.4g}" if isinstance(v, float) else v for k, v in verdict.items()}
    lines = "\n".join(f"- **{name}**: {value}" for name, value in short.items())
    return {"application/json": dict(verdict), "text/markdown": lines}
