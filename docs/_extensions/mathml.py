"""Formulas as MathML, which browsers draw by themselves: no script, no font, no network."""

import re

from docutils.nodes import SkipNode
from latex2mathml.converter import convert
from sphinx.util import logging

LOG = logging.getLogger(__name__)
ALPHABET = re.compile(r"\\(mathbb|mathbf|mathcal) ?([A-Za-z])(?![A-Za-z])")
PER_LINE = re.compile(r"(?m)^\s*\n")


def inline(writer, node):
    """Write a formula in a line of text."""
    writer.body.append(_converted(node.astext(), node, "inline"))
    raise SkipNode


def display(writer, node):
    """Write a formula on lines of its own; blank lines part several of them."""
    for formula in PER_LINE.split(node.astext().strip()):
        text = _converted(formula, node, "block")
        writer.body.append(f'<div class="formula">{text}</div>\n')
    raise SkipNode


def _converted(text, node, how):
    try:
        return convert(_readable(text), display=how)
    except Exception as error:  # the converter raises many kinds for what it cannot read
        LOG.warning("not a formula that can be drawn: %s (%r)", text, error, location=node)
        return ""


def _readable(text):
    """The same for the converter, which wants braces and knows other names."""
    return ALPHABET.sub(r"\\\1{\2}", text.strip()).replace("{aligned}", "{align*}")


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
