"""What ``freewidth explore`` starts from and draws, without its page."""

import sys

import numpy as np
import pytest
from click.testing import CliRunner

from freewidth.cli import main
from freewidth.cli.live import _curves
from freewidth.cli.live._start import MOST_DEPTH, MOST_W2, Start
from freewidth.compare import kolmogorov
from freewidth.errors import InvalidInputError
from freewidth.jacobian import law
from freewidth.network import Network

ALIKE = Network("orthogonal", "hardtanh", 3, 1.5, 0.1)
MIXED = Network(("gaussian", "orthogonal"), "tanh", sigma_w2=(1.0, 2.0), sigma_b2=0.1)


def test_without_bokeh_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "bokeh.application", None)
    monkeypatch.delitem(sys.modules, "freewidth.cli.live._page", raising=False)
    done = CliRunner().invoke(main, ["explore", "--no-browser"])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert "pip install 'freewidth[explore]'" in done.output
    assert "envs/explore.lock" in done.output


def test_controls_start_at_the_network_and_lead_back_to_it():
    for net in (ALIKE, MIXED, Network("gaussian", "tanh", 2, widths=(1, 2, 1))):
        start = Start(net)
        assert start.at(**start.values) == net
    assert Start(ALIKE).values == {
        "ensemble": "orthogonal", "activation": "hardtanh", "w": 1.5, "b": 0.1, "depth": 3,
    }  # fmt: skip


def test_layers_that_differ_are_multiplied_and_keep_their_number():
    start = Start(MIXED)
    assert start.values["ensemble"] is None
    assert not start.deepens
    found = start.at(None, "erf", 0.5, 2.0, 9)
    assert found.weight_variances == (0.5, 1.0)
    assert found.bias_variances == (0.2, 0.2)
    assert (found.ensemble, found.activation, found.depth) == (MIXED.ensemble, "erf", 2)


def test_sliders_reach_beyond_where_they_start():
    assert Start(ALIKE).ends == {"w": MOST_W2, "b": 1.0, "depth": MOST_DEPTH}
    far = Start(Network("gaussian", "tanh", 50, 9.0, 3.0))
    assert far.ends == {"w": 18.0, "b": 6.0, "depth": 50}
    assert not Start(Network("gaussian", "tanh", 2, widths=(1, 2, 1))).deepens


def test_what_is_no_network_is_refused():
    with pytest.raises(InvalidInputError, match="sigma_w2"):
        Start(ALIKE).at("orthogonal", "hardtanh", -1.0, 0.1, 3)


def test_curves_are_the_law():
    own = law(ALIKE)
    found = _curves.curve(own)
    assert np.all(np.diff(found.x) > 0)
    assert np.array_equal(found.cdf, own.cdf(found.x))
    assert np.allclose(found.density, own.density(found.x), rtol=1e-12)
    assert found.x.size > 300
    assert min(found.heights) > 0


def test_samples_are_those_of_the_network_that_is_shown():
    own = law(ALIKE)
    shown = _curves.curve(own)
    gaps = {}
    for way in ("true", "shifted"):
        drawn = _curves.sampled(ALIKE, own, way, (shown.low, shown.high))
        gaps[way] = np.abs(drawn.cdf - own.cdf(drawn.x)).max()
        assert np.array_equal(
            drawn.cdf, _curves.sampled(ALIKE, own, way, (shown.low, shown.high)).cdf
        )
        assert drawn.cdf[-1] > 0.95  # some are beyond the edge of the law
    assert gaps["true"] < 0.05 < gaps["shifted"]  # 12 networks of width 128; 0.05: about 6/n
    assert kolmogorov(own.quantile(np.linspace(0.001, 0.999, 500)), own) < 0.01


def test_words_have_the_numbers_of_the_law():
    said = _curves.said(law(ALIKE))
    assert f"m₁ = {law(ALIKE).moments(1)[0]:.4g}" in said
    assert "at 0" in said
