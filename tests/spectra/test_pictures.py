"""Pictures of this study: legible, whole, and right where a number can be read off."""

import re
from importlib import import_module
from io import BytesIO

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text
from numpy.testing import assert_allclose

from freewidth import plotting
from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.plotting.style import RC
from freewidth.rng import stream
from freewidth.stats import Evidence
from scripts.sheets import TOGETHER, Sheet
from scripts.spectra import sheets
from scripts.spectra.figures.activation import cases
from scripts.spectra.figures.ensemble import independence, limit_law
from scripts.spectra.figures.together import breadth, convergence, forecast, power, universality
from scripts.spectra.results import Spectra
from tests.plotted import Law, assert_legible, assert_whole
from tests.spectra.conftest import PHI as TANH
from tests.spectra.conftest import ROLES

PHI = next(iter(ACTIVATIONS))
WEIGHTS = {ensemble.kind.name: name for name, ensemble in ENSEMBLES.items()}
DEPTHS = (1, 3)
LIMIT = 5.0


def some_evidence(count):
    names = ("m_1", "m_2", "F(0.3)", "Re G(1+0.2i)", "Im G(1+0.2i)")
    return [Evidence(name, 0.1 * i, 0.0, 0.1, 0.01, "why") for i, name in enumerate(names[:count])]


def cells():
    return {
        (panel, ensemble, activation, depth): (0.7 * depth, 40.0 * depth)
        for panel in ("with", "without")
        for ensemble in ("gaussian", "orthogonal")
        for activation in ("tanh", "relu")
        for depth in (1, 3, 10)
    }


def series(what, limit):
    narrow = {n: np.linspace(0.9, 1.1, 9) / n**0.5 for n in (16, 32)}
    wide = {n: np.linspace(0.9, 1.1, 5) / n**0.5 for n in (64, 128)}
    fit = {n: (n**-0.5, 0.01, 0.02) for n in (16.0, 128.0, np.inf)}
    return forecast.Series(what, narrow, wide, fit, limit)


def differences():
    rng = stream(0, "figure", "differences")
    return {"laplace": rng.normal(0, 1, 20), "cauchy": rng.normal(0, 300, 20)}


CORRECTIONS = {"rademacher": (-1.0, 0.1), "uniform": (-0.5, 0.1), "gaussian": (0.2, 0.1),
               "laplace": (1.6, 0.2)}  # fmt: skip
NEEDED = {"haar": {32: 2.0, 64: 2.0}, "sigma_b": {32: 5000.0, 64: 2500.0}}
LEAST = [("m_1", 0.7), ("W_1", 3.0), ("F(0.1)", 20.0)]


def draw(name):
    """Each picture of the study on data of its own."""
    rng, law = stream(0, "figure", name), Law(zero=0.3, top=0.2)
    spectra = {(PHI, depth): law.sample(rng) for depth in DEPTHS}
    laws = dict.fromkeys(spectra, law)
    return {
        "limit_law": lambda: limit_law.picture(spectra, laws, dict.fromkeys(spectra, Law())),
        "cases": lambda: cases.picture(
            {(name, depth): law.sample(rng) for name in WEIGHTS.values() for depth in DEPTHS},
            {(kind, depth): law for kind in WEIGHTS for depth in DEPTHS},
        ),
        "independence": lambda: independence.picture(
            spectra,
            {case: law.sample(rng) for case in spectra},
            dict.fromkeys(spectra, some_evidence(5)),
        ),
        "convergence": lambda: convergence.picture(
            {
                name: {
                    case: {n: rng.uniform(1, 2, 9) / np.sqrt(n) for n in (64, 128, 256)}
                    for case in spectra
                }
                for name in WEIGHTS.values()
            }
        ),
        "breadth": lambda: breadth.picture(cells(), LIMIT, ("with", "without")),
        "universality": lambda: universality.picture(
            differences(), LIMIT, {"linear, L = 2": CORRECTIONS}, {"linear, L = 2": 0.5}
        ),
        "forecast": lambda: forecast.picture(
            dict.fromkeys(
                ("gaussian", "orthogonal"),
                (series("m_2", 0.1), series("F(0.1)", 0.2), series("sup|dF|", None)),
            )
        ),
        "power": lambda: power.picture(
            {"gaussian": NEEDED}, {"gaussian": {32: 600, 64: 300}}, {"gaussian": LEAST}
        ),
    }[name]()


