"""Figures: what they show is what was measured, and they look the same wherever they are made."""

import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text
from numpy.testing import assert_allclose

from freewidth import initialisation, plotting
from freewidth.compare.models import ModelComparison
from freewidth.jacobian import law
from freewidth.network import Network
from freewidth.plotting import panels, ticks
from freewidth.plotting.evidence import LIMIT, family, standardised
from freewidth.plotting.style import PALETTE, RC, UNDATED, looks, style
from freewidth.plotting.verdicts import OUTCOMES, ROLES, Tile, outcome
from freewidth.rng import stream
from tests.plotted import Law, assert_legible, assert_whole, collisions, finding, recorded


def sensitive():
    """Two findings with sensitivities, and one without."""
    seen = {"ingredient": "q", "refuted_from": 0.034, "tried": 0.3}
    never = {"ingredient": "slope", "refuted_from": None, "tried": 1.0}
    own = {"ingredient": "exponent", "refuted_from": 1e-9, "tried": 1.0}
    lists = {"one": [seen, never], "two": [own], "three": []}
    return [finding(name=name, sensitivity=some) for name, some in lists.items()]


def compared():
    """A model with a largest eigenvalue of its own, and nine random networks."""
    law, x = Law(), np.geomspace(1e-3, 8.0, 60)
    spectra = law.sample(stream(0, "compared"), networks=10)
    spectra[0, -1] = 6.0
    cdfs = np.mean(spectra[..., None] <= x, axis=1)
    numbers = np.arange(1.0, 10.0)
    return ModelComparison(
        label="a model for tests",
        net=Network("gaussian", "linear", 1),
        law=law,
        x=x,
        own=cdfs[0],
        band=cdfs[1:],
        eigenvalues=spectra[0],
        distance=0.5,
        distances=numbers / 100,
        largest=6.0,
        largests=np.max(spectra[1:], axis=1),
    )


TILES = [
    Tile(paper, role, name)
    for paper, role in zip(("Wigner (1955)", "Pastur and Slavin (2023)"), ROLES, strict=False)
    for name in OUTCOMES
]


def draw(name):
    """Each figure of the package on data of its own."""
    return {
        "law": lambda: plotting.law(Law(zero=0.3, top=0.2)),
        "forest": lambda: plotting.forest(finding()["entries"][0]["evidence"], "an entry"),
        "claim": lambda: plotting.claim(finding()),
        "sensitivities": lambda: plotting.sensitivities(sensitive()),
        "phases": lambda: plotting.phases(initialisation.critical("tanh", depth=5)),
        "model": lambda: plotting.model(compared()),
        "verdicts": lambda: plotting.verdicts(TILES),
    }[name]()


FIGURES = ("law", "forest", "claim", "sensitivities", "phases", "model", "verdicts")


def test_every_figure_is_tested():
    assert set(plotting.__all__) - {"png", "save"} == set(FIGURES)


@pytest.fixture(params=FIGURES, scope="module")
def figure(request):
    return draw(request.param)


@pytest.fixture(params=FIGURES)
def figure_name(request):
    return request.param


def test_the_same_figure_has_the_same_bytes(figure_name, tmp_path):
    kinds = UNDATED if figure_name == "law" else (".png", ".pdf")  # what the workflow writes
    for copy in "ab":
        again = draw(figure_name)
        for kind in kinds:
            plotting.save(again, tmp_path / f"{copy}{kind}")
    for kind in kinds:
        first, second = ((tmp_path / f"{copy}{kind}").read_bytes() for copy in "ab")
        assert first == second, kind
        assert b"CreationDate" not in first, kind
        assert b"<dc:date>" not in first, kind


def test_other_file_types_are_refused(tmp_path):
    with pytest.raises(ValueError, match="figures are saved as"):
        plotting.save(draw("law"), tmp_path / "x.jpg")


def test_letters_are_legible_in_print(figure):
    assert_legible(figure)


def test_nothing_is_cut_off(figure):
    assert_whole(figure)


def test_a_false_statement_that_is_refuted_is_as_it_should_be():
    verdicts = ("supported", "refuted", "inconclusive")
    found = [[outcome(should, verdict) for verdict in verdicts] for should in verdicts]
    assert found == [
        ["expected", "contrary", "inconclusive"],
        ["contrary", "denied", "inconclusive"],
        ["yes", "no", "undecided"],
    ]


