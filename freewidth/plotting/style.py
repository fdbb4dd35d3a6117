"""One look for every figure, without global state: no pyplot, no backend, local rcParams.

Colours are those of Okabe and Ito, told apart by colour-blind readers; line styles and markers
differ too, so that a figure survives a black-and-white printer. Sizes are final print sizes.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from freewidth.arguments import checked, shown
from freewidth.errors import InvalidInputError

PAGE = 7.0  # inches, the text width of two columns
COLUMN = 3.4  # inches, one column

INK = "#222222"  # theory
DATA = "#56B4E9"  # what was sampled
RIVAL = "#D55E00"  # what the theory must be told apart from
BAND = "#999999"

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (5, 1.2, 1.2, 1.2)), (0, (3, 1, 1, 1, 1, 1)))

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: same glyphs on every machine
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.1,
    "lines.markersize": 3.5,
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,
    "svg.hashsalt": "freewidth",
    "savefig.dpi": 200,
    "figure.dpi": 100,
    "path.simplify": True,
}

UNDATED = {
    ".pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
}


@contextmanager
def style() -> Iterator[None]:
    """The house style for one block or, as ``@style()``, for one function."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(RC)
        yield


@checked
@style()
def save(figure: Figure, path: str | Path) -> None:
    """Write ``figure`` as .png, .pdf or .svg; the same figure gives the same bytes.

    Raises:
        InvalidInputError: another file type, which might carry a date.
    """
    kind = Path(path).suffix.lower()
    if kind not in UNDATED:
        names = ", ".join(UNDATED)
        raise InvalidInputError(
            f"{shown(path)}: figures are saved as {names}, not {kind or 'bare'}"
        )
    with _laid_out(figure) if kind == ".png" else nullcontext():
        figure.savefig(path, metadata=UNDATED[kind])


@checked
@style()
def png(figure: Figure) -> bytes:
    """The figure as PNG bytes, for a notebook cell or a web page."""
    buffer = BytesIO()
    with _laid_out(figure):
        figure.savefig(buffer, format="png", metadata=UNDATED[".png"])
    return buffer.getvalue()


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """The figure with everything in its place for a PNG, and no layout engine.

    With one, Matplotlib goes through all artists once more before it draws.
    """
    engine, dpi, canvas = figure.get_layout_engine(), figure.dpi, figure.canvas
    if engine is None:
        yield
        return
    if type(canvas) is FigureCanvasBase:  # which would measure every text once more to draw it
        FigureCanvasAgg(figure)
    figure.set_dpi(matplotlib.rcParams["savefig.dpi"])
    engine.execute(figure)
    figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)
        figure.set_dpi(dpi)
        figure.set_canvas(canvas)


def looks(count: int) -> list[dict]:
    """``count`` combinations of colour, marker and line style; 315 come before any repeats."""
    kinds = zip(cycle(PALETTE), cycle(MARKERS), cycle(DASHES), strict=False)
    return [
        {"color": color, "marker": marker, "linestyle": dashes}
        for color, marker, dashes in islice(kinds, count)
    ]
