"""The statistic that decides a claim, and where its numbers lie on a small scale.

The scale is that of the statistic. Above, the prediction with the bias that is allowed for, and the
rivals; below, the measurement with what chance may do: its standard error times the limit that all
tests of the claim together set. Prediction and measurement agree exactly if the two bands meet.
"""

from collections.abc import Iterator, Mapping
from math import ceil, floor, inf, log10
from typing import NamedTuple

from scripts.publish._text import MINUS, rival, subject, typeset

WIDTH, MARGIN = 400.0, 14.0  # of the drawing, in its own units
WINDOW = 12.0  # a rival further than that many times what is shown without it lies off the scale
TICKS = 5
DIGITS = 8  # behind the point; smaller numbers have an exponent
LARGEST = 1e12  # of numbers: beyond, ticks tell nothing


class Decisive(NamedTuple):
    """A statistic, the entry that it belongs to, and why it is shown."""

    entry: Mapping
    item: Mapping
    why: str


def decisive(finding: Mapping) -> Decisive | None:
    """The statistic that decides a claim, or None where nothing was measured.

    Of a claim that is open for want of power, the one that comes nearest to excluding what it does
    not exclude; else the one of those that count that lies furthest out, as a share of what is
    allowed.
    """
    entries = [e for e in finding["entries"] if e["role"] == "theorem" and e["evidence"]]
    if finding["verdict"] == "inconclusive":
        for entry in entries:
            open_rivals = [name for name, out in entry["rivals"].items() if not out]
            items = [(_clear(i, r), i) for r in open_rivals for i in _with(entry, r)]
            if entry["verdict"] == "inconclusive" and items:
                item = max(items, key=lambda pair: pair[0])[1]
                return Decisive(entry, item, "comes nearest to excluding what is not excluded")
    found = [(strain(i), bool(i["rivals"]), e, i) for e in entries for i in _counting(e)]
    if not found:
        return None
    _, _, entry, item = max(found, key=lambda each: each[:2])
    false = finding["should"] == "refuted"
    return Decisive(entry, item, "refutes it" if false else "lies furthest out")


def _counting(entry):
    return [item for item in entry["evidence"] if item["counts"]] or entry["evidence"]


def _with(entry, rival):
    return [i for i in entry["evidence"] if rival in i["rivals"]]


def _clear(item, rival):
    """How far it lies from a rival, as a share of what would exclude that."""
    away = abs(item["observed"] - item["rivals"][rival])
    return away / allowed(item) if allowed(item) else inf


def allowed(item: Mapping) -> float:
    """How far a measurement may lie from its prediction: bias and chance."""
    return item["bias"] + item["limit"] * item["sem"]


def strain(item: Mapping) -> float:
    """The distance of a measurement from its prediction as a share of what is allowed."""
    above = item["observed"] - item["expected"]
    side = item.get("side", "equal")
    gap = {"at least": -above, "at most": above}.get(side, abs(above))
    return gap / allowed(item) if allowed(item) else (inf if gap > 0 else 0.0)


def ruler(found: Decisive) -> dict:
    """What the template draws: positions, ticks, and the numbers as text."""
    item = found.item
    chance = item["limit"] * item["sem"]
    ends = [item["expected"] - item["bias"], item["expected"] + item["bias"],
            item["observed"] - chance, item["observed"] + chance]  # fmt: skip
    low, high = min(ends), max(ends)
    near = [v for v in item["rivals"].values() if _is_near(v, low, high)]
    low, high = min([low, *near]), max([high, *near])
    place = _scale(low, high)
    return {
        "what": typeset(item["what"]),
        "subject": typeset(subject(found.entry)),
        "why": found.why,
        "predicted": place(item["expected"]),
        "bias": (place(item["expected"] - item["bias"]), place(item["expected"] + item["bias"])),
        "beyond": {"at least": (place(item["expected"]), WIDTH),
                   "at most": (0.0, place(item["expected"]))}.get(item.get("side", "equal")),
        "measured": place(item["observed"]),
        "chance": (place(item["observed"] - chance), place(item["observed"] + chance)),
        "agrees": item["agrees"],
        "rivals": [
            _rival(name, v, place, v in near) | {"note": _excluded(found, name)}
            for name, v in item["rivals"].items()
        ],
        "ticks": list(_ticks(low, high, place)),
        "numbers": _numbers(item),
    }  # fmt: skip


def _is_near(value, low, high):
    span = high - low
    return span == 0 or low - WINDOW * span <= value <= high + WINDOW * span


def _scale(low, high):
    span = (high - low) or max(abs(high), 1.0)
    middle, inner = (low + high) / 2, WIDTH - 2 * MARGIN

    def place(value: float) -> float:
        at = WIDTH / 2 + inner * (value - middle) / span
        return round(min(max(at, 0.0), WIDTH), 1)

    return place


def _rival(name, value, place, near):
    return {
        "name": typeset(rival(name)),
        "at": place(value),
        "off": not near,
        "value": signed(f"{value:.5g}"),
    }


def _excluded(found, name):
    """What is to be said of a rival that this statistic alone does not exclude."""
    if name in found.item["excludes"]:
        return ""
    return "excluded by other statistics" if found.entry["rivals"].get(name) else "not excluded"


def _ticks(low: float, high: float, place) -> Iterator[dict]:
    """Round numbers over the scale, with as many digits as tell them apart."""
    span = (high - low) or max(abs(high), 1.0)
    if not span < LARGEST:
        return
    power = 10.0 ** floor(log10(span / TICKS))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= span / TICKS)
    digits = max(0, -floor(log10(step) + 1e-9))
    for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1):
        yield {"at": place(k * step), "label": signed(f"{k * step:.{digits}f}")}


def _numbers(item):
    counted = item["counted"]
    return {
        "predicted": signed(f"{item['expected']:.6g}"),
        "side": {"at least": "≥ ", "at most": "≤ "}.get(item.get("side", "equal"), ""),
        "measured": signed(f"{item['observed']:.6g}" if counted else rounded(item)),
        "sem": "counted" if counted else f"± {item['sem']:.2g}",
        "limit": "" if counted else f"{item['limit']:.1f} s.e.",
        "bias": f"± {item['bias']:.2g}" if item["bias"] else "none",
        "why_bias": typeset(item["why_bias"]),
    }


def rounded(item: Mapping) -> str:
    """A measurement to the second digit of its standard error."""
    sem = item["sem"]
    if not sem:
        return f"{item['observed']:.6g}"
    decimals = 1 - floor(log10(sem))
    return (
        f"{item['observed']:.{decimals}f}" if 0 <= decimals <= DIGITS else f"{item['observed']:.6g}"
    )


def signed(number: str) -> str:
    """A number with the sign of formulas."""
    return number.replace("-", MINUS)
