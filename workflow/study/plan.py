"""What a user's study asks for: its networks, sizes and models, checked, before anything runs."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count, product
from math import fsum, log10
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from snakemake.exceptions import WorkflowError

from freewidth.cli.cost import duration, sampling
from freewidth.cli.layers import network as network_of_file
from freewidth.errors import InvalidInputError
from freewidth.layerwise import depth_of
from scripts._limits import DIGITS
from scripts.fingerprint import fingerprint
from scripts.folders import module
from scripts.study import inputs
from scripts.study.architecture import DELOCALISED, LAYERWISE, LOCALISED, NEAREST, Architecture
from workflow import faults
from workflow.configuration import near, plain
from workflow.consistency import WIDEST
from workflow.reading import Unreadable, read
from workflow.study.schema import CASES, Study

DEFAULTS: Mapping[str, Any] = {"sigma_w2": 1.0, "sigma_b2": 0.0, "bias": "gaussian"}
NEEDED = ("ensemble", "activation")
ALONE = "network"  # the name of the only one, if nobody named it
FOLDERS = {"ensemble": "freewidth/ensembles", "activation": "freewidth/activations",
           "bias": "freewidth/biases"}  # fmt: skip

NUMBERS = 50_000_000  # eigenvalues in one array: 400 MB
SPOKEN = 300.0  # seconds: what takes longer is said before it begins

Keys = tuple[Any, ...]
Fault = tuple[Keys, str]


@dataclass(frozen=True)
class Plan:
    """A study that is one.

    Attributes:
        config: what it says, with what it leaves out.
        title: at the head of its report.
        networks: by name.
        here: the folder of its file, from where paths start.
    """

    config: Mapping[str, Any]
    title: str
    networks: Mapping[str, Architecture]
    here: Path

    @property
    def sizes(self) -> list[str]:
        """Options that say how many networks of which width are drawn."""
        rows = sorted(zip(self.config["widths"], _counts(self.config), strict=True))
        return ["--widths", *(f"{width}:{networks}" for width, networks in rows)]

    @property
    def cost(self) -> str:
        """How long sampling takes on one core, in order of magnitude; empty if it is not long."""
        seconds = fsum(
            sampling(net.plain.sizes(width), networks)[0]
            for net in self.networks.values()
            for width, networks in zip(self.config["widths"], _counts(self.config), strict=True)
        )
        return duration(seconds) if seconds > SPOKEN else ""

    @property
    def mistakes(self) -> list[str]:
        """Rivals that each network has of its own."""
        return [name for name in self.config["rivals"] if name != "others"]

    @property
    def models(self) -> Mapping[str, Mapping[str, Any]]:
        """Models by name."""
        return self.config["models"]

    def path(self, name: str) -> str:
        """A path in the file, in full."""
        return os.path.normpath(self.here / name)

    def words(self, name: str) -> list[str]:
        """Options that say what a network is."""
        return self.networks[name].words

    def read_by(self, name: str) -> list[str]:
        """Files that a network's input is read from."""
        found = self.networks[name].input
        return [] if found in (DELOCALISED, LOCALISED) else [found]

    def model_words(self, name: str) -> list[str]:
        """Options that say what a model is compared with."""
        found: list[str] = []
        for key, value in self.models[name].items():
            if key not in ("file", "input"):
                values = value if isinstance(value, list) else [value]
                found += ["--" + key.replace("_", "-"), *map(str, values)]
        return found

    def model_files(self, name: str) -> list[str]:
        """Those of its weights and, if it is given, of its input."""
        model = self.models[name]
        return [self.path(model[key]) for key in ("file", "input") if key in model]

    def code(self, step: str, name: str) -> str:
        """Fingerprint of a step as far as it concerns a network."""
        net = self.networks[name]
        entries = {(kind, each) for kind in FOLDERS for each in getattr(net, kind)}
        entries.add(("ensemble", NEAREST))
        return fingerprint(step, *sorted(module(each, FOLDERS[kind]) for kind, each in entries))

    def model_code(self, name: str) -> str:
        """Fingerprint of the comparison of a model."""
        model = self.models[name]
        entries = {("activation", each) for each in model["activations"]}
        for kind in ("ensemble", "bias"):
            value = model.get(kind, [])
            entries |= {(kind, each) for each in (value if isinstance(value, list) else [value])}
        named = sorted(module(each, FOLDERS[kind]) for kind, each in entries)
        return fingerprint("scripts.study.model", *named)


