"""The study of trained networks as the configuration's part ``trained`` wants it."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scripts.folders import chosen, entries

SWEEP = "sweep"  # the networks of many shapes, whose snapshots lie in one file


@dataclass(frozen=True)
class Networks:
    """Networks whose snapshots lie in one file: every hidden shape with every number of samples.

    Attributes:
        data, activation: the same for all.
        hidden: sizes of the hidden layers of each shape.
        samples: sizes of the training set; none: all of it.
        runs: networks of each kind.
        epochs: when snapshots are taken.
    """

    data: str
    activation: str
    hidden: tuple[tuple[int, ...], ...]
    samples: tuple[int, ...]
    runs: int
    epochs: tuple[int, ...]

    @property
    def name(self) -> str:
        """Data, activation, and the sizes of the hidden layers of the first shape."""
        sizes = "-".join(map(str, self.hidden[0])) or "logistic"
        return f"{self.data}-{self.activation}-{sizes}"


def networks(config: Mapping) -> dict[str, Networks]:
    """Networks to follow along training, by the name that their files have.

    Raises:
        ValueError: two of them have the same name, or an activation is in no registry.
    """
    found: dict[str, Networks] = {}
    part = config["trained"]
    for row in part["networks"]:
        chosen([row["activation"]], "freewidth/activations")
        one = Networks(row["data"], row["activation"], (tuple(row["hidden"]),), (), part["runs"],
                       tuple(part["epochs"]))  # fmt: skip
        if one.name in found:
            raise ValueError(f"config: network {one.name} is listed twice")
        found[one.name] = one
    return found


def sweep(config: Mapping) -> Networks:
    """Networks of many shapes on few samples: one of each, at the end of training.

    Raises:
        ValueError: the activation is in no registry.
    """
    s = config["trained"]["sweep"]
    chosen([s["activation"]], "freewidth/activations")
    shapes = tuple(map(tuple, s["hidden"]))
    return Networks(s["data"], s["activation"], shapes, tuple(s["samples"]), 1, (s["epochs"],))


SERIES = "series"  # the network of several sizes, beside those of one data set each
SAMPLED = {
    "controls": "cells",
    "series-controls": SERIES,
}  # matrices, and what they are controls of


@dataclass(frozen=True)
class Cells:
    """Networks on one data set whose Hessians lie in one file.

    Attributes:
        data: its name.
        shapes: activation and hidden sizes of each network.
        runs, tries: networks of each that must count, and that are trained at most.
        epochs: passes through the data.
        matched: whether there are to be as many samples as parameters.
    """

    data: str
    shapes: tuple[tuple[str, ...], ...]
    runs: int
    tries: int
    epochs: int
    matched: bool

    @property
    def activations(self) -> tuple[str, ...]:
        """Activations of the networks, each once."""
        return tuple(sorted({activation for activation, *_ in self.shapes}))

    @property
    def words(self) -> str:
        """As options of a command line."""
        matched = " --matched" if self.matched else ""
        return repeated("--network", self.shapes) + matched


def cells(config: Mapping) -> dict[str, Cells]:
    """Networks of many data sets by the data's name, and the series of one.

    Raises:
        ValueError: an activation is in no registry.
    """
    part = config["trained"]["cells"]
    shapes: dict[str, list[tuple[str, ...]]] = {}
    for row in part["networks"]:
        chosen([row["activation"]], "freewidth/activations")
        for data in row["data"]:
            shapes.setdefault(data, []).append(_shape(row["activation"], row["hidden"]))
    end = part["epochs"]
    found = {
        data: Cells(data, tuple(each), part["runs"], part["tries"], end, False)
        for data, each in shapes.items()
    }
    s = part["series"]
    chosen([s["activation"]], "freewidth/activations")
    sizes = tuple(_shape(s["activation"], hidden) for hidden in s["hidden"])
    return found | {SERIES: Cells(s["data"], sizes, s["runs"], s["tries"], end, True)}


def _shape(activation: str, hidden: Sequence[int]) -> tuple[str, ...]:
    return activation, *map(str, hidden)


def held_out_source(config: Mapping, name: str) -> str:
    """Where the spectra come from that laws are held out for, as options of a command line.

    The file of cells, where it is one, follows: it may lie in a bucket, which the rule knows.
    """
    if name not in SAMPLED:
        return "--cells"
    part = config["trained"]["cells"]
    some = (part if SAMPLED[name] == "cells" else part[SERIES])["controls"]
    sizes = " ".join(map(str, some["sizes"]))
    return (
        f"{pairs('--law', some['laws'])} --sizes {sizes} --count {some['count']} "
        f"--together {some['together']} --seed {config['seed']}"
    )


def families(config: Mapping) -> dict[str, dict]:
    """Families of laws to fit, with the shapes that are not the family's own choice.

    Raises:
        ValueError: a name is in no registry.
    """
    wanted = config["trained"]["families"]
    if wanted == "all":
        return {family: {} for family in entries("freewidth/symmetric/laws")}
    return {family: wanted[family] for family in chosen(wanted, "freewidth/symmetric/laws")}


def repeated(option: str, values: Iterable[Sequence]) -> str:
    """The option once for each of ``values``: ``--hidden 8 --hidden 16 16``, for a shell."""
    return " ".join(shlex.join([option, *map(str, words)]) for words in values)


def lists(option: str, values: Mapping[str, Sequence[float | str]]) -> str:
    """The option once for each name: ``--shape depth 2 3 --shape ratio 0.5``."""
    return repeated(option, ([name, *numbers] for name, numbers in values.items()))


def shapes(families: Mapping[str, Mapping[str, Sequence[float | str]]]) -> str:
    """``--shape wishart.ratio 0.5 1.0`` for each shape parameter whose values are chosen."""
    chosen_values = {
        f"{family}.{name}": values
        for family, shapes in families.items()
        for name, values in shapes.items()
    }
    return lists("--shape", chosen_values)


def pairs(option: str, values: Mapping[str, Mapping[str, float]]) -> str:
    """The option once for each name: ``--law wigner --law wishart ratio=0.5``."""
    words = {name: [f"{k}={v}" for k, v in each.items()] for name, each in values.items()}
    return lists(option, words)
