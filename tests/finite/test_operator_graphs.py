"""The figure of gluings: its formulas are those of the gluings drawn."""

from freewidth.genus import gluings
from scripts.finite.operator_graphs import draw, formula, term


def test_terms_and_their_sum():
    two = list(gluings(2))
    assert {term(g): g.surface for g in two} == {
        r"a_1^2\,\kappa_2": "sphere",
        r"a_2\,\kappa_1^2": "sphere",
        r"a_2\,\kappa_2": "projective plane",
    }
    parts = formula(two).strip("$").split(" = ")[1].split(" + ")
    assert sorted(parts) == [r"\frac{1}{n}\,a_2\,\kappa_2", r"a_1^2\,\kappa_2", r"a_2\,\kappa_1^2"]


def test_every_gluing_has_a_cell_in_the_block_of_its_surface():
    found = [g for k in (2, 3) for g in gluings(k)]
    drawn = draw({})
    blocks = drawn.subfigs[0].subfigs
    assert len(blocks) == 3
    for part, euler in zip(blocks, (2, 1, 0), strict=True):
        shown = [t.get_text() for ax in part.axes for t in ax.texts]
        for gluing in found:
            assert (f"${term(gluing)}$" in shown and gluing.surface in shown) == (
                gluing.euler == euler
            )
