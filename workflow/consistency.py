"""What parts of a configuration say of each other: each is fine alone, together they are not."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from scripts._limits import RANGE, in_range
from scripts.finite import experiments
from scripts.hessians._data import data_set, parameters

DENSE = 8192  # parameters: a Hessian of that size fills half a gigabyte
OPERATOR = 100_000  # parameters: a Hessian that is only multiplied with
WIDEST = 8192  # units: as wide as a layer may be

Keys = tuple[Hashable, ...]
Found = Iterator[tuple[Keys, str]]


def faults(config: Mapping[str, Any]) -> list[tuple[Keys, str]]:
    """The keys to what does not go together, with a sentence, of a configuration of the model."""
    found = [(("grids", *keys), said) for keys, said in _grids(config["grids"])]
    found += [(("trained", *keys), said) for keys, said in _trained(config["trained"])]
    others = experiments.faults(config["profile"], config["experiments"])
    return found + [(("experiments", *keys), said) for keys, said in others]


def _grids(grids) -> Found:
    for name, grid in grids.items():
        for key, said in _grid(grid):
            yield (name, key), said


def _grid(grid) -> Iterator[tuple[str, str]]:
    rows, depths = grid["ratios"], grid["depths"]
    if rows and sorted(len(row) - 1 for row in rows) != sorted(depths):
        yield "ratios", f"needs one row (n_0, ..., n_L) for every depth, {depths}"
    if not in_range(grid["sigma_w2"], max(depths)):
        yield "sigma_w2", f"at depth {max(depths)}: {RANGE}"
    if grid["q0"] == grid["sigma_b2"] == 0:
        yield "q0", "is 0 and so is sigma_b2: every pre-activation is 0, raise one"
    for row in rows:
        least, most = min(row) / row[0], max(row) / row[0]
        for width in (drawn["width"] for drawn in grid["widths"]):
            if round(width * least) < 1:
                yield "ratios", f"leave a layer empty at width {width}"
            if width * most > WIDEST:
                yield "ratios", f"make {width * most:.0f} units at width {width}, over {WIDEST}"


def _trained(part) -> Found:
    names = set()
    for i, row in enumerate(part["networks"]):
        yield from _large(("networks", i, "hidden"), row["data"], row["hidden"], DENSE)
        name = (row["data"], row["activation"], *row["hidden"])
        if name in names:
            yield ("networks", i), "is listed twice; leave one out"
        names.add(name)
    yield from _sweep(part["sweep"])
    yield from _cells(part["cells"])
    for name, one in part["lanczos"].items():
        for keys, said in _lanczos(one):
            yield ("lanczos", name, *keys), said


def _large(keys: Keys, data: str, hidden: list[int], most: int) -> Found:
    count = parameters(data_set(data), hidden)
    if count > most:
        yield keys, f"makes {count:,} parameters on {data}, needs {most:,} at most"


def _sweep(sweep) -> Found:
    for i, hidden in enumerate(sweep["hidden"]):
        yield from _large(("sweep", "hidden", i), sweep["data"], hidden, DENSE)
    for i, samples in enumerate(sweep["samples"]):
        yield from _few(("sweep", "samples", i), sweep["data"], samples)


def _few(keys: Keys, data: str, samples: int) -> Found:
    most = data_set(data).samples
    if samples > most:
        yield keys, f"needs {most} at most, the samples of {data}"


def _cells(cells) -> Found:
    for i, row in enumerate(cells["networks"]):
        for data in row["data"]:
            yield from _large(("cells", "networks", i, "hidden"), data, row["hidden"], DENSE)
    series = cells["series"]
    for i, hidden in enumerate(series["hidden"]):
        yield from _large(("cells", "series", "hidden", i), series["data"], hidden, DENSE)
    for keys, part in ((("cells",), cells), (("cells", "series"), series)):
        if part["tries"] < part["runs"]:
            yield (*keys, "tries"), f"needs {part['runs']} at least, the runs that must count"
        if part["controls"]["together"] > part["controls"]["count"]:
            count = part["controls"]["count"]
            yield (*keys, "controls", "together"), f"needs {count} at most, the count"


def _lanczos(one) -> Found:
    case = one["case"]
    yield from _large(
        ("case", "hidden"), case["data"], case["hidden"], DENSE if one["exact"] else OPERATOR
    )
    if case["samples"] is not None:
        yield from _few(("case", "samples"), case["data"], case["samples"])
    count = parameters(data_set(case["data"]), case["hidden"])
    for name, way in one["ways"].items():
        if way["steps"] + way["deflate"] > count:
            yield ("ways", name, "steps"), f"and deflate are more than the {count} parameters"