PICTURES = sorted(sheets.figure_axes())


@pytest.fixture(params=PICTURES, scope="module")
def figure(request):
    return draw(request.param)


@pytest.fixture(params=PICTURES)
def name(request):
    return request.param


def test_the_same_picture_has_the_same_bytes(name, tmp_path):
    for copy in "ab":
        again = draw(name)
        for kind in (".png", ".pdf"):  # what the workflow writes
            plotting.save(again, tmp_path / f"{copy}{kind}")
    for kind in (".png", ".pdf"):
        first, second = ((tmp_path / f"{copy}{kind}").read_bytes() for copy in "ab")
        assert first == second, kind
        assert b"CreationDate" not in first, kind


def test_letters_are_legible_in_print(figure):
    assert_legible(figure)


def test_nothing_is_cut_off(figure):
    assert_whole(figure)


def test_the_callers_settings_do_not_reach_the_picture(name):
    plain = plotting.png(draw(name))
    with matplotlib.rc_context({"font.size": 23.0, "lines.linewidth": 9.0, "axes.grid": True}):
        assert plotting.png(draw(name)) == plain


def test_a_png_has_the_size_of_the_figure(figure):
    picture = matplotlib.image.imread(BytesIO(plotting.png(figure)))
    inches = np.array(picture.shape[1::-1]) / RC["savefig.dpi"]
    assert_allclose(inches, figure.get_size_inches(), atol=0.01)  # whole pixels


def words(figure):
    return [text.get_text() for text in figure.findobj(Text)]


def test_a_law_without_continuous_part_is_drawn(rng):
    """Haar weights and one layer: M = D^2, which for ReLU has two atoms and nothing else."""

    class TwoAtoms(Law):
        def __init__(self):
            super().__init__()
            self.atoms, self.support = ((0.0, 0.5), (1.0, 0.5)), ()

        def cdf(self, x):
            x = np.asarray(x, dtype=float)
            return 0.5 * (x >= 0) + 0.5 * (x >= 1)

        def density(self, x):
            return np.zeros(np.shape(x))

        def quantile(self, p):
            return np.where(np.asarray(p) <= 0.5, 0.0, 1.0)

    case, law = (PHI, 1), TwoAtoms()
    assert plotting.png(limit_law.picture({case: law.sample(rng)}, {case: law}))


def test_distance_in_the_panel_is_the_kolmogorov_distance(rng):
    law, case = Law(), (PHI, 1)
    half = law.sample(rng)
    half[half > np.median(half)] *= 1 + 1e-12  # no ties
    said = next(t for t in words(limit_law.picture({case: half}, {case: law})) if "sup" in t)
    values = np.sort(half.ravel())
    ranks = np.arange(values.size + 1) / values.size
    by_hand = max(np.max(ranks[1:] - law.cdf(values)), np.max(law.cdf(values) - ranks[:-1]))
    assert float(said.rpartition("=")[2]) == pytest.approx(by_hand, abs=5e-5)  # 4 digits shown


def test_difference_panel_shows_the_difference_of_the_samples(rng):
    """Shifting one sample by a factor moves its distribution function by a known amount."""
    law, case = Law(), (PHI, 1)
    true, other = law.sample(rng, 8, 400), 1.5 * law.sample(rng, 8, 400)
    figure = independence.picture({case: true}, {case: other}, {case: some_evidence(3)})
    gap = figure.axes[0].lines[2].get_ydata()  # after the two borders of the band
    pooled = np.quantile(np.concatenate([true, other]), np.linspace(0.0025, 0.9975, 200))
    expected = law.cdf(pooled) - law.cdf(pooled / 1.5)
    assert_allclose(gap, expected, atol=5 * np.sqrt(2 * 0.25 / 3200))  # 5 s.e. of two cdfs


