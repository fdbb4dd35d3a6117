"""A page for every claim: its statement, who makes it, what would refute it, its source."""

import re
from importlib import import_module
from pathlib import Path

from claims import STUDIES

LINK = re.compile(r"\]\(\.\./claims/(\w+)/(\w+)\.py\)")
FOLDER = "statements"
STATED = {
    "abstract": "the abstract of the paper",
    "recalled": "the paper, from memory",
    "ours": "no paper that we know of: derived here, or known to be false",
}
ASKED = {"abstract": "the abstract", "recalled": "the paper, from memory", "ours": "us"}
COLUMNS = ("verdict", "networks that support it", "controls refuted", "worst deviation / limit")


def page(study, name, claim, measured):
    """The text of a page, in MyST."""
    facts = {
        "stated by": STATED[claim.source.known],
        "papers": "<br>".join(map(_cited, claim.source.papers)),
        "note": _plain(claim.source.note),
        "rivals, to be excluded": _plain(claim.rival),
        "verdict to be expected": claim.should,
        **measured,
    }
    hypotheses = {_plain(words): ASKED[known] for words, known in claim.hypotheses.items()}
    path = f"claims/{study}/{name}"
    return f"""---
orphan: true
---

# {_plain(import_module(f"claims.{study}.{name}").__doc__.splitlines()[0].rstrip("."))}

{_plain(claim.statement)}

{_table("claim", f"`{name}`", facts)}

{_table("hypothesis", "asked by", hypotheses)}

## Judge it

With what it needs and the other claims of its study:

```
python3 reproduce.py -- results/{path}.json
```

## Source

`{path}.py`. See also [all claims](../../claims.md) and [what a claim says](../../adding.md).

```{{literalinclude}} ../../../{path}.py
:language: python
```
"""


def _table(left, right, rows):
    lines = (f"| {what} | {words} |" for what, words in rows.items() if words)
    return "\n".join([f"| {left} | {right} |", "|---|---|", *lines])


def _cited(paper):
    return f"{_plain(paper.cited)}, *{paper.title}*, {_plain(paper.identifier)}"


def _plain(text):
    """Words that Markdown shall not read."""
    return re.sub(r"([|*_$<\\])", r"\\\1", text)


def _measured(table):
    """What docs/claims.md says of each claim."""
    lines = [line for line in table.splitlines() if line.startswith("| [`")]
    rows = {LINK.search(line)[2]: line.strip("| ").split(" | ")[2:] for line in lines}
    return {name: dict(zip(COLUMNS, row, strict=True)) for name, row in rows.items()}


def write(app):
    source = Path(app.srcdir)
    measured = _measured((source / "claims.md").read_text(encoding="utf-8"))
    for study, claims in STUDIES.items():
        (source / FOLDER / study).mkdir(parents=True, exist_ok=True)
        for name, claim in claims.items():
            path = source / FOLDER / study / f"{name}.md"
            _update(path, page(study, name, claim, measured.get(name, {})))


def _update(path, text):
    """Write what has changed, so that Sphinx reads no page again without need."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def lead_to_pages(app, name, text):
    """Links to the source of a claim lead to its page."""
    text[0] = LINK.sub(rf"](/{FOLDER}/\1/\2.md)", text[0])


def setup(app):
    app.connect("builder-inited", write)
    app.connect("source-read", lead_to_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
