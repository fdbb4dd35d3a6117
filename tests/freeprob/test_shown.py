"""What laws and what they are made of look like at a prompt and in a notebook."""

import pytest

from freewidth import Network, freeprob, law
from freewidth.activations import ACTIVATIONS
from freewidth.biases import BIASES
from freewidth.ensembles import EVERY
from freewidth.jacobian import SlopeMeasure, free_product
from freewidth.kinds import KINDS
from freewidth.preactivation import Preactivation

LINES = 400  # characters: five lines of a narrow screen
GELU = SlopeMeasure("gelu", Preactivation(1.0))


@pytest.fixture(scope="module")
def found():
    return law(Network("orthogonal", "hardtanh", 8, sigma_b2=0.05, widths=(3, 2, 4, 5) * 2 + (6,)))


def test_everything_public_fits_a_few_lines(found):
    product = free_product(found.net)
    shown = [found, found.certificate, found.net, product, GELU, GELU.rule(), GELU.family]
    for registry in (ACTIVATIONS, BIASES, EVERY, KINDS):
        shown += registry.values()
    for each in shown:
        assert len(repr(each)) < LINES, type(each)


def test_many_atoms_and_intervals_are_counted():
    values = tuple(0.2 * k for k in range(1, 11))
    found = law(freeprob.discrete(values, (0.1,) * 10))
    assert "0.1 at 0.2" in repr(found)
    assert "and 6 more" in repr(found)


def test_a_law_says_where_it_is(found):
    said = repr(found)
    assert found.label in said
    assert f"[{found.support[0][0]:.6g}, {found.support[0][1]:.6g}]" in said
    assert f"{found.atoms[0][1]:.6g} at 0" in said
    assert f"{found.certificate.worst:.1e}" in said


def test_a_law_draws_itself_in_notebooks(found):
    assert found._repr_png_().startswith(b"\x89PNG")
    html = found._repr_html_()
    assert found.label in html
    assert f"{found.moments(1)[0]:.6g}" in html


def test_labels_are_escaped():
    made = freeprob.factor("<b>&", KINDS["iid"])
    assert "<b>&" not in law(made)._repr_html_()
    assert "&lt;b&gt;&amp;" in law(made)._repr_html_()
