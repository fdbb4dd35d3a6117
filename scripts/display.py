"""How notebooks show what they have: pictures, tables, claims in words, the checked number.

Whatever comes from outside (labels, sources, names of statistics) is escaped here, and formulas in
it are typeset as in the report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from IPython.display import HTML, Image
from markupsafe import Markup
from matplotlib.figure import Figure
from tabulate import tabulate

from freewidth import plotting, stats
from scripts import ledger
from scripts.publish._ruler import decisive
from scripts.publish._text import MINUS, reason, reasons, rival, subject, typeset
from scripts.sheets import Sheet, given_figures

__all__ = [
    "Judged",
    "Table",
    "checked",
    "conclusion",
    "drawn",
    "judged",
    "named",
    "picture",
    "reason",
    "reasons",
    "rival",
    "subject",
    "table",
]

REPORT = "../../report.html"  # from results/notebooks/STUDY
NUMBER = re.compile(rf"[-+{MINUS}≥≤<>]? ?[\d.]|$")  # how a cell begins that is aligned to the right
WIDE = 40  # letters: longer cells get room on a narrow screen, which scrolls
LONG = 16  # rows: of longer tables the page shows a line that opens them
CERTAIN = 1e6  # standard errors, beyond which a table gives no number
EXACT = 1e-4  # relative error, below which only that is said


@dataclass(frozen=True)
class Table:
    """Rows of text under heads; columns of numbers are aligned to the right.

    Attributes:
        heads: of the columns; may be left empty.
        rows: cells; :class:`markupsafe.Markup` is shown as it is.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[object]]

    def _repr_html_(self) -> str:
        """The table as HTML, every cell escaped."""
        cells = [[_cell(cell) for cell in row] for row in self.rows]
        made = self._made(cells, [typeset(head) for head in self.heads], "unsafehtml")
        if len(cells) <= LONG:
            return made
        return f"<details><summary>Table of {len(cells)} rows</summary>{made}</details>"

    def __repr__(self) -> str:
        cells = [[str(cell) for cell in row] for row in self.rows]
        return self._made(cells, self.heads, "simple")

    def _made(self, cells, heads, form):
        align = ["right" if right else "left" for right in self._numeric()] if cells else None
        return str(
            tabulate(
                cells,
                headers=heads,
                tablefmt=form,
                colalign=align,
                disable_numparse=True,
                preserve_whitespace=True,
            )
        )

    def _numeric(self) -> Iterator[bool]:
        for column in zip(*self.rows, strict=True):
            texts = [str(cell) for cell in column]
            yield any(texts) and all(NUMBER.match(text) for text in texts)


def _cell(value: object) -> Markup:
    shown = value if isinstance(value, Markup) else typeset(str(value))
    wide = len(str(value)) > WIDE
    return Markup('<span class="wide">{}</span>').format(shown) if wide else shown


def picture(figure: Figure, caption: str) -> tuple[Image, HTML]:
    """A figure and what stands under it, for ``display``."""
    return _shown(plotting.png(figure), caption)


def drawn(source: ModuleType, results: object, *where: str) -> tuple[Image, HTML]:
    """What a figure's module draws of results, and what it says of them.

    ``where`` is what a study's figures run through, as ``sheets.where`` has it. In the workflow the
    figure is drawn already, and shown as it is; a person who runs the notebook has it drawn now.
    """
    made = _figures(tuple(given_figures())).get((source.__name__, *where))
    if made is None:
        return picture(source.draw(results, *where), source.caption(results, *where))
    return _shown(ledger.trusted(made.path).read_bytes(), made.caption)


@dataclass(frozen=True)
class _Made:
    """A figure that was drawn, and what its record says of it."""

    path: Path
    caption: str


@cache
def _figures(paths: tuple[str, ...]) -> dict[tuple[str, ...], _Made]:
    """Figures by the module that draws them, and what they are drawn for."""
    found: dict[tuple[str, ...], _Made] = {}
    for path in map(Path, paths):
        record = ledger.read_json(path.with_suffix(".json"))
        sheet = Sheet(**record["sheet"])
        study = import_module(f"scripts.{sheet.study}.sheets")
        found[study.module(sheet), *study.where(sheet)] = _Made(path, record["caption"])
    return found


def _shown(png: bytes, caption: str) -> tuple[Image, HTML]:
    image = Image(png, retina=True, alt="Figure, described below")
    return image, HTML(Markup('<p class="caption">{}</p>').format(typeset(caption)))


@dataclass(frozen=True)
class Judged:
    """A claim, the evidence that results have for it, and the finding.

    Attributes:
        claim, entries, finding: the claim, what was measured, and what the judge says of it.
    """

    claim: stats.Claim
    entries: tuple[stats.Entry, ...]
    finding: Mapping

    @property
    def covered(self) -> bool:
        """Whether some entry is under the hypotheses, so that there is a verdict."""
        return any(entry.role == "theorem" for entry in self.entries)

    @property
    def false(self) -> bool:
        """Whether the statement is known to be false."""
        return self.claim.should == "refuted"


def judged(modules: Iterable[ModuleType], results: object, **labels: object) -> list[Judged]:
    """Claims, each given by its module, judged by ``results``.

    With ``labels``, by those entries alone that have them, as ``ensemble="gaussian"``; claims
    without one are left out.
    """
    found = []
    for module in modules:
        entries = tuple(
            entry
            for entry in module.claim.entries(results)
            if labels.items() <= dict(entry.labels).items()
        )
        if entries or not labels:
            name = module.__name__.rpartition(".")[2]
            finding = stats.judge(module.claim, results, name, entries)
            found.append(Judged(module.claim, entries, finding))
    return found


