"""Every number that a finished run reports, filed under what it means.

A refactoring moves files, renames folders, joins and splits artifacts; what it must not do is
change a number. Here numbers have keys that say claim, network, statistic, width ..., and never a
path, so that runs from before and after can be compared::

    python -m tests.numbers collect FOLDER OUT.json    # results/ lies in FOLDER
    python -m tests.numbers compare OLD.json NEW.json

What knows where things lie and how files are laid out is :func:`find` and the readers (one per kind
of result, listed in ``KINDS``): only they follow a refactoring, and no key may change.

A number is kept with a *scale*: that of the terms of which it is a difference, where it is one,
else 0. Two numbers agree if they differ by no more than ``rtol`` times the largest of their moduli
and scales. Not read: figures and their captions, the cells of notebooks, pages, checksums and
times; spectra of random networks only through their comparisons with limit laws.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf, isfinite, isnan, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth.compare import Comparison
from freewidth.network import Network
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES, Snapshot
from scripts import artifact
from scripts.finite.results import Finite
from scripts.hessians import lanczos, tables, train, trials
from scripts.spectra import _kinds, _rivals
from scripts.spectra import results as spectra

Key = tuple[str, ...]
Item = tuple[Key, float | str | None, float]  # key, number or text (None: there is none), scale
Book = dict[str, dict]  # "numbers": key -> [value, scale], "verdicts": key -> text

LEVELS = np.arange(1, 10) / 10
SHOWN = 20  # missing keys of a kind
NO_PARAMS = "no array has this name/"  # loads an artifact's parameters alone
RENAMED = {  # claims, before and now
    "cirone2024_first_corrections": "first_corrections",
    "cirone2024_fixed_degree": "fixed_degree",
    "cirone2024_genus_expansion": "genus_expansion",
    "cirone2024_output_kurtosis": "output_kurtosis",
    "granziol2020_dimension_ratio": "dimension_ratio",
    "granziol2020_fixed_rate": "percolation_at_fixed_rate",
    "pastur2022_bias_limit": "haar_bias_limit",
}
DIVIDED = {  # of some claims, entries whose subject begins so are now those of another
    "cirone2024_complex_limit": (r"holomorphic unitary ", "unitary_limit"),
    "cirone2024_planar_moments": (r"orthogonal ", "haar_planar_moments"),
    "cirone2024_sparse_limit": (r"dilution \w+ L=\d+, 1/\(p n\)", "sparse_corrections"),
    "collins2023_stabiliser": (r"rotations (?!orthogonal )", "gaussian_stabiliser"),
}


# ---- what lies in a folder


def find(folder: Path) -> Iterator[tuple[str, Path]]:
    """Pairs (kind, path) of all results to read, told by what they hold and not by where they lie.

    What no kind claims is left alone: samples, spectra, indices, times.
    """
    for path in sorted((folder / "results").rglob("*")):
        if path.suffix == ".npz":
            held = artifact.load(path, NO_PARAMS)[0].keys()
        elif path.suffix == ".json":
            found = _json(path)
            held = found.keys() if isinstance(found, dict) else set()
        else:
            continue
        kinds = [kind for kind, (needed, _) in KINDS.items() if held >= needed]
        assert len(kinds) <= 1, f"{path} is {' and '.join(kinds)} at once"
        if kinds:
            yield kinds[0], path


def _json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


# ---- readers: from a path to numbers under their meaning


def read_claim(path: Path) -> Iterator[Item]:
    """Verdicts, and every statistic of every entry; an entry is known by its subject and role."""
    found = _json(path)
    head = ("claim", found["name"])
    entries = found["entries"]
    for name in ("verdict", "should", "tests", "level"):
        yield (*head, name), found[name], 0.0
    counting = [e for e in entries if e["role"] == "theorem" and e["margin"] is not None]
    scale = _margin_scale(max(counting, key=lambda e: e["margin"])) if counting else 0.0
    yield (*head, "margin"), found["margin"], scale
    names = numbered(f"{entry['subject']} | {entry['role']}" for entry in entries)
    for name, entry in zip(names, entries, strict=True):
        for key, value, scale in _entry(entry):
            yield (*head, name, *key), value, scale


def _entry(entry: Mapping) -> Iterator[Item]:
    """The verdict on an entry, numbers in its labels (depth, size, ...), and its statistics."""
    items = entry["evidence"]
    yield ("verdict",), entry["verdict"], 0.0
    yield ("excludes",), ", ".join(sorted(r for r, out in entry["rivals"].items() if out)), 0.0
    yield ("margin",), entry["margin"], _margin_scale(entry)
    far = [item for item in items if item["distance"] is not None]  # others are counted
    worst = max(far, key=lambda item: item["distance"], default=None)
    yield ("worst",), entry["worst"], _in_errors(worst) if worst else 0.0
    for label, value in entry.items():
        if label not in ("margin", "worst") and isinstance(value, int | float):
            yield (label,), value, 0.0
    for what, item in zip(numbered(item["what"] for item in items), items, strict=True):
        size = _size(item)
        # A mean may vanish, and its error if the statistic does not fluctuate: both are differences
        # of numbers as large as what is observed or expected, and so is the margin's first term.
        for name in ("observed", "expected", "sem", "bias", "margin", "at_width"):
            yield (what, name), item[name], size
        yield (what, "limit"), item["limit"], 0.0
        yield (what, "distance"), item["distance"], _in_errors(item)
        # -dp/p <= (1 + d) dd for a normal distance d (Mills' ratio), and less for Student's t
        hazard = item["p_value"] * (1 + (item["distance"] or 0.0))
        yield (what, "p_value"), item["p_value"], hazard * _in_errors(item)
        for rival, value in item["rivals"].items():
            yield (what, "rival", rival), value, size


def _size(item: Mapping) -> float:
    """Of the numbers of a statistic, in its own units."""
    return max(abs(item["observed"]), abs(item["expected"]), item["sem"], item["bias"])


def _in_errors(item: Mapping) -> float:
    """The same in standard errors: the unit of distances."""
    return _size(item) / item["sem"] if item["sem"] else 0.0


def _margin_scale(entry: Mapping) -> float:
    """Of the margin of an entry: (gap + bias + limit sem) over the distance to the nearest rival.

    Rounding moves either by its share of the statistic's size, which may be a small difference.
    """
    items = [item for item in entry["evidence"] if item["share"]]
    if not items:
        return 0.0
    item = min(items, key=lambda item: item["share"])
    nearest = item["margin"] / item["share"]
    return item["share"] * _size(item) * (1 / item["margin"] + 1 / nearest)


def read_notebook(path: Path) -> Iterator[Item]:
    """The checked number of a notebook, known by its name and parameters.

    Left out are parameters that name folders: paths, and the main grid, which goes without saying.
    What the number is a difference of is not written down: it has no scale.
    """
    found = _json(path)
    given = {k: _plain(v) for k, v in sorted(found["parameters"].items())}
    folders = {k for k, v in given.items() if "/" in v or (k, v) == ("grid", "main")}
    parameters = [f"{k}={v}" for k, v in given.items() if k not in folders]
    head = ("notebook", found["name"], *parameters)
    for name in ("observed", "expected", "what", "error"):
        yield (*head, name), found.get(name), 0.0
    yield (*head, "holds"), str(found["holds"]), 0.0


def read_comparisons(path: Path) -> Iterator[Item]:
    """Statistics of sampled spectra beside their limits."""
    for comparison in spectra.comparisons(path):
        yield from _comparison(comparison)


def _comparison(c: Comparison) -> Iterator[Item]:
    widths = "widths " + ",".join(map(str, c.widths))
    head = ("spectra", c.net.ensemble, *described(c.net), f"D {c.dependence}", widths)
    names = numbered(c.names)
    for i, name in enumerate(names):
        yield (*head, name, "expected"), c.expected[i], 0.0
        for rival, values in c.rivals.items():
            yield (*head, name, "rival", rival), values[i], 0.0
        for width, values in c.observed.items():
            yield from spread((*head, name, f"n={width}"), values[:, i])
    # distances are differences: of distribution functions, at most 1, and of quantiles, as large as
    # eigenvalues are, whose mean is m_1
    scales = {"kolmogorov": 1.0, "wasserstein": float(c.expected[c.names.index("m_1")])}
    for i, (name, scale) in enumerate(scales.items()):
        for width, values in getattr(c, name).items():
            yield (*head, name, f"n={width}", "mean"), values.mean(), scale
        for rival, values in c.apart.items():
            yield (*head, name, "apart", rival), values[i], scale


def read_experiment(path: Path) -> Iterator[Item]:
    """Statistics of finite networks, column by column."""
    for (experiment, case), draws in Finite([path]).items():
        for group, by_width in draws.observed.items():
            for width, values in by_width.items():
                for i, column in enumerate(values.T):
                    head = ("experiment", experiment, case, group, f"n={width}", f"[{i}]")
                    yield from spread(head, column)


def read_laws(path: Path) -> Iterator[Item]:
    """Limit laws of kinds of weights, and those of rivals; certificates are left out."""
    params, _ = artifact.load(path, NO_PARAMS)
    for network in params["networks"]:
        for kind in params["kinds"]:
            net = Network(_kinds.representative(kind), params["activation"], **network)
            for of in (_rivals.OWN, *params["rivals"]):
                law = spectra.law(path, net, of=of)
                head = ("law", kind, *described(net), of)
                for i, pair in enumerate(law.atoms):
                    yield from vector((*head, f"atom {i}"), pair, ("position", "mass"))
                for i, pair in enumerate(law.support):
                    yield from vector((*head, f"support {i}"), pair, ("left", "right"))
                yield from vector((*head, "quantile"), law.quantile(LEVELS), LEVELS)
                yield from vector((*head, "moment"), law.moments(4), range(1, 5))


def read_snapshots(path: Path) -> Iterator[Item]:
    """Trained networks: how well they do, what vanishes, and their spectra in a few numbers."""
    for shot in train.load(path):
        yield from _snapshot(shot)


def _snapshot(shot: Snapshot) -> Iterator[Item]:
    samples = f"{shot.samples} samples"
    head = ("trained", shot.case, samples, f"replicate {shot.replicate}", f"epoch {shot.epoch}")
    yield (*head, "accuracy"), shot.accuracy, 0.0
    # losses are differences of outputs and their log-sum-exp; without training they are log C
    yield (*head, "loss"), shot.loss, log(shot.classes)
    yield (*head, "gradient"), shot.gradient, 0.0
    for name, value in vars(shot.nullity).items():
        yield (*head, "nullity", name), value, 0.0
    for name in MATRICES:
        yield from spectrum((*head, name), getattr(shot, name))
    for layer, values in enumerate(shot.blocks):
        yield from spectrum((*head, f"block {layer}"), values)


def read_trials(path: Path) -> Iterator[Item]:
    """Families of laws fitted to spectra; distances are differences of distribution functions."""
    for trial in trials.load(path):
        case = trial.case
        head = ("trial", *(str(case[k]) for k in ("name", "matrix", "when")), trial.family)
        yield (*head, "outliers"), trial.outliers, 0.0
        yield (*head, "size"), trial.size, 0.0
        yield from vector((*head, "fitted"), trial.fitted, scale=1.0)
        yield from vector((*head, "others"), trial.others, scale=1.0)
        yield from vector((*head, "null"), trial.null, scale=1.0)
        for i, fit in enumerate(trial.fits):
            yield (*head, "fit", str(i), "scale"), fit.scale, 0.0
            yield (*head, "fit", str(i), "shift"), fit.shift, fit.scale
            for name, value in fit.shape:
                yield (*head, "fit", str(i), name), value, 0.0


def read_matrices(path: Path) -> Iterator[Item]:
    """Sampled matrices of known law."""
    for law, values in artifact.load(path)[1].items():
        for i, each in enumerate(values):
            yield from spectrum(("sampled", law, f"replicate {i}"), each)


def read_tables(path: Path) -> Iterator[Item]:
    """Laws of symmetric matrices, of every shape."""
    family, solved = tables.load(path)
    for shape, table in solved.items():
        head = ("table", family, *(f"{name}={value!r}" for name, value in shape))
        yield (*head, "nodes"), len(table.x), 0.0
        yield (*head, "atom"), table.atom, 0.0
        # symmetric laws have their median at 0, a difference of numbers as large as the support
        widest = np.abs(table.x).max()
        yield from vector((*head, "quantile"), table.quantile(LEVELS), LEVELS, widest)
        yield from vector((*head, "edge"), table.x[[0, -1]], ("left", "right"), widest)


def read_lanczos(path: Path) -> Iterator[Item]:
    """Stochastic quadratures of one Hessian, beside its exact eigenvalues."""
    found = lanczos.load(path)
    head = ("lanczos", found.label)
    yield (*head, "size"), found.size, 0.0
    yield (*head, "accuracy"), found.accuracy, 0.0
    if found.exact.size:
        yield from spectrum((*head, "exact"), found.exact)
    for name, way in found.ways.items():
        largest = max(np.abs(v).max(initial=0.0) for v in (way.nodes, way.outliers))
        for power in (1, 2):
            names = ("mean", "error")
            value = way.expect(lambda x, power=power: x**power)
            yield from vector((*head, name, f"m_{power}"), value, names, largest**power)
        yield from vector((*head, name, "quantile"), way.quantile(LEVELS), LEVELS, largest)
        yield from vector((*head, name, "outlier"), way.outliers, scale=largest)


# Kind -> what the parameters of its artifacts (or the JSON) must hold, and who reads it.
KINDS: dict[str, tuple[set[str], Callable[[Path], Iterator[Item]]]] = {
    "claim": ({"statement", "entries", "verdict"}, read_claim),
    "notebook": ({"parameters", "what", "holds"}, read_notebook),
    "comparisons": ({"dependences", "networks", "names"}, read_comparisons),
    "experiment": ({"experiment", "cases"}, read_experiment),
    "laws": ({"activation", "kinds", "networks", "rivals"}, read_laws),
    "snapshots": ({"snapshots"}, read_snapshots),
    "trials": ({"trials"}, read_trials),
    "matrices": ({"laws", "size"}, read_matrices),
    "tables": ({"family", "shapes", "atoms"}, read_tables),
    "lanczos": ({"label", "ways"}, read_lanczos),
}


# ---- what readers share


def described(net: Network) -> Key:
    """A network without its weights."""
    ratios = "square" if net.widths is None else ":".join(f"{w!r}" for w in net.widths)
    numbers = (f"{k}={getattr(net, k)!r}" for k in ("sigma_w2", "sigma_b2", "q0"))
    return (net.activation, f"L={net.depth}", *numbers, f"ratios {ratios}", f"{net.bias} bias")


def numbered(names: Iterable[str]) -> list[str]:
    """The names, a repeated one with its number from the second on."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found


