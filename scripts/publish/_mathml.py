"""Formulas as MathML, which browsers show by themselves; what is no formula is shown as typed.

The converter leaves ``<`` as it finds it, and passes on attributes. Here its tree is written out
again: elements and attributes of presentation alone, every text escaped. A formula may come from
anybody.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

SPACE = "http://www.w3.org/1998/Math/MathML"
BARE = re.compile(r"\\(mathbb|mathcal|mathfrak|mathscr)\s*([A-Za-z])")
BREAK = re.compile(r"\\qquad\b")
ELEMENTS = frozenset((
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mstyle", "mpadded",
    "mphantom", "mmultiscripts", "mprescripts", "none", "menclose",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "display", "displaystyle", "scriptlevel", "stretchy", "fence", "separator", "symmetric",
    "largeop", "movablelimits", "accent", "accentunder", "lspace", "rspace", "minsize", "maxsize",
    "linethickness", "columnalign", "columnspacing", "rowspacing", "width", "height", "depth",
))  # fmt: skip
ALPHABETS = {  # what browsers do not know as a variant is in Unicode as characters
    "script": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "fraktur": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
}


def mathml(latex: str, display: str = "inline", tall: bool = False) -> str:
    """A formula as MathML; one that cannot be read, as the text that it is.

    A ``tall`` one has fractions and limits in full size though it stands in a line.
    """
    try:
        found = convert_to_element(BARE.sub(r"\\\1{\2}", latex.strip()), display=display)
    except Exception:  # the converter has some fifteen of its own, without a common ancestor
        return f"<code>{html.escape(latex)}</code>"
    tree = _clean(found)
    tree.set("xmlns", SPACE)
    if tall:
        tree.set("displaystyle", "true")
    return tostring(tree, encoding="unicode")


def parts(latex: str) -> list[str]:
    """The parts of a formula that may stand on lines of their own, as MathML each."""
    return [mathml(part, tall=True) for part in BREAK.split(latex) if part.strip()]


def _clean(found: Element) -> Element:
    known = found.tag in ELEMENTS
    tree = Element(found.tag if known else "mrow")
    for name, value in found.attrib.items():
        if name in ATTRIBUTES:
            tree.set(name, value)
    text = html.unescape(found.text or "")
    variant = found.get("mathvariant", "")
    if known:
        tree.text = "".join(_letters(text, variant)) if variant in ALPHABETS else text
        if tree.tag == "mo" and text == "|":  # of an absolute value, not between two things
            tree.set("lspace", "0")
            tree.set("rspace", "0")
        if variant == "normal":
            tree.set("mathvariant", variant)
    tree.extend(_clean(child) for child in found)
    return tree


def _letters(text: str, variant: str) -> Iterator[str]:
    for letter in text:
        size = "CAPITAL" if letter.isupper() else "SMALL"
        names = [f"{alphabet} {size} {letter.upper()}" for alphabet in ALPHABETS[variant]]
        yield next(filter(None, map(_character, names)), letter)


def _character(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