def test_every_claim_has_a_tile_and_is_counted():
    figure = draw("verdicts")
    assert sum(line.get_marker() in "soX" for line in figure.axes[0].lines) == len(TILES)
    counts = [text.get_text().rpartition(": ")[2] for text in figure.legends[0].get_texts()]
    assert list(map(int, counts)) == [2] * len(OUTCOMES)


def test_the_caller_keeps_his_settings():
    with matplotlib.rc_context({"font.size": 23.0}):
        plotting.png(draw("law"))
        assert matplotlib.rcParams["font.size"] == 23.0


def test_the_callers_settings_do_not_reach_the_figure():
    plain = plotting.png(draw("law"))
    with matplotlib.rc_context({"font.size": 23.0, "lines.linewidth": 9.0, "axes.grid": True}):
        assert plotting.png(draw("law")) == plain


def test_pyplot_is_never_imported():
    program = "import sys, freewidth.plotting; sys.exit('matplotlib.pyplot' in sys.modules)"
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", program], cwd=root).returncode == 0


def test_looks_differ_in_more_than_colour():
    some = looks(20)
    assert len({(look["color"], look["marker"]) for look in some}) == len(some)
    for one, other in pairwise(some):
        assert one["marker"] != other["marker"]
        assert one["linestyle"] != other["linestyle"]


def test_colours_are_those_of_okabe_and_ito():
    """Okabe and Ito (2008), Color universal design: black, orange, sky blue, green, yellow, blue,
    vermillion, purple."""
    theirs = {
        "#000000",
        "#E69F00",
        "#56B4E9",
        "#009E73",
        "#F0E442",
        "#0072B2",
        "#D55E00",
        "#CC79A7",
    }
    assert set(PALETTE) <= theirs


def test_styles_exist_in_this_matplotlib():
    assert set(RC) <= set(matplotlib.rcParams)


def test_the_theory_line_is_the_laws_cdf_and_jumps_at_its_atom():
    law = Law(zero=0.3, top=0.2)
    with style():
        ax = matplotlib.figure.Figure().subplots()
        panels.distribution(ax, law, 1e-3, 8.0)
    x, y = ax.lines[0].get_data()
    assert_allclose(y, law.cdf(x), rtol=1e-15)  # the very same call
    jump = np.diff(y)[np.diff(x) < 1e-9]
    assert_allclose(jump.max(), 0.2, atol=1e-5)  # atom, plus the continuous part within 1e-12


def test_steps_are_the_empirical_distribution_function(rng):
    law = Law(zero=0.3, top=0.2)
    eigenvalues = law.sample(rng)
    with style():
        ax = matplotlib.figure.Figure().subplots()
        panels.steps(ax, eigenvalues, law, 1e-3, 8.0)
    x, y = ax.lines[0].get_data()
    counted = [(eigenvalues <= point).mean() for point in x]
    assert_allclose(y, counted, atol=1e-15)  # two ways to divide the same integers


def test_histogram_leaves_atoms_out_and_keeps_everything_else(rng):
    law = Law(zero=0.3, top=0.2)
    eigenvalues = law.sample(rng)
    low, high = 1e-12, 8.0
    edges, heights = panels.counts(eigenvalues, law, low, high)
    area = (heights * np.diff(np.log10(edges))).sum()
    free = ((eigenvalues > 0) & (eigenvalues < 4)).mean()
    assert_allclose(area, free, rtol=1e-12)  # counts over a common total
    assert np.any(np.isclose(edges, 4.0))  # no bin straddles the edge of the support


def test_bulk_is_what_a_large_sample_shows(rng):
    law = Law(zero=0.3, top=0.2)
    eigenvalues = law.sample(rng, networks=50, n=2000)
    edges, heights = panels.counts(eigenvalues, law, 1e-3, 4.0)
    expected = panels.bulk(law, 1e-3, 4.0)
    decades = np.diff(np.log10(edges))
    error = np.sqrt(expected * decades / eigenvalues.size) / decades  # of a bin's binomial count
    assert np.all(np.abs(heights - expected) <= 5 * error)  # standard errors


@pytest.mark.parametrize(("zero", "top"), [(0.0, 0.0), (0.5, 0.0), (0.3, 0.2)])
def test_window_shows_all_but_the_tail_above_zero(zero, top):
    law = Law(zero, top)
    low, high = panels.window([law], tail=0.01)
    shown = law.cdf(high) - law.cdf(low)
    assert 0.985 * (1 - zero) < shown <= 1 - zero
    assert low > 0
    assert high > 4


