"""Formulas as MathML: those of the claims, those of anybody, and what is none."""

from xml.etree.ElementTree import fromstring

import pytest

from claims import CLAIMS
from scripts.publish._mathml import ELEMENTS, mathml, parts

SPACE = "{http://www.w3.org/1998/Math/MathML}"


@pytest.mark.parametrize("name", list(CLAIMS))
def test_a_claim_has_a_formula_that_is_read_to_its_end(name):
    """No command is left over, and no letter has a variant that browsers do not know."""
    found = parts(CLAIMS[name].formula)
    assert found
    for part in found:
        tree = fromstring(part)
        assert "\\" not in "".join(tree.itertext())
        assert {element.tag.removeprefix(SPACE) for element in tree.iter()} <= ELEMENTS
        assert not {element.get("mathvariant") for element in tree.iter()} - {None, "normal"}


def test_letters_are_characters_of_their_alphabet():
    assert "".join(fromstring(mathml(r"\mathcal{CN}, \mathbb E, \mathfrak{I}")).itertext()) == (
        "𝒞𝒩,𝔼,ℑ"  # noqa: RUF001 - the characters of the alphabets
    )


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x)}{y}",
        r"<script>alert(1)</script>",
        r"\mathcal{<b>}",
        r"\left( <img src=x>",
    ],
)
def test_a_formula_of_anybody_is_shown_and_not_obeyed(formula):
    shown = mathml(formula)
    tree = fromstring(shown)
    assert {element.tag.removeprefix(SPACE) for element in tree.iter()} <= {*ELEMENTS, "code"}
    assert not {name for element in tree.iter() for name in element.attrib} & {"href", "style"}


def test_what_cannot_be_read_is_shown_as_it_was_typed():
    assert mathml(r"a^b^c < \left(") == r"<code>a^b^c &lt; \left(</code>"