def planned(given: Mapping, files: Iterable[Path], here: Path | None = None) -> Plan:
    """The plan of a study; ``files`` are where ``given`` was read from: errors name their lines.

    Paths start in the folder ``here``, that of the first file if none is given.

    Raises:
        WorkflowError: there is no file, one is not read strictly, a key is unknown, a value outside
            its limits, or values do not go together: everything that is wrong, ten at most.
    """
    files = [Path(path) for path in files]
    if not files and here is None:
        raise WorkflowError("study: needs a file: --configfile my_study.yaml")
    try:
        sources = [read(path, near(path)) for path in files]
    except Unreadable as error:
        raise WorkflowError(f"study: {error}") from None
    given, here = plain(given), (here or files[0].parent).absolute()
    try:
        config = Study.model_validate(given).model_dump(exclude_none=True)
        if "sweep" in config:  # in the order of the file
            config["sweep"] = {key: config["sweep"][key] for key in given["sweep"]}
        cases = Cases(config, here)
        found = list(cases.faults())
    except ValidationError as error:
        found = faults.of_model(error, Study)
    if found:
        raise WorkflowError(faults.text(found, given, sources, "study"))
    title = config["title"] or (files[0].stem if files else "A study")
    return Plan(config, title, cases.networks, here)


@dataclass(frozen=True)
class Cases:
    """The networks of a study: what is wrong with them, and if nothing is, what they are."""

    config: Mapping[str, Any]
    here: Path

    @cached_property
    def parts(self) -> dict[str, tuple[Keys, dict[str, Any]]]:
        """Name -> the keys that it is said under, and everything that is said of it."""
        own = self.config["initialisations"]
        if not own and "architecture" not in self.config:
            return {}
        shared = self.config.get("architecture", {})
        named: dict[str, tuple[Keys, Any]] = {
            name: (("initialisations", name), part) for name, part in own.items()
        }
        named = named or {"": (("architecture",), {})}
        sweep = self.config.get("sweep", {})
        found: dict[str, tuple[Keys, dict[str, Any]]] = {}
        for (name, (keys, part)), values in product(named.items(), product(*sweep.values())):
            swept = dict(zip(sweep, values, strict=True))
            words = [name, *(f"{key}={_text(value)}" for key, value in swept.items())]
            full = "-".join(filter(None, words)) or ALONE
            found[_free(full, found)] = keys, _over(shared, part, swept)
        return found

    @cached_property
    def networks(self) -> dict[str, Architecture]:
        """Every network by name.

        Raises:
            InvalidInputError: one is none; the message says why.
        """
        return {name: architecture(part, self.here) for name, (_, part) in self.parts.items()}

    def faults(self) -> Iterator[Fault]:
        """What does not go together."""
        yield from self._of_all()
        yield from self._of_files()
        if len(self.parts) > CASES:
            yield ("sweep",), f"makes {len(self.parts)} networks, needs {CASES} at most"
            return
        told: set[Fault] = set()
        for fault in self._of_each():
            if fault not in told:
                told.add(fault)
                yield fault

    def _of_all(self) -> Iterator[Fault]:
        config = self.config
        if not self.parts and not config["models"]:
            yield (), "says neither architecture nor models, so that there is nothing to do"
        if not self.parts and "sweep" in config:
            yield ("sweep",), "needs an architecture, which it is laid over"
        if self.parts and "widths" not in config:
            yield (), "lacks widths, three or more: widths: [32, 64, 128]"
        elif self.parts and isinstance(config["networks"], list):
            few, many = len(config["networks"]), len(config["widths"])
            if few != many:
                yield ("networks",), f"has {few} numbers for {many} widths: give one, or one each"

    def _of_files(self) -> Iterator[Fault]:
        for name, model in self.config["models"].items():
            for key in ("file", "input"):
                if key in model and not (self.here / model[key]).is_file():
                    yield ("models", name, key), f"there is no such file in {self.here}"

    def _of_each(self) -> Iterator[Fault]:
        seen: dict[Architecture, str] = {}
        for name, (keys, part) in self.parts.items():
            try:
                net = architecture(part, self.here)
                net.require()
                if net in seen:
                    yield keys, f"{name} is the same network as {seen[net]}; leave one out"
                seen[net] = name
                yield from ((place or keys, said) for place, said in self._unfit(net))
            except InvalidInputError as error:
                yield keys, str(error)

    def _unfit(self, net: Architecture) -> Iterator[Fault]:
        """What does not fit a network: no keys mean those of the network."""
        if net.q0 == 0 and not any(net.sigma_b2):
            yield (), "q0 is 0 and so is sigma_b2: every pre-activation is 0, raise one"
        if abs(fsum(map(log10, net.sigma_w2))) > DIGITS:
            yield (), f"the product of all sigma_w2 leaves 1e-{DIGITS} to 1e{DIGITS}"
        given = inputs.given_input(net)
        for i, width in enumerate(self.config.get("widths", ())):
            try:
                net.at(width, given)
                largest = max(net.plain.sizes(width))
            except InvalidInputError as error:
                yield ("widths", i), str(error)
                continue
            if largest > WIDEST:
                yield ("widths", i), f"makes layers of {largest} units, over {WIDEST}"
            elif (found := self._numbers(net, i)) > NUMBERS:
                yield ("networks",), f"makes {found:,} eigenvalues of one width, over {NUMBERS:,}"

    def _numbers(self, net: Architecture, i: int) -> int:
        """Eigenvalues of all networks of a width."""
        counts = _counts(self.config)
        width = self.config["widths"][i]
        return counts[i] * net.plain.sizes(width)[-1] if i < len(counts) else 0