@pytest.mark.parametrize("width", [1e-6, 1e-3, 0.3])
def test_a_narrow_spectrum_fills_its_picture(width):
    """Near isometry all singular values are close to 1: a decade would show a line."""

    class Narrow(Law):
        def __init__(self):
            super().__init__()
            self.support = ((1 - width, 1.0),)

        def quantile(self, p):
            return 1 - width * (1 - np.asarray(p))

        def cdf(self, x):
            return np.clip((np.asarray(x) - (1 - width)) / width, 0, 1)

        def density(self, x):
            return np.where((x >= 1 - width) & (x <= 1), 1 / width, 0.0)

    figure = plotting.law(Narrow())
    for ax in figure.axes:
        low, high = ax.get_xlim()
        assert 1 - 1.2 * width < low < 1 < high < 1 + 0.2 * width
        shown = [tick for tick in ax.get_xticks() if low <= tick <= high]
        assert 2 <= len(shown) <= 5
    (line,) = figure.axes[1].lines
    top = figure.axes[1].get_ylim()[1]
    assert np.nanmax(line.get_ydata()) < top  # nothing is cut off
    assert_whole(figure)
    assert panels.window([Narrow()])[0] < 0.11  # figures of studies have a decade or more


def test_atoms_are_labelled_with_their_mass():
    figure = plotting.law(Law(zero=0.3, top=0.2))
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "atom at 0: 0.300" in words
    assert "atom 0.200" in words


def test_a_law_without_continuous_part_is_drawn():
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

    assert plotting.png(plotting.law(TwoAtoms()))


@pytest.mark.parametrize(
    ("observed", "sem", "bias", "z"),
    [(1.2, 0.1, 0.0, 2.0), (0.8, 0.1, 0.0, -2.0), (1.2, 0.0, 0.4, 5.0), (1.0, 0.0, 0.0, 0.0)],
)
def test_standardised(observed, sem, bias, z):
    assert standardised(observed, 1.0, sem, bias) == pytest.approx(z)


def test_an_exact_statistic_that_is_wrong_is_as_far_as_one_can_be():
    assert standardised(1.1, 1.0, 0.0, 0.0) == LIMIT
    assert standardised(0.9, 1.0, 0.0, 0.0) == -LIMIT


def test_families_of_statistics():
    names = ("m_2", "F(0.3)", "Re G(1+0.2i)", "difference in Im G(1+0.2i)")
    assert [family(name) for name in names] == ["m", "F", "Re G", "Im G"]


def test_claim_figure_marks_what_disagrees_and_shows_rivals_of_networks_only():
    ax = plotting.claim(finding()).axes[0]
    marks = [
        (line.get_marker(), line.get_xdata()[0]) for line in ax.lines if len(line.get_xdata()) == 1
    ]
    assert ("X", 48.0) in marks
    assert ("o", 0.8) in marks
    diamonds = [x for marker, x in marks if marker == "D"]
    assert diamonds == [pytest.approx((2.01 - 1.5 - 0.002) / 0.01)]


def test_errors_stand_where_they_would_have_been_seen():
    (ax,) = draw("sensitivities").axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    marks = [line for line in ax.lines if line.get_marker() not in ("None", None)]
    assert [mark.get_xdata()[0] for mark in marks] == [0.034, 1.0, ax.get_xlim()[0]]
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False, True, False]
    assert 0.05 in [line.get_xdata()[0] for line in ax.lines]


def test_claim_figure_stays_on_a_page_for_any_number_of_entries():
    one = finding()["entries"][0]
    many = [{**one, "subject": f"case {i}", "ensemble": f"e{i % 7}"} for i in range(300)]
    assert plotting.claim(finding(entries=many)).get_figheight() < 9.5


def test_png_is_a_png_at_the_size_of_the_figure():
    figure = draw("law")
    picture = matplotlib.image.imread(BytesIO(plotting.png(figure)))
    inches = np.array(picture.shape[1::-1]) / RC["savefig.dpi"]
    assert_allclose(inches, figure.get_size_inches(), atol=0.01)  # whole pixels


@pytest.mark.parametrize("name", ["law", "claim"])
def test_a_png_is_the_one_that_matplotlib_saves(name):
    """Which lays a figure out by going through all that it draws once more."""
    own, other = draw(name), draw(name)
    before = own.get_layout_engine(), own.dpi
    buffer = BytesIO()
    with style():
        other.savefig(buffer, format="png", metadata=UNDATED[".png"])
    assert plotting.png(own) == buffer.getvalue()
    assert (own.get_layout_engine(), own.dpi) == before
    assert before[0] is not None