def spread(head: Key, values: NDArray) -> Iterator[Item]:
    """Count, mean and standard deviation over networks, shape (R,).

    Either may vanish (means of either sign, statistics that do not fluctuate): they are differences
    of numbers as large as the root mean square.
    """
    if np.iscomplexobj(values):
        yield from spread((*head, "real"), values.real)
        yield from spread((*head, "imaginary"), values.imag)
        return
    scale = float(np.sqrt((values**2).mean()))
    yield (*head, "count"), len(values), 0.0
    yield (*head, "mean"), values.mean(), scale
    yield (*head, "deviation"), values.std(), scale


def spectrum(head: Key, values: NDArray) -> Iterator[Item]:
    """Eigenvalues of either sign in a few numbers; each is known relative to the largest."""
    scale = float(np.abs(values).max())
    for name in ("mean", "std", "min", "max"):
        yield (*head, name), getattr(values, name)(), scale
    yield (*head, "size"), len(values), 0.0
    yield (*head, "zeros"), counted(values), 0.0


def vector(
    head: Key, values: Iterable[float], names: Iterable | None = None, scale: float = 0.0
) -> Iterator[Item]:
    """Numbers by name, or else by position."""
    values = list(values)
    for name, value in zip(range(len(values)) if names is None else names, values, strict=True):
        yield (*head, f"{name:g}" if isinstance(name, float) else str(name)), value, scale