def architecture(part: Mapping[str, Any], here: Path) -> Architecture:
    """The network of which all this is said; lists are one value for each layer.

    Raises:
        InvalidInputError: something is missing, lists differ in length, a file is not what it
            should be.
    """
    said, part = part, dict(part)
    if "layers" in part:
        part = _of_file(os.path.normpath(here / part.pop("layers"))) | part
    if lacking := [name for name in NEEDED if name not in part]:
        raise InvalidInputError(f"lacks {' and '.join(lacking)}, here or under architecture")
    rows = {name: part.get(name, DEFAULTS.get(name)) for name in (*LAYERWISE, "residual")}
    listed = {name: tuple(v) if isinstance(v, list) else v for name, v in rows.items()}
    depth = depth_of(part.get("depth"), listed, part.get("ratios"))
    each = {
        n: v if isinstance(v, tuple) else (v,) * depth for n, v in listed.items() if v is not None
    }
    path = part.get("input", DELOCALISED)
    q0 = part.get("q0", 1.0)
    if path not in (DELOCALISED, LOCALISED):
        if "q0" in said:
            raise InvalidInputError("q0 is the mean square of the given input: leave it out")
        path = os.path.normpath(here / path)
        q0 = inputs.mean_square(inputs.read(path))
    numbers = {
        n: tuple(map(float, v))
        for n, v in each.items()
        if n in ("sigma_w2", "sigma_b2", "residual")
    }
    ratios = tuple(map(float, part.get("ratios", ())))
    return Architecture(**{**each, **numbers}, q0=float(q0), ratios=ratios, input=path)


@cache
def _of_file(path: str) -> dict[str, Any]:
    """What a file of layers says."""
    try:
        net = network_of_file(Path(path))
    except OSError as error:
        raise InvalidInputError(f"{path}: cannot be read: {error.strerror}") from None
    found: dict[str, Any] = {
        "ensemble": net.ensemble,
        "activation": net.activation,
        "sigma_w2": net.sigma_w2,
        "sigma_b2": net.sigma_b2,
        "bias": net.bias,
    }
    found = {name: list(v) if isinstance(v, tuple) else v for name, v in found.items()}
    sizes = {"ratios": list(net.widths)} if net.widths else {}
    return found | sizes | {"depth": net.depth, "q0": net.q0}


def _over(shared: Mapping, part: Mapping, swept: Mapping) -> dict[str, Any]:
    """One laid over the other; a file of layers stands for all that was said before."""
    base = {} if "layers" in part else dict(shared)
    return base | dict(part) | dict(swept)


def _text(value: Any) -> str:
    """A value in a name: of a file, the file's own name."""
    return Path(value).stem if isinstance(value, str) else str(value)


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or the first with a number that nobody has: two files may be called the same."""
    numbered = (f"{name}-{number}" if number else name for number in count(0))
    return next(each for each in numbered if each not in taken)


def _counts(config: Mapping[str, Any]) -> Sequence[int]:
    found = config["networks"]
    return found if isinstance(found, list) else [found] * len(config["widths"])
