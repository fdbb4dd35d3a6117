"""Pages of the site that lie elsewhere in the repository."""

import re
from pathlib import Path

from pygments.lexers.special import TextLexer

PAGES = {
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "SECURITY.md": "security",
    "config/README.md": "settings",
}
FOLDER = "project"


def write(app):
    """The same texts, with links that start from their new folder."""
    source = Path(app.srcdir)
    (source / FOLDER).mkdir(exist_ok=True)
    for path, name in PAGES.items():
        text = (source.parent / path).read_text(encoding="utf-8")
        text = re.sub(r"\]\((?:\.\./)?docs/", "](../", text)
        target = source / FOLDER / f"{name}.md"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


def lead_to_pages(app, name, text):
    """Links to these files lead to their pages, and links to examples to what they show."""
    for path, page in PAGES.items():
        text[0] = text[0].replace(f"](../{path}", f"](/{FOLDER}/{page}.md")
    text[0] = text[0].replace("](gallery/GALLERY_HEADER.rst", "](/examples/index.rst")
    text[0] = re.sub(r"\]\(gallery/(\w+)\.py", r"](/examples/\1.rst", text[0])


def setup(app):
    app.connect("builder-inited", write)
    app.connect("source-read", lead_to_pages)
    app.add_lexer("mermaid", TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