def faults(draw):
    """What is wrong with the texts of a figure of two inches by one."""
    with style():
        figure = matplotlib.figure.Figure(figsize=(2, 1))
        draw(figure)
        with recorded() as found:
            plotting.png(figure)
    return collisions(found.values(), figure.bbox_inches)


def test_texts_that_collide_or_leave_the_page_are_found():
    apart = [(0.5, 0.2, "one"), (0.5, 0.8, "two")]
    assert faults(lambda f: [f.text(*text) for text in apart]) == []
    (on,) = faults(lambda f: [f.text(*text) for text in [*apart, (0.55, 0.22, "three")]])
    assert "'one' at" in on
    assert "lies on 'three'" in on
    (out,) = faults(lambda f: f.text(0.95, 0.5, "too long for this"))
    assert "leaves the page" in out


def test_ticks_that_collide_are_found():
    def crowded(figure):
        ax = figure.add_axes((0.1, 0.3, 0.8, 0.6))
        ax.set_xticks([0, 0.05, 1, 7], ["zero", "next", "far", "not shown"])
        ax.set_xlim(0, 1)
        ax.set_yticks([])

    (on,) = faults(crowded)
    assert "'zero'" in on
    assert "'next'" in on


def test_ticks_that_would_collide_are_left_out():
    assert ticks.apart([500, 47, 50, 60], 1.2) == [47, 60, 500]


def test_a_logarithmic_axis_has_few_plain_ticks():
    with style():
        ax = matplotlib.figure.Figure().subplots()
    ax.set_yscale("log")
    for limits, shown in (
        ((0.03, 0.6), ["0.05", "0.1", "0.2", "0.5"]),
        ((0.9, 1200), ["1", "10", "100", "1000"]),
    ):
        ax.set_ylim(*limits)
        ticks.logarithmic(ax.yaxis, 5)
        labels = ax.yaxis.get_major_formatter().format_ticks(ax.yaxis.get_major_locator()())
        assert labels == shown
    ax.set_ylim(1e-12, 1)
    ticks.logarithmic(ax.yaxis, 5)
    assert 3 <= len(ax.yaxis.get_major_locator()()) <= 5


def test_bars_end_with_the_support(rng):
    """Rounding alone does not carry a sample out of it."""
    law = Law()
    eigenvalues = law.sample(rng)
    eigenvalues[:, -1] = 4 * (1 + 1e-13)
    eigenvalues[0, -1] = 5.0
    with style():
        ax = matplotlib.figure.Figure().subplots()
        panels.bars(ax, eigenvalues, law, 1e-3, 8.0)
    (stairs,) = ax.patches
    assert_allclose(stairs.get_data().edges[-1], 4.0, rtol=1e-12)  # the bins' own rounding
    assert list(ax.lines[0].get_xdata()) == [5.0]
    width = np.diff(np.log10(stairs.get_data().edges))
    area = (stairs.get_data().values * width).sum()
    inside = ((eigenvalues > 1e-3) & (eigenvalues < 4.5)).mean()
    assert abs(area - inside) <= (eigenvalues < 1e-2).mean()  # the first bin begins below 1e-3


def test_the_residual_is_the_difference_of_the_distribution_functions(rng):
    law = Law(zero=0.3)
    eigenvalues = law.sample(rng, networks=40)
    with style():
        ax = matplotlib.figure.Figure().subplots()
        panels.residual(ax, eigenvalues, law, 1e-3, 8.0, "black")
    x, gap = ax.lines[0].get_data()
    by_hand = [(eigenvalues <= point).mean() - law.cdf(point) for point in x]
    assert_allclose(gap, by_hand, atol=1e-12)  # means of 40 rounded numbers
    band = ax.collections[0].get_paths()[0].vertices
    assert_allclose(band[:, 1].max() - gap.max(), 2 * np.sqrt(0.25 / 8000), rtol=0.5)  # 2 s.e.


def test_a_law_that_has_nearly_all_or_all_of_its_mass_at_zero():
    """A log axis shows none of it; the mark at its left end says how much there is."""
    few = plotting.law(law(Network("gaussian", ("tanh", "hardshrink"), sigma_w2=(1.2, 0.03))))
    assert any("atom at 0: 1 - 1.0e-05" in t.get_text() for t in few.axes[0].texts)
    none = plotting.law(law(Network("gaussian", "hardshrink", 2, sigma_w2=0.03)))
    assert [t.get_text() for t in none.axes[0].texts] == ["atom at 0: 1.000"]
    assert none.axes[0].get_xlim() == (0.1, 10.0)
