"""Configurations that are known to be wrong, and some that are known to be right.

``python -m tests.workflow.mutants`` makes them all, plans with each, and writes the counts into
docs/configuration.md. What is wrong is decided here and not by the model: every kind of mutation
says for itself why what it makes is no configuration, in a sentence that a reader can check.
"""

import copy
import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from snakemake.exceptions import WorkflowError

from scripts.finite import experiments
from tests.configuration_page import END, PAGE, ROOT
from workflow import configuration
from workflow.configuration import completed
from workflow.faults import MOST, WIDE
from workflow.reading import Unreadable, read

SEED = 20260
EACH = 120  # of every kind, for the page
BEGIN = "<!-- counts: written by `python -m tests.workflow.mutants` -->\n"
HOSTILE = (
    "$(touch pwned)", ";touch pwned", "`touch pwned`", "../../../x", "/etc/x", "", "a\nb", "main\n",
    "x" * 5000, "\u202egnp", "a b", "a'b", 'a"b', "-rf", "~", "*", "a/b", "A", "\x1b[2J", "\u00e9",
)  # fmt: skip
EVERY = {
    "types": "a value of another type: text or a list for a number, null, ...",
    "not a number": "NaN or an infinity where a number stands",
    "beyond": "a number that no computation survives: -1e300, 1e300, 10^400, -1",
    "fractions": "2.5 where things are counted",
    "truth": "true or false where a number stands, a number where true or false does",
    "names": "a name with something a shell, a path or a terminal reads",
    "unknown": "a name of nothing there is: a mistyped key, ensemble, activation, law, data set",
    "missing": "an entry of a list without one of its keys",
    "twice": "an entry of a list of different things given twice",
    "together": "values that are fine alone and contradict each other",
    "syntax": "no YAML, or YAML that is read more strictly: tabs, keys twice, not UTF-8, recursion",
    "accepted": "right: other numbers within their limits, other names, other order, comments",
}  # fmt: skip
Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """A configuration as a person would write it.

    Attributes:
        kind: of ``EVERY``.
        what: was changed, for a reader.
        content: of the file.
        right: whether it is a configuration.
    """

    kind: str
    what: str
    content: bytes
    right: bool = False


def whole() -> dict[str, Any]:
    """The default with some settings of experiments, as plain data."""
    config = yaml.safe_load((ROOT / "config/default.yaml").read_text())
    config = json.loads(json.dumps(config))  # no part stands in two places
    config["experiments"] = {
        name: experiments.plain(experiments.settings(name, "quick")) for name in experiments.names()
    }
    return config