def _plain(value) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def current(key: str) -> str:
    """The key that a number of an earlier run has now."""
    kind, _, rest = key.partition(" | ")
    name, _, what = rest.partition(" | ")
    if kind != "claim":
        return key
    subject, new = DIVIDED.get(name, ("(?!)", name))
    name = new if re.match(subject, what) else RENAMED.get(name, name)
    return f"{kind} | {name} | {what}"


# ---- the two commands


def collect(folder: Path) -> Book:
    """All numbers and texts of a run, by key; what has no value has no key.

    Raises:
        ValueError: there are none, or two results say different things under one key.
    """
    book: Book = {"numbers": {}, "verdicts": {}}
    for kind, path in find(folder):
        for parts, value, scale in KINDS[kind][1](path):
            text = isinstance(value, str)
            if value is None or (not text and isnan(value)):
                continue
            key = " | ".join(parts)
            known = book["verdicts" if text else "numbers"]
            new = value if text else [_number(value), _number(scale)]
            if known.setdefault(key, new) != new:
                raise ValueError(
                    f"{path}: {new} for {key!r}, which elsewhere is {known[key]}: two results "
                    f"that differ in something the key does not say; add it to the reader of {kind}"
                )
    if not book["numbers"]:
        raise ValueError(
            f"{folder / 'results'} holds no result; give the folder that results is in"
        )
    return book


