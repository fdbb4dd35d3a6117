"""What tests of figures share: a law in closed form, samples of it, what a reader is owed."""

from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from scipy.stats import beta

from freewidth import plotting
from freewidth.stats import Paper, Source

PAPER = Paper("Somebody", 2020, "Something", "arXiv:0000.00000")

BULK = beta(0.5, 1.5, scale=4)  # Marchenko-Pastur at ratio 1, sqrt(x (4 - x))/(2 pi x)


class Law:
    """Marchenko-Pastur with atoms at 0 and at its edge 4, as a Haar hard-tanh network has."""

    label = "a law for tests"

    def __init__(self, zero=0.0, top=0.0):
        self.zero, self.top, self.share = zero, top, 1 - zero - top
        self.atoms = ((0.0, zero),) * (zero > 0) + ((4.0, top),) * (top > 0)
        self.support = ((0.0, 4.0),)

    def cdf(self, x):
        x = np.asarray(x, dtype=float)
        return self.zero * (x >= 0) + self.top * (x >= 4) + self.share * BULK.cdf(x)

    def density(self, x):
        return self.share * BULK.pdf(x)

    def quantile(self, p):
        return BULK.ppf(np.clip((np.asarray(p, dtype=float) - self.zero) / self.share, 0, 1))

    def sample(self, rng, networks=6, n=200):
        """Eigenvalues, shape (networks, n)."""
        return np.sort(self.quantile(rng.uniform(size=(networks, n))), axis=-1)


def finding(**changes):
    """A finding as ``claims.judge`` writes it, on one network and one control."""
    item = {
        "what": "m_2",
        "observed": 2.01,
        "expected": 2.0,
        "sem": 0.01,
        "bias": 0.002,
        "why_bias": "of order 1/n^2",
        "at_width": 2.1,
        "distance": 0.8,
        "p_value": 0.4,
        "limit": 5.2,
        "margin": 0.064,
        "relative": 0.032,
        "share": 0.128,
        "agrees": True,
        "counted": False,
        "decides": True,
        "counts": True,
        "fit": 0.4,
        "misfit": False,
        "rivals": {"haar": 1.5},
        "excludes": ["haar"],
    }
    wrong = {
        **item,
        "distance": 48.0,
        "p_value": 0.0,
        "agrees": False,
        "counted": False,
        "decides": True,
        "counts": True,
        "fit": None,
        "misfit": False,
        "observed": 1.5,
        "rivals": {},
    }
    entry = {
        "subject": "gaussian tanh L=3",
        "ensemble": "gaussian",
        "activation": "tanh",
        "depth": 3,
        "widths": [64, 128],
        "role": "theorem",
        "note": "",
        "verdict": "supported",
        "rivals": {"haar": True},
        "worst": 0.8,
        "margin": 0.128,
        "evidence": [item],
    }
    control = {**entry, "role": "control", "verdict": "refuted", "worst": 48.0, "rivals": {},
               "note": "tested against the haar law", "evidence": [wrong]}  # fmt: skip
    return {
        "name": "somebody2020_claim",
        "statement": "The spectrum of J J^T converges.",
        "formula": r"\nu_n \to \nu \qquad n \to \infty",
        "scope": "limit",
        "source": Source("abstract", (PAPER,)).data(),
        "hypotheses": {"Gaussian weights": "abstract", "bounded phi": "recalled"},
        "rival": "the law of Haar weights",
        "should": "supported",
        "family": "jacobian",
        "verdict": "supported",
        "reasons": ["1 network agrees and excludes every rival"],
        "tests": 2,
        "level": 5e-5,
        "margin": 0.128,
        "entries": [entry, control],
        **changes,
    }


def assert_legible(figure):
    """Letters of seven points or more, on a figure no wider than the page."""
    sizes = {t.get_fontsize() for t in figure.findobj(Text) if t.get_visible() and t.get_text()}
    assert sizes
    assert min(sizes) >= 7  # points, and figures are drawn at their final size
    assert figure.get_figwidth() <= 7  # inches: the text width of a page


class Written(NamedTuple):
    """A text as it was drawn: what it says, its box in inches, and whether it is upright."""

    text: str
    box: Bbox


@contextmanager
def recorded():
    """Every text that is drawn meanwhile, tick labels and all, with where it stands."""
    found: dict[Text, Written] = {}
    plain = Text.draw

    def draw(self, renderer, *args, **options):
        plain(self, renderer, *args, **options)
        if self.get_visible() and self.get_text().strip():
            box = Text.get_window_extent(self, renderer)  # of an annotation without its arrow
            found[self] = Written(self.get_text(), box.transformed(_inches(self.get_figure(True))))

    with patch.object(Text, "draw", draw):
        yield found


def _inches(figure):
    return figure.dpi_scale_trans.inverted()


def assert_whole(figure):
    """Nothing is cut off at the border, and no two texts lie on each other."""
    with recorded() as found:
        figure.draw(FigureCanvasAgg(figure).get_renderer())
    _whole(figure, found.values())


def inspected(figure):
    """The PNG of a figure that is legible and whole: drawn once for both."""
    assert_legible(figure)
    with recorded() as found:
        picture = plotting.png(figure)
    figure.draw_without_rendering()  # the second pass of its layout, at the resolution of boxes
    _whole(figure, found.values())
    return picture


def _whole(figure, texts):
    drawn, page = figure.get_tightbbox(), figure.bbox_inches
    assert drawn.x0 >= page.x0 - 0.01  # inches: less than a pixel
    assert drawn.y0 >= page.y0 - 0.01
    assert drawn.x1 <= page.x1 + 0.01
    assert drawn.y1 <= page.y1 + 0.01
    assert not (faults := collisions(texts, page)), "\n".join(faults)


TOUCH = 0.5 / 72  # inches by which boxes may overlap: letters do not fill theirs


def collisions(written, page):
    """Texts that lie on each other or leave the page, in words."""
    some = list(written)
    faults = [f"{_short(w)} leaves the page" for w in some if not _inside(w.box, page)]
    for one, other in combinations(some, 2):
        width, height = (
            min(a[1], b[1]) - max(a[0], b[0])
            for a, b in (
                (one.box.intervalx, other.box.intervalx),
                (one.box.intervaly, other.box.intervaly),
            )
        )
        if min(width, height) > TOUCH and not _same(one, other):
            faults.append(f"{_short(one)} lies on {_short(other)}")
    return faults


def _same(one, other):
    """The same words twice at one place, as where two laws share an atom: nobody sees that."""
    return one.text == other.text and np.allclose(one.box.get_points(), other.box.get_points())


def _inside(box, page):
    return (
        page.padded(0.01).containsx(box.x0)
        and page.padded(0.01).containsx(box.x1)
        and (page.padded(0.01).containsy(box.y0) and page.padded(0.01).containsy(box.y1))
    )


def _short(written):
    (left, bottom), text = written.box.min, written.text.replace("\n", " / ")
    return f"{text[:40]!r} at ({left:.2f}, {bottom:.2f})"