def leaves(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value that is neither mapping nor list, with its keys."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from leaves(inside, (*keys, key))
    elif isinstance(value, list):
        for i, inside in enumerate(value):
            yield from leaves(inside, (*keys, i))
    else:
        yield keys, value


def lists(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, list]]:
    """Every list that is not empty, with its keys."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, list) and value:
        yield keys, value
    for key, item in inside:
        if isinstance(item, dict | list):
            yield from lists(item, (*keys, key))


def put(config: dict, keys: Keys, value: Any) -> dict:
    """A copy with one value changed."""
    found = copy.deepcopy(config)
    inside: Any = found
    for key in keys[:-1]:
        inside = inside[key]
    inside[keys[-1]] = value
    return found


def at(config: Any, keys: Keys) -> Any:
    """The value behind some keys."""
    for key in keys:
        config = config[key]
    return config


def written(config: dict) -> bytes:
    """As a file."""
    return yaml.safe_dump(config, allow_unicode=True).encode("utf-8", "surrogatepass")


def mutants(each: int) -> Iterator[Mutant]:
    """``each`` of every kind, the same at every call."""
    config = whole()
    for kind, make in KINDS.items():
        rng = random.Random(f"{SEED} {kind}")
        for _ in range(each):
            yield make(rng, config)


def _changed(kind: str, config: dict, keys: Keys, value: Any) -> Mutant:
    said = f"{'.'.join(map(str, keys))} = {ascii(value)[:40]}"
    return Mutant(kind, said, written(over(put(config, keys, value), keys)))


def over(config: dict, keys: Keys) -> dict:
    """What a person writes: the changed value in its mappings, or the list that it is in."""
    inside = at(config, keys[:1])
    if len(keys) == 1 or isinstance(keys[1], int) or not isinstance(inside, dict):
        return {keys[0]: inside}
    return {keys[0]: over(inside, keys[1:])}


def _of(rng: random.Random, config: dict, fits: Callable[[Any], bool]) -> Keys:
    """Somewhere in a configuration: first which part, so that experiments do not take all."""
    parts = [part for part in config if any(fits(value) for _, value in leaves({0: config[part]}))]
    part = rng.choice(parts)
    return rng.choice([
        (part, *keys[1:]) for keys, value in leaves({0: config[part]}) if fits(value)
    ])  # fmt: skip


def _number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def types(rng, config):
    keys = _of(rng, config, lambda value: value is not None)
    old = at(config, keys)
    others = [[[]], {"a": 1}] + ([None] if keys[-1] != "samples" else [])
    others += ["two", "1.0", [old]] if _number(old) else [3, 0.5, [old]]
    return _changed("types", config, keys, rng.choice(others))


def not_a_number(rng, config):
    keys = _of(rng, config, _number)
    return _changed("not a number", config, keys, rng.choice([math.nan, math.inf, -math.inf]))


def beyond(rng, config):
    keys = _of(rng, config, _number)
    wrong = [1e300, -1e300, 10**400, -(10**400), -(10**30), 10**30]
    return _changed("beyond", config, keys, rng.choice(wrong))


def fractions(rng, config):
    counted = ("ratio", "sigma", "q0", "rate", "removed", "kept", "degree", "row", "column")
    while True:
        keys = _of(rng, config, lambda v: isinstance(v, int) and not isinstance(v, bool))
        if not any(str(key).startswith(counted) for key in keys[-3:]) and not _real(keys):
            return _changed("fractions", config, keys, rng.choice([2.5, 2.0, 1e1, 7.25]))


def _real(keys: Keys) -> bool:
    """Settings of experiments that hold whole numbers where any number may stand."""
    return keys[:2] in {("experiments", "multiplication"), ("experiments", "layering")}


def truth(rng, config):
    keys = _of(rng, config, lambda value: isinstance(value, int | float))
    old = at(config, keys)
    new = rng.choice([0, 1, "yes", 1.0]) if isinstance(old, bool) else rng.choice([True, False])
    return _changed("truth", config, keys, new)


NAMED: tuple[Keys, ...] = (
    ("grids",), ("trained", "lanczos"), ("trained", "lanczos", "exact", "ways"), ("experiments",),
    ("trained", "controls", "laws"), ("trained", "cells", "controls", "laws"), (), ("trained",),
)  # fmt: skip


def names(rng, config):
    hostile = rng.choice(HOSTILE)
    if rng.random() < 0.5:
        keys = _of(rng, config, lambda value: isinstance(value, str))
        return _changed("names", config, keys, hostile)
    keys = rng.choice(NAMED)
    value = copy.deepcopy(next(iter(at(config, keys).values())))
    return _changed("names", config, (*keys, hostile), value)


def unknown(rng, config):
    free = ("words",)  # traces that are spelled, not named
    if rng.random() < 0.5:
        while True:
            keys = _of(rng, config, lambda value: isinstance(value, str) and len(value) > 1)
            if not set(free) & set(keys):
                old = at(config, keys)
                return _changed("unknown", config, keys, old[:-1] + "zz")
    keys = rng.choice([*NAMED[3:], ("grids", "main"), ("grids", "main", "widths", 0)])
    old = rng.choice(list(at(config, keys)))
    return _changed("unknown", config, (*keys, f"{old}zz"), copy.deepcopy(at(config, (*keys, old))))


def missing(rng, config):
    while True:
        where = [keys for keys, rows in lists(config) if isinstance(rows[0], dict)]
        keys = rng.choice(where)
        i = rng.randrange(len(at(config, keys)))
        row = dict(at(config, (*keys, i)))
        del row[rng.choice(list(row))]
        return _changed("missing", config, (*keys, i), row)


def twice(rng, config):
    """Lists that say how often or how large by their order may repeat; those are not taken."""
    repeat = ("ratios", "hidden", "sizes", "networks", "growing", "matrices", "small", "spectra")
    flat = [
        (keys, rows)
        for keys, rows in lists(config)
        if keys[-1] in ("depths", "activations", "ensembles", "cases", "dependences", "rivals",
                        "perturbed", "widths", "removed", "epochs", "data")
        and keys[-1] not in repeat
    ]  # fmt: skip
    keys, rows = rng.choice(flat)
    again = rng.choice(rows)
    return _changed("twice", config, keys, [*rows, again])


TOGETHER: tuple[tuple[Keys, Any], ...] = (
    (("grids", "main", "ratios"), [[1, 2]]),
    (("grids", "rectangular", "depths"), [2, 4]),
    (("grids", "rectangular", "ratios"), [[6, 12, 9], [6000, 12, 4, 9]]),
    (("grids", "main"), {"sigma_w2": 1e-6, "depths": [1000]}),
    (("grids", "main"), {"sigma_b2": 0, "q0": 0}),
    (("trained", "epochs"), [0, 20, 5]),
    (("trained", "networks"), [{"data": "wine", "hidden": [4], "activation": "tanh"}] * 2),
    (("trained", "networks", 0, "hidden"), [4000, 4000]),
    (("trained", "sweep", "samples"), [10, 2000]),
    (("trained", "cells", "tries"), 1),
    (("trained", "cells", "series", "tries"), 7),
    (("trained", "cells", "controls", "together"), 41),
    (("trained", "cells", "series", "controls", "together"), 9),
    (("trained", "controls", "laws"), {"sandwich": {}}),
    (("trained", "controls", "laws"), {"wigner": {"ratio": 0.5}}),
    (("trained", "controls", "laws"), {"diluted_wigner": {"kept": 2}}),
    (("trained", "controls", "laws"), {"wishart_product": {"depth": 1.5, "ratio": 1.0}}),
    (("trained", "families"), {"wishart": {"size": [0.5]}}),
    (("trained", "families"), {"diluted_wigner": {"kept": [0.5]}}),
    (("trained", "lanczos", "exact", "case", "samples"), 1798),
    (("trained", "lanczos", "exact", "case", "hidden"), [500]),
    (
        ("trained", "lanczos", "exact"),
        {"case": {"data": "wine", "hidden": []}, "ways": {"plain": {"steps": 43}}},
    ),
    (("experiments", "fluctuations", "same"), 7),
    (("experiments", "classes", "sampled_depth"), 7),
    (("experiments", "flaws", "degree"), 3000),
    (("experiments", "outputs", "gram"), [[1.0, 2.0], [2.0, 1.0]]),
    (("experiments", "multiplication", "cases"), ["nobody"]),
    (("experiments", "localisation", "entries"), [2000]),
    (("experiments", "layering", "shapes"), [["sandwich", "degree", 2]]),
    (("grids", "main", "device"), "cpu"),
    (("device",), "os"),
    (("device",), "os.path"),
)


def together(rng, config):
    keys, value = rng.choice(TOGETHER)
    return _changed("together", config, keys, value)


SYNTAX: tuple[tuple[str, bytes], ...] = (
    ("a tab", b"grids:\n\tmain: {}\n"),
    ("a key twice", b"seed: 1\nvector: true\nseed: 1\n"),
    ("a key of a grid twice", b"grids:\n  main:\n    block: 3\n    block: 3\n"),
    ("Latin-1", "seed: 1 # \u00e9\n".encode("latin-1")),
    ("UTF-16", "seed: 1\n".encode("utf-16")),
    ("itself", b"grids: &a\n  main: *a\n"),
    ("a list of itself", b"grids: &a [*a]\n"),
    ("an open bracket", b"seed: [1,\n"),
    ("an open quote", b"seed: 'x\nvector: true\n"),
    ("no space", b"seed:1\n"),
    ("two colons", b"seed: 1: 2\n"),
    ("bad indentation", b"grids:\n    main: {}\n  wide: {}\n"),
    ("nothing", b""),
    ("a comment", b"# nothing\n"),
    ("a list", b"- seed: 1\n"),
    ("a word", b"seed\n"),
    ("two documents", b"seed: 1\n---\nseed: 2\n"),
    ("an unknown anchor", b"seed: *nobody\n"),
    ("a Python object", b"seed: !!python/object/apply:os.system ['touch pwned']\n"),
    ("a template", b"__use_yte__: true\n?import os: {seed: 3}\n"),
    ("base sixty", b"seed: 20:20\n"),
    ("a long number", b"seed: " + b"9" * 6000 + b"\n"),
    ("a day of no month", b"seed: 2020-13-41\n"),
    ("deep", b"seed: " + b"[" * 700 + b"]" * 700 + b"\n"),
    ("deep enough", b"seed: " + b"[" * 60 + b"]" * 60 + b"\n"),
    ("huge", b"# " + b"x" * 1_100_000 + b"\nseed: 1\n"),
    ("a control character", b"seed: \x00\n"),
    ("a list as key", b"? [1, 2]\n: 3\n"),
    ("a number as key", b"1: 2\n"),
    ("null as key", b"null: 2\n"),
    ("laughs", b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
    )),
)  # fmt: skip


def syntax(rng, config):
    what, content = rng.choice(SYNTAX)
    before = b"# a comment\n" * rng.randrange(4) if content[:1] not in (b"\xff", b"") else b""
    return Mutant("syntax", what, before + content)


def accepted(rng, config):
    made: dict = {}
    grid = {**config["grids"]["main"], "block": rng.randrange(1, 500)}
    choices: list[tuple[Keys, Any]] = [
        (("seed",), rng.choice([0, 1, 2**63 - 1])),
        (("vector",), False),
        (("device",), rng.choice(["cpu", "cuda", "numpy"])),
        (("grids", f"mine_{rng.randrange(9)}"), grid),
        (("grids", "main", "sigma_w2"), rng.choice([1, 2.5, 0.01, 100])),
        (("grids", "main", "sigma_b2"), rng.choice([0, 0.0, 3, 1e-9])),
        (("grids", "main", "q0"), rng.choice([0.5, 2, 1e-6])),
        (("grids", "main", "depths"), rng.sample(range(1, 40), 3)),
        (("grids", "main", "ensembles"), rng.sample(["gaussian", "orthogonal", "wigner"], 2)),
        (("grids", "main", "activations"), rng.choice(["all", ["gelu"], ["sin", "tanh"]])),
        (("grids", "main", "figures"), rng.choice(["all", [], ["limit_law"]])),
        (("grids", "main", "rivals"), []),
        (("grids", "main", "bias"), "rademacher"),
        (("trained", "rate"), rng.choice([0.01, 0.5, 1])),
        (("trained", "runs"), rng.randrange(2, 9)),
        (("trained", "removed"), [0, 0.1, 0.5]),
        (("trained", "families"), {"wigner": {}, "wishart": {"ratio": [0.5, 1, 2.0]}}),
        (("trained", "sweep", "samples"), [2, 1797]),
        (
            ("trained", "cells", "networks"),
            [{"data": ["teacher100", "mixture2"], "hidden": [], "activation": "tanh"}],
        ),
        (("trained", "controls", "laws"), {"percolated_wishart": {"row": 2.0, "column": 1}}),
        (("trained", "lanczos", "exact", "case", "samples"), rng.choice([None, 2, 1797])),
        (("experiments", "rotations", "depth"), rng.randrange(2, 30)),
        (("experiments", "gluings", "networks"), rng.choice([2, 10_000_000])),
    ]
    for keys, value in rng.sample(choices, 3):
        inside = made
        for key in keys[:-1]:
            inside = inside.setdefault(key, {})
        inside[keys[-1]] = value
    return Mutant("accepted", ", ".join(made), b"# mine\n" + written(made), True)


KINDS: dict[str, Callable[[random.Random, dict], Mutant]] = {
    "types": types, "not a number": not_a_number, "beyond": beyond, "fractions": fractions,
    "truth": truth, "names": names, "unknown": unknown, "missing": missing, "twice": twice,
    "together": together, "syntax": syntax, "accepted": accepted,
}  # fmt: skip


def verdict(mutant: Mutant, folder: Path) -> str:
    """``refused``, ``accepted``, or what went wrong: ``a traceback``, ``long``, ``no line``."""
    path = folder / "mine.yaml"
    path.write_bytes(mutant.content)
    try:
        given = read(path, "mine.yaml").data
        completed(given, ROOT / "config", [path])
    except (WorkflowError, Unreadable) as error:
        said = _style(str(error))
        return f"refused: {error}" if mutant.right else said
    except Exception as error:
        return f"a traceback: {type(error).__name__}: {error}"[:200]
    return "accepted"


def _style(said: str) -> str:
    """Whether an error is as short and as printable as it should be, and names a file."""
    lines = said.splitlines()
    if len(lines) > 3 * MOST + 2 or max(map(len, lines)) > WIDE + 10:
        return f"long: {len(lines)} lines, of {max(map(len, lines))}"
    if not all(line.isascii() and line.isprintable() for line in lines):
        return "characters that a terminal obeys"
    return "refused" if "mine.yaml" in said or "default.yaml" in said else f"no line: {said[:90]}"


def _read():
    """The reader, which parses the default once."""
    once = cache(read)
    return lambda path, name="": (once if path.name == configuration.DEFAULT else read)(path, name)


def wrong(mutant: Mutant, found: str) -> bool:
    """Whether a verdict is not the one it should be."""
    return found != ("accepted" if mutant.right else "refused")


def counts(each: int) -> tuple[Counter, list[str]]:
    """How many of each kind came out as they should, and the others in words."""
    tally: Counter = Counter()
    bad = []
    reader = patch.object(configuration, "read", _read())
    with tempfile.TemporaryDirectory() as folder, reader:
        for mutant in mutants(each):
            found = verdict(mutant, Path(folder))
            tally[mutant.kind, "wrong" if wrong(mutant, found) else "right"] += 1
            if wrong(mutant, found):
                bad.append(f"{mutant.kind}: {mutant.what}: {found}")
    return tally, bad


def table(tally: Counter) -> str:
    """For the page."""
    made = {kind: tally[kind, "right"] + tally[kind, "wrong"] for kind in EVERY}
    rows = [f"| {kind} | {EVERY[kind]} | {made[kind]} | {tally[kind, 'wrong']} |" for kind in EVERY]
    head = "| kind | what it is | made | not as it should be |"
    return "\n".join([head, "|---|---|---|---|", *rows])


if __name__ == "__main__":
    tally, bad = counts(EACH)
    print("\n".join(bad))
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table(tally)}\n\n{END}{rest.partition(END)[2]}")
