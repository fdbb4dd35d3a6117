"""Every picture is drawn, the same twice, and says what it shows."""

from importlib import import_module

import pytest

from freewidth import plotting
from scripts.fingerprint import ROOT
from tests.hessians.conftest import CONFIG
from tests.plotted import inspected
from workflow import hessians

FIGURES = ROOT / "scripts/hessians/figures"
TOGETHER = sorted(p.stem for p in FIGURES.glob("together/[a-z]*.py"))
NETWORK = sorted(p.stem for p in FIGURES.glob("network/[a-z]*.py"))


def load(folder, name):
    return import_module(f"scripts.hessians.figures.{folder}.{name}")


@pytest.mark.parametrize("name", TOGETHER)
def test_pictures_of_all_networks_are_drawn_the_same_twice(results, name):
    source = load("together", name)
    assert inspected(source.draw(results)) == plotting.png(source.draw(results))
    assert source.caption(results).endswith(".")


@pytest.mark.parametrize("name", NETWORK)
@pytest.mark.parametrize("network", hessians.networks(CONFIG))
def test_pictures_of_a_network_are_drawn_with_every_family(results, name, network):
    source = load("network", name)
    figure = source.draw(results, network)
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 1 + len(CONFIG["trained"]["families"])
    assert "training accuracy" in source.caption(results, network)
    assert inspected(figure) == plotting.png(source.draw(results, network))


def test_an_estimate_without_exact_eigenvalues_is_drawn(results):
    figure = load("together", "lanczos").picture(results.lanczos("large"))
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["quadrature"]