def table(entries: Iterable[stats.Entry]) -> Table:
    """For every entry the statistic that fits worst, in standard errors beyond its bias."""
    heads = ("subject", "role", "worst statistic", "observed", "expected", "s.e. off", "note")
    return Table(heads, [_row(entry) for entry in entries])


def named(entry: stats.Entry) -> str:
    """What an entry is about, in words."""
    return subject({"subject": entry.subject, **entry.labels})


def _row(entry):
    name = named(entry)
    if not entry.evidence:
        return name, entry.role, "nothing measured", "", "", "", entry.note
    item = max(entry.evidence, key=lambda item: item.distance())
    off = f"{item.distance():.1f}" if item.distance() < CERTAIN else "certain"
    numbers = f"{item.observed:.5g}", f"{item.expected:.5g}", off
    return name, entry.role, item.what, *numbers, reason(entry.note)


def conclusion(findings: Iterable[Mapping]) -> HTML:
    """What came of claims, one paragraph each, all of it computed from the findings."""
    said = [_paragraph(finding) for finding in findings]
    return HTML(Markup("\n").join(said) or "<p>No claim covers what is shown here.</p>")


def _paragraph(finding):
    head, kind = _verdict(finding)
    said = {"supported": _supported, "refuted": _refuted}.get(finding["verdict"], _open)
    return Markup(
        '<p class="conclusion {}"><strong>{}</strong> {} {} <a href="{}#{}">The claim</a></p>'
    ).format(
        kind,
        head,
        typeset(finding["statement"]),
        typeset(said(finding)),
        REPORT,
        finding["name"],
    )


def _verdict(finding):
    """The verdict in words that say whether it is as it should be, and its colour."""
    verdict, should = finding["verdict"], finding["should"]
    if should == "inconclusive":
        return f"{verdict.capitalize()} (an open question).", "open"
    if verdict == "inconclusive":
        return "Left open.", "open"
    if verdict != should:
        return f"{verdict.capitalize()}, and should not be.", "bad"
    return ("Supported." if should == "supported" else "Refuted, as it should be."), "good"


def _supported(finding):
    """How many agree, how far the worst is off, what error would have been seen."""
    counts = [e["role"] for e in finding["entries"]]
    theorems, controls = counts.count("theorem"), counts.count("control")
    verb = "agrees" if theorems == 1 else "agree"
    text = f"{_many(theorems, 'case')} {verb} with it and exclude{'s' * (theorems == 1)} its rivals"
    text += f", {_many(controls, 'control')} {'is' if controls == 1 else 'are'} refuted. "
    if found := decisive(finding):
        text += f"Of {_many(finding['tests'], 'statistic')} {_off(found)}"
    errors = [i["relative"] for e in finding["entries"] for i in e["evidence"]
              if e["role"] == "theorem" and i["decides"] and i["relative"]]  # fmt: skip
    if errors:
        text += f" The sharpest would have seen a prediction that is {_percent(min(errors))} off."
    return text


def _off(found):
    item = found.item
    name = f"{item['what']} ({subject(found.entry)})"
    if item["distance"] is None:
        return f"{name} is counted: {item['observed']:g}, predicted {_bound(item)}."
    if not item["distance"]:
        return f"{name} lies furthest out, and within the bias that is allowed for."
    return (
        f"{name} lies furthest out, {item['distance']:.1f} standard errors beyond its bias; "
        f"{item['limit']:.1f} would be too many."
    )


def _refuted(finding):
    """What refutes it, in its own units, and how often."""
    theorems = [entry for entry in finding["entries"] if entry["role"] == "theorem"]
    count = sum(entry["verdict"] == "refuted" for entry in theorems)
    item = (found := decisive(finding)).item
    text = (
        f"{count} of {_many(len(theorems), 'case')} "
        f"{'contradicts' if count == 1 else 'contradict'} it. {item['what']} "
        f"({subject(found.entry)}) is {item['observed']:.4g}, where it says {_bound(item)}"
    )
    if item["distance"] is None:
        return f"{text}; that is counted."
    return f"{text}: {item['distance']:.3g} standard errors off, where {item['limit']:.1f} decide."


def _open(finding):
    """Why it is open, and what speaks for it."""
    theorems = [entry for entry in finding["entries"] if entry["role"] == "theorem"]
    count = sum(entry["verdict"] == "supported" for entry in theorems)
    more = len(finding["reasons"]) - 1
    also = f" (and {_many(more, 'more reason')})" if more else ""
    return (
        f"{count} of {_many(len(theorems), 'case')} {'supports' if count == 1 else 'support'} it; "
        f"what is missing: {reasons(finding)[0]}{also}."
    )


def _bound(item):
    side = "" if item.get("side", "equal") == "equal" else f"{item['side']} "
    return f"{side}{item['expected']:.4g}"


def _many(count, what):
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _percent(share):
    return f"{100 * share:.2g} %" if share > EXACT else f"less than {100 * EXACT:g} %"


def checked(verdict: Mapping[str, object]) -> dict[str, object]:
    """A verdict as machines and as readers want it, for ``display(..., raw=True)``."""
    rows = [(name, _worded(value)) for name, value in verdict.items()]
    return {"application/json": dict(verdict), "text/html": Table((), rows)._repr_html_()}


def _worded(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "; ".join(map(str, value)) if isinstance(value, list) else value