def _number(value) -> int | float:
    return int(value) if isinstance(value, int | np.integer) else float(value)


def compare(old: Book, new: Book, rtol: float) -> bool:
    """Print what differs, and say whether nothing does."""
    old = {kind: {current(key): value for key, value in old[kind].items()} for kind in old}
    shared = {kind: sorted(old[kind].keys() & new[kind].keys()) for kind in old}
    missing = _missing(old, new)
    different, worst = _numbers(old["numbers"], new["numbers"], shared["numbers"], rtol)
    before, after = old["verdicts"], new["verdicts"]
    changed = [key for key in shared["verdicts"] if before[key] != after[key]]
    for key in changed:
        print(f"verdict: {key}: {before[key]!r}, now {after[key]!r}")
    if missing or different or changed:
        print(f"{missing} keys missing, {different} numbers and {len(changed)} verdicts differ")
        return False
    print(
        f"{len(shared['numbers'])} numbers and {len(shared['verdicts'])} verdicts agree to "
        f"{rtol:g}; largest relative difference (to the number or its scale) {worst}"
    )
    return True


def _missing(old: Book, new: Book) -> int:
    """Print the counts of keys, and which are missing; their number."""
    total = 0
    for kind in ("numbers", "verdicts"):
        print(f"{kind}: {len(old[kind])} keys before, {len(new[kind])} after")
        for side, here, there in (("after", old, new), ("before", new, old)):
            missing = sorted(here[kind].keys() - there[kind].keys())
            total += len(missing)
            for key in missing[:SHOWN]:
                print(f"  missing {side}: {key}")
            if len(missing) > SHOWN:
                print(f"  missing {side}: {len(missing) - SHOWN} more of {kind}")
    return total