def test_differences_beyond_the_axis_are_triangles_at_its_end(rng):
    case, sample = (PHI, 1), Law().sample(rng, 8, 50)
    evidence = [Evidence("m_1", observed, 0.0, 1.0, 0.0, "none") for observed in (300, 1, -300)]
    figure = independence.picture({case: sample}, {case: sample}, {case: evidence})
    marks = {line.get_marker(): line for line in figure.axes[1].lines if len(line.get_xdata()) == 1}
    assert marks["^"].get_ydata() == -marks["v"].get_ydata() == independence.FAR
    assert_whole(figure)


def test_every_cell_says_both_of_its_numbers():
    said = words(draw("breadth"))
    for worst, away in cells().values():
        assert f"{worst:.1f}" in said
        assert f"{away:.0f}" in said


def test_unbounded_activations_are_marked():
    assert {"tanh", "ReLU †"} <= set(words(draw("breadth")))


def comparison():
    net = Network("gaussian", PHI, 3, sigma_b2=0.125)
    values = {n: np.ones((12, 1)) for n in (64, 128)}
    distance = {n: np.ones(12) for n in (64, 128)}
    return Comparison(net, "true", ("m_1",), values, np.ones(1), {}, distance, distance)


class Found:
    """Results that hold one comparison."""

    def networks(self, grid, ensemble):
        return {(PHI, 3): comparison()}

    def across(self, grid, activation):
        return {("gaussian", 3): comparison()}


@pytest.mark.parametrize("source", [limit_law, cases, independence])
def test_captions_state_the_parameters(source):
    value = PHI if source is cases else "gaussian"
    text = source.caption(Found(), value, "main")
    for part in ("128", "σ_w² = 1", "σ_b² = 0.125", "q_0 = 1", "square"):
        assert part in text, part
    assert "12 networks" in text


def test_weights_without_a_variance_are_shown_against_what_is_not_their_limit(made):
    results = Spectra(made.paths())
    for role, own in (("iid", True), ("no fourth moment", True), ("no variance", False)):
        text = limit_law.caption(results, ROLES[role], "main")
        assert (
            "law of i.i.d. weights of the same scale (not their limit: entries have no" in text
        ) != own
        assert ("the limit law" in text) == own
        (legend,) = limit_law.draw(results, ROLES[role], "main").legends
        labels = [text.get_text() for text in legend.get_texts()]
        assert ("limit law" in labels) == own
        assert ("law of i.i.d. weights of the same scale" in labels) != own
    said = convergence.caption(results)
    assert f"{ENSEMBLES[ROLES['no variance']].label} weights have no variance" in said


def test_the_slope_is_that_of_the_distances():
    """Distances that are exactly n^(-1/2) on average, with a spread of a few per cent."""
    by_width = {n: np.linspace(0.9, 1.1, 21) * n**-0.5 for n in (64, 128, 256)}
    item = convergence.slope(by_width)
    assert convergence.pooled([item, item]) == pytest.approx(
        (-0.5, item.sem / np.sqrt(2), item.bias)
    )
    assert convergence.slope({n: 0 * v for n, v in by_width.items()}) is None


EACH = {"ensemble": ROLES["haar"], "activation": TANH, TOGETHER: ""}
SMALL = [n for n, axis in sheets.figure_axes().items() if axis != TOGETHER] + [
    "breadth",
    "convergence",
]


@pytest.mark.parametrize("source", SMALL)  # the others need more than one grid
def test_figures_are_drawn_from_what_they_may_read(made, source):
    axis = sheets.figure_axes()[source]
    sheet = Sheet("spectra", axis, source, EACH[axis])
    results = sheets.results(sheets.readable(sheet, made.paths()))
    figure, caption = sheets.draw(import_module(sheets.module(sheet)), sheet, results)
    assert_legible(figure)
    assert_whole(figure)
    assert caption.endswith(".")
    assert not re.search(r"\bnan\b", caption)


@pytest.mark.parametrize(
    ("widths", "shown"),
    [([128, 256, 512, 1024], [128, 256, 512]), ([48, 64, 96, 192], [48, 64, 96, 192])],
)
def test_labels_of_widths_have_room(widths, shown):
    """At full size 512 and 1024 ran into each other."""
    assert forecast.spread(widths) == shown
