"""Densities against a second solver in 30 digits (``reference/make.py``), which shares no code."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network, law

FOLDER = Path(__file__).parent / "reference"
KNOWN = json.loads((FOLDER / "densities.json").read_text())
DIGITS = 1e-10  # what a law promises, and the reference exceeds by 7 orders
QUICK = ("1", "4", "8")


def network(row):
    ensemble, activation, depth, sw2, sb2, q0, widths = row["network"]
    ensemble = ensemble if isinstance(ensemble, str) else tuple(ensemble)
    return Network(ensemble, activation, depth, sw2, sb2, q0, widths and tuple(widths))


@pytest.fixture(scope="module", params=KNOWN)
def row(request):
    return KNOWN[request.param]


def test_there_are_enough():
    assert len(KNOWN) >= 12
    assert sum(len(row["points"]) for row in KNOWN.values()) >= 200
    assert max(row["network"][2] for row in KNOWN.values()) >= 10


def test_variances(row):
    assert_allclose(network(row).q, row["q"], rtol=1e-13)  # ten quadratures in double precision


def test_densities(row):
    x, density = np.array([[float(v) for v in pair] for pair in row["points"]]).T
    assert_allclose(law(network(row)).density(x), density, rtol=DIGITS)


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recomputed(make, number, count):
    """A few points of one network, computed once more."""
    row = KNOWN[number]
    assert json.loads(json.dumps(make.NETWORKS[int(number)])) == row["network"]
    net, mean, firsts = make.prepared(make.NETWORKS[int(number)])
    for x, text in row["points"][:: max(1, len(row["points"]) // count)][:count]:
        value, _ = make.density(net, x, mean, firsts)
        assert abs(value / make.mpf(text) - 1) < 1e-16  # 22 digits kept, settled to 1e-18


@pytest.mark.parametrize("number", QUICK)
def test_the_reference_is_what_its_script_makes(make, number):
    recomputed(make, number, 1)


@pytest.mark.slow
@pytest.mark.parametrize("number", KNOWN)
def test_the_whole_reference_is_what_its_script_makes(make, number):
    recomputed(make, number, 3)