def _numbers(old: dict, new: dict, keys: Iterable[str], rtol: float) -> tuple[int, str]:
    """Print numbers that differ; how many, and the largest relative difference with its place."""
    different, worst, forgiven = 0, (0.0, "no key"), []
    for key in keys:
        (a, scale), (b, other) = old[key], new[key]
        alone, defect = _relative(a, b), _relative(a, b, max(scale, other))
        worst = max(worst, (defect, key), key=lambda pair: pair[0])
        if defect > rtol:
            different += 1
            floor = f"absolute floor {rtol * max(scale, other):.1e}"
            print(f"number: {key}: {a!r}, now {b!r}: off by {alone:.1e} ({floor})")
        elif alone > rtol:
            forgiven.append((alone, key))
    if forgiven:
        off, key = max(forgiven)
        print(
            f"{len(forgiven)} numbers agree by their absolute floor only, at worst {off:.1e}: {key}"
        )
    return different, f"{worst[0]:.1e} at {worst[1]}"


def _relative(a: float, b: float, scale: float = 0.0) -> float:
    if a == b:
        return 0.0
    return abs(a - b) / max(abs(a), abs(b), scale) if isfinite(a) and isfinite(b) else inf


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.numbers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("collect", help="write the numbers of a run")
    one.add_argument("folder", type=Path, help="where results/ lies")
    one.add_argument("out", type=Path)
    two = commands.add_parser("compare", help="exit with 1 if any number or verdict differs")
    two.add_argument("old", type=Path)
    two.add_argument("new", type=Path)
    two.add_argument("--rtol", type=float, default=1e-12)
    given = parser.parse_args()
    if given.command == "compare":
        return 0 if compare(_json(given.old), _json(given.new), given.rtol) else 1
    book = collect(given.folder)
    text = json.dumps(book, indent=0, sort_keys=True, ensure_ascii=False)
    given.out.write_text(text + "\n", encoding="utf-8")
    print(f"{len(book['numbers'])} numbers and {len(book['verdicts'])} verdicts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
