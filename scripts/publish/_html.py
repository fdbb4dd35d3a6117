"""Notebooks as web pages that need nothing from the net: formulas become MathML.

HTML in the text of a notebook, or in what its cells say in Markdown, is shown and not obeyed: a
name or a source of an ensemble may come from anybody. The pages' own policy lets browsers load and
run nothing.
"""

from functools import cache

from markupsafe import Markup
from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from scripts.fingerprint import ROOT
from scripts.publish._mathml import mathml
from scripts.publish._policy import policy
from scripts.publish._template import template

TEMPLATES = ROOT / "workflow" / "templates"
COLOURS = {
    "light": "default",
    "dark": "github-dark",
}  # of code, by what the reader's system prefers
SHOWN = Config(
    {
        "HTMLExporter": {
            "template_name": "basic",  # cells without a page around them
            "exclude_input_prompt": True,
            "exclude_output_prompt": True,
        },
        "TagRemovePreprocessor": {  # plumbing, which the notebook itself keeps
            "enabled": True,
            "remove_cell_tags": {"parameters", "injected-parameters", "remove-cell"},
            "remove_input_tags": {"hide-input"},
        },
    }
)


class Renderer(IPythonRenderer):
    """Markdown with formulas rendered, not left to a script."""

    def inline_math(self, body: str) -> str:
        """A formula between single dollars."""
        return mathml(body)

    def block_math(self, body: str) -> str:
        """A formula between double dollars."""
        return mathml(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        """An environment that stands without dollars."""
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


class Exporter(HTMLExporter):
    """Pages that load nothing: styles and images inside, scripts left out."""

    mathjax_url = ""
    require_js_url = ""
    jquery_url = ""
    mermaid_js_url = ""
    exclude_anchor_links = True
    embed_images = True

    def markdown2html(self, context, source):
        """Markdown to HTML with the renderer above."""
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = Renderer(
            escape=True,
            allow_harmful_protocols=False,
            attachments=attachments,
            exclude_anchor_links=True,
        )
        return MarkdownWithMath(renderer=renderer).render(source)

    markdown2html.jinja_pass_arg = HTMLExporter.markdown2html.jinja_pass_arg  # type: ignore[attr-defined]


@cache
def _exporter() -> Exporter:
    """One for all pages: it compiles its templates."""
    return Exporter(config=SHOWN)


def page(notebook: NotebookNode, title: str) -> str:
    """The notebook as one HTML document; code in cells tagged as plumbing is left out."""
    body, _ = _exporter().from_notebook_node(notebook)
    styles = {name: HtmlFormatter(style=style) for name, style in COLOURS.items()}
    return template("notebook.html.j2", TEMPLATES).render(
        title=title,
        policy=Markup(policy()),
        colours={
            name: Markup(style.get_style_defs(".highlight")) for name, style in styles.items()
        },
        body=Markup(body),
    )
