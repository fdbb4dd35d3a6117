"""Formulas in plain text as a page shows them: J J^T, sigma_w^2, n^{-1/2}, phi' -> 0.

The claims, their hypotheses and the names of statistics are plain text, which terminals show, too.
Here raised and lowered parts are marked by three characters of a private area; :func:`typeset`
makes them HTML, and the page's own script elements.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

LOWER, UPPER, END = "\ue000", "\ue001", "\ue002"
NAMES = (
    "alpha beta gamma eta theta kappa lambda mu nu xi pi sigma tau phi chi omega Theta Lambda Sigma"
)
GREEK = {
    name: unicodedata.lookup(
        f"GREEK {'SMALL' if name.islower() else 'CAPITAL'} LETTER "
        + name.upper().replace("LAMBDA", "LAMDA")
    )
    for name in NAMES.split()
}
PRIME, MINUS = "\u2032", "\u2212"
RIVALS = {  # names that results carry, and what readers see in their place
    "iid": "the law of i.i.d. weights",
    "haar": "the law of Haar weights",
    "shifted": "every variance off by one layer",
    "deeper": "one more layer",
    "sigma_b": "sigma_b 1 % larger",
    "gaussian_bias": "Gaussian biases",
}
NAME = re.compile(r"\w+")
BETWEEN = re.compile(r"(?<=[a-z]{2})_(?=[a-z]{2})")  # words of a name, and no index
UNREFUTED = "control not refuted: "  # begins a reason
OPEN = re.compile(r"(?<=not excluded: ).+")  # rivals, behind which nothing stands
AGAINST = re.compile(rf"the ({'|'.join(RIVALS)}) law\b")
SIGNS = {"->": "→", "<=": "≤", ">=": "≥", "+-": "±", "infinity": "∞", "J J^": "JJ^",
         "sum_": "∑_", "sqrt(": "√("}  # fmt: skip
NUMBERED = re.compile(r"\b(sigma_[wb])2\b")  # names of settings
WORDS = re.compile(rf"(?<![\w.])({'|'.join(GREEK)})(?=[\W_\d]|$)")
LETTER = rf"(?<![\w.])[A-Za-z{''.join(GREEK.values())}∑]'?"
ARGUMENT = r"(\{[^{}]*\}|\([^()]*\)|[A-Za-z0-9]{1,3}(?![A-Za-z0-9]))"
RAISED = re.compile(r"\^(\{[^{}]*\}|\([^()]*\)|-?[A-Za-z0-9]+(?:\.\d+)?|\*)")
LOWERED = re.compile(rf"({END}|{LETTER})_{ARGUMENT}")


@lru_cache(maxsize=1 << 14, typed=True)  # one page says the same again and again
def marked(text: str) -> str:
    """The text with letters and signs for their names, raised and lowered parts marked."""
    text = NUMBERED.sub(r"\1^2", text)
    for sign, shown in SIGNS.items():
        text = text.replace(sign, shown)
    text = WORDS.sub(lambda found: GREEK[found[1]], text)
    text = RAISED.sub(lambda found: _part(UPPER, found[1]), text)
    text = LOWERED.sub(lambda found: found[1] + _part(LOWER, found[2]), text)
    return text.replace(f"{GREEK['phi']}'", GREEK["phi"] + PRIME)


def typeset(text: str) -> Markup:
    """The text as HTML, escaped."""
    found = str(escape(marked(text)))
    found = re.sub(f"{LOWER}([^{END}]*){END}", r"<sub>\1</sub>", found)
    return Markup(re.sub(f"{UPPER}([^{END}]*){END}", r"<sup>\1</sup>", found))


def rival(name: str) -> str:
    """A rival as readers know it; names that are words already stay as they are."""
    return RIVALS.get(name, name)


def reason(text: str) -> str:
    """A reason or a note with the rivals in it as readers know them."""
    text = OPEN.sub(lambda found: ", ".join(map(rival, found[0].split(", "))), text)
    return AGAINST.sub(lambda found: rival(found[1]), text)


def reasons(finding: Mapping) -> list[str]:
    """Why a claim came out as it did, with the subjects and rivals in it as readers know them."""
    return [reason(about(text, finding["entries"])) for text in finding["reasons"]]


def about(text: str, entries: Iterable[Mapping]) -> str:
    """The text with the subject at its head, if it is that of an entry, in words."""
    head = UNREFUTED if text.startswith(UNREFUTED) else ""
    rest = text.removeprefix(head)
    for entry in sorted(entries, key=lambda entry: -len(entry["subject"])):  # some begin others
        name = entry["subject"]
        if rest.startswith((f"{name}: ", f"{name} (")):
            return f"{head}{subject(entry)}{rest.removeprefix(name)}"
    return text


def subject(entry: Mapping) -> str:
    """What an entry is about, in words: labels for names of weights and activations.

    The name of its experiment, which the text around it tells, is left out. What a user has named
    keeps its name.
    """
    if entry["subject"] == entry.get("name"):
        return entry["subject"]
    # not where words alone are wanted: these load the library
    from freewidth.activations import ACTIVATIONS
    from freewidth.ensembles import EVERY

    known: dict = {**dict.fromkeys(EVERY, EVERY), **dict.fromkeys(ACTIVATIONS, ACTIVATIONS)}
    text = entry["subject"].removeprefix(f"{entry.get('experiment', '')} ")
    named = NAME.sub(lambda w: known[w[0]][w[0]].label if w[0] in known else w[0], text)
    return BETWEEN.sub(" ", named)


def _part(mark: str, argument: str) -> str:
    inside = argument.strip("{}")
    inside = inside[1:-1] if re.fullmatch(r"\([^()]*\)", inside) else inside
    return f"{mark}{inside.replace('-', MINUS)}{END}"
