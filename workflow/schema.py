"""The configuration as a model: every key with its meaning, its type and its limits.

The one source: what is refused and why (:mod:`workflow.configuration`), what an editor completes
(``config/schema.json``) and what ``docs/configuration.md`` says are made from it. Limits are those
of :mod:`scripts._limits`, which settings of experiments are made of, too; defaults are what
``config/default.yaml`` says.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from scripts import _shapes
from scripts._limits import (
    Depth,
    Limit,
    Name,
    Networks,
    Nonnegative,
    Positive,
    Units,
    Width,
    at_least,
    at_most,
    at_most_entries,
    distinct,
    length,
    limit,
    nearest,
    shown,
)
from scripts.folders import entries
from scripts.hessians._data import DATA, data_set

WORD, LIST = "<word>", "<list>"  # which of two ways a value is written in: no key of a user
MOST = 100  # entries of a list

LAST = "the last that numbers in files of results hold"
AGES = "at that many passes a small network takes hours"
FILE = "no more networks than there can be"
JOBS = "the command that puts more together would be too long"


def either(word: str, other: Any) -> Any:
    """``word``, or a list or mapping."""
    choice = Discriminator(lambda value: WORD if isinstance(value, str) else LIST)
    return Annotated[
        Annotated[Literal[word], Tag(WORD)] | Annotated[other, Tag(LIST)],  # type: ignore[valid-type]
        choice,
    ]


def registered(*folders: str) -> Limit:
    """A name of an entry of registries, seen as a folder."""

    def wrong(name: str) -> str:
        known = [entry for folder in folders for entry in _entries(folder)]
        return "" if name in known else _unknown(name, known)

    where = " or ".join(f"`{folder}`" for folder in folders)
    return Limit(wrong, f"a name of a file in {where}")


@cache
def _entries(folder: str) -> tuple[str, ...]:
    """Names in a registry, looked up once in a process."""
    return entries(folder)


def _unknown(name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f"is no name known here{near}; needs one of {', '.join(known)}"


@limit("increasing")
def increasing(values: Collection[int]) -> str:
    """Each more than the one before."""
    return "" if list(values) == sorted(set(values)) else "needs increasing numbers"


@limit("three widths or more, none twice")
def widths_apart(rows: Collection["Drawn"]) -> str:
    """Widths between which fits can be tested."""
    apart = len({row.width for row in rows})
    return "" if 3 <= apart == len(rows) else "needs three widths or more, none twice"


@limit("a data set that scikit-learn ships, `mixtureC` or `teacherC` of C classes, 2 to 100")
def any_data(name: str) -> str:
    """A name of data that are shipped or drawn."""
    try:
        data_set(name)
    except ValueError as error:
        return str(error)
    return ""


@limit("`cpu`, `cuda`, or an array library that is installed")
def somewhere(name: str) -> str:
    """Whether there is a GPU is seen where it is used: that may be another machine."""
    known = ("cpu", "cuda", *LIBRARIES)
    if name in ("cpu", "cuda") or (name in LIBRARIES and _is_installed(name)):
        return ""
    if name in LIBRARIES:
        return f"needs {name} installed; cpu always works"
    return _unknown(name, known)


@limit("names of laws, each with a value for every one of its shape parameters")
def laws_complete(laws: dict[str, dict[str, Any]]) -> str:
    """Ensembles of matrices, with everything that they are drawn with."""
    said = [
        f"{shown(law)}{'.' + '.'.join(map(shown, keys)) if keys else ''}: {wrong}"
        for law, shape in laws.items()
        for keys, wrong in _shapes.faults(law, shape)
    ]
    return said[0] if said else ""


@limit("names of laws, with lists of values of their shape parameters")
def families_known(families: dict[str, dict[str, list[Any]]]) -> str:
    """Laws that are solved, with shapes that they have."""
    known = _entries("freewidth/symmetric/laws")
    for law, shapes in families.items():
        if law not in known:
            return (
                f"no law is called {shown(law)}; there are {', '.join(known)}{nearest(law, known)}"
            )
        for name, values in shapes.items():
            for value in values:
                if said := _shapes.wrong(law, name, value):
                    return f"{law}.{shown(name)[1:-1]} = {shown(value)}: {said}"
    return ""


LIBRARIES = ("numpy", "cupy", "torch", "jax", "dask", "ndonnx", "sparse", "array_api_strict")


def _is_installed(library: str) -> bool:
    from importlib.util import find_spec

    return find_spec(library) is not None


def listed(item: Any, least: int = 1, *limits: Limit) -> Any:
    """A list of different entries, no more than ``MOST``."""
    return Annotated[list[item], length(least), at_most_entries(MOST), distinct, *limits]


def _one(*names: str) -> Callable[[str], str]:
    def wrong(name: str) -> str:
        return "" if name in names else _unknown(name, names)

    return wrong


def one(*names: str) -> Any:
    """One of a few words."""
    return Annotated[str, Limit(_one(*names), "one of a few words", {"enum": list(names)})]


Activation = Annotated[str, registered("freewidth/activations", "freewidth/activations/_extra")]
Trained = Annotated[str, registered("freewidth/activations")]
Ensemble = Annotated[str, registered("freewidth/ensembles", "freewidth/ensembles/_extra")]
Bias = Annotated[str, registered("freewidth/biases")]
Figure = Annotated[str, registered("scripts/spectra/figures/ensemble")]
Data = one(*DATA)
AnyData = Annotated[str, any_data]
Hidden = Annotated[list[Units], at_most_entries(MOST)]
Runs = Annotated[int, at_least(2, "a standard error needs two"), at_most(10_000, AGES)]
Passes = Annotated[int, at_least(0), at_most(100_000, AGES)]
Size = Annotated[Units, at_least(10)]
Laws = Annotated[dict[str, dict[str, Any]], length(1), at_most_entries(MOST), laws_complete]
Shapes = dict[str, Annotated[list[Any], length(1), at_most_entries(MOST), distinct]]
Families = Annotated[dict[str, Shapes], length(1), families_known]
Share = Annotated[float, at_least(0), at_most(0.5, "more than half are no outliers")]


SLOW, FAST = "slower, nothing is learnt", "training diverges"
Rate = Annotated[float, at_least(1e-6, SLOW), at_most(1.0, FAST)]


class Part(BaseModel):
    """A mapping with the keys that are described, all of them."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Drawn(Part):
    """How many networks of one width are drawn."""

    width: Width = Field(description="n_0.")
    networks: Networks = Field(description="How many; with fewer than eight of some width, "
                               "statistics may refute and support nothing.")  # fmt: skip


class Grid(Part):
    """Networks that are sampled and compared with their limit laws."""

    sigma_w2: Positive = Field(description="Weight variance times fan-in.")
    sigma_b2: Nonnegative = Field(description="Bias variance.")
    bias: Bias = Field(description="Law of the biases.")
    q0: Nonnegative = Field(description="Mean square of the input's entries, |x|^2 / n_0.")
    ensembles: either("all", listed(Ensemble)) = Field(  # type: ignore[valid-type]
        description="Every registered ensemble, or a list of names."
    )
    activations: either("all", listed(Activation)) = Field(  # type: ignore[valid-type]
        description="Every registered activation, or a list of names."
    )
    dependences: listed(one("true", "independent", "shifted")) = Field(  # type: ignore[valid-type]
        description="How D is drawn: the network's own, independent, independent of wrong variance."
    )
    rivals: listed(one("shifted", "deeper", "sigma_b", "gaussian_bias"), 0) = Field(  # type: ignore[valid-type]
        description="Laws to compare with beside those of the other kind of weights: every "
        "variance off by one; one layer more; sigma_b 1 % too large; Gaussian biases of the same "
        "variance."
    )
    perturbed: listed(one("q", "slope", "sigma_w2", "sigma_b2", "ratio"), 0) = Field(  # type: ignore[valid-type]
        description="What limit laws are solved with errors of, too, so that claims can say how "
        "large an error they see: all pre-activation variances, all squared slopes, sigma_w2, "
        "sigma_b2, n_0/n_1."
    )
    figures: either("all", listed(Figure, 0)) = Field(  # type: ignore[valid-type]
        description="Figures of each ensemble, names in scripts/spectra/figures/ensemble."
    )
    depths: listed(Depth) = Field(description="Numbers of layers L.")  # type: ignore[valid-type]
    ratios: listed(Annotated[list[Units], length(2)], 0) = Field(  # type: ignore[valid-type]
        description="Relative layer sizes (n_0, ..., n_L), one row for every depth; none if all "
        "equal."
    )
    block: Annotated[int, at_least(1), at_most(10_000_000, FILE)] = Field(
        description="Networks per file of samples, kept or drawn again as a whole."
    )
    parts: Annotated[int, at_least(1), at_most(20_000, JOBS)] = Field(
        description="Jobs among which the sampling of one ensemble is divided, block by block; "
        "numbers do not depend on it."
    )
    widths: Annotated[list[Drawn], at_most_entries(MOST), widths_apart] = Field(
        description="Widths n_0 (at least three, so that the fit can be tested) and how many "
        "networks of each."
    )


class Network(Part):
    """A network that is trained and followed all the way."""

    data: Data = Field(description="A data set that scikit-learn ships.")  # type: ignore[valid-type]
    hidden: Hidden = Field(description="Sizes of the hidden layers; none: logistic regression.")
    activation: Trained = Field(description="Between layers.")


class Draws(Part):
    """Draws from each fitted law, for the distance that chance leaves."""

    matrices: Runs = Field(description="Of matrices.")
    spectra: Runs = Field(description="Of spectra that are drawn without a matrix (semicircle, "
                          "Marchenko-Pastur).")  # fmt: skip


class Controls(Part):
    """Matrices of known law, to which the same is done as to Hessians."""

    laws: Laws = Field(description="By name, with their shape.")
    size: Size = Field(description="Rows of each.")
    count: Runs = Field(description="How many of each law.")


class Sampled(Part):
    """Matrices of known law, to which the same is done, some together."""

    laws: Laws = Field(description="By name, with their shape.")
    sizes: listed(Size) = Field(description="Rows.")  # type: ignore[valid-type]
    count: Runs = Field(description="Matrices of each law and size.")
    together: Runs = Field(description="How many are judged on each other; at most `count`.")


class Sweep(Part):
    """Every shape with every number of samples, for the weight at 0."""

    data: Data = Field(description="A data set that scikit-learn ships.")  # type: ignore[valid-type]
    activation: Trained = Field(description="Between layers.")
    hidden: listed(Hidden) = Field(description="Sizes of the hidden layers of each shape.")  # type: ignore[valid-type]
    samples: listed(Annotated[int, at_least(2)]) = Field(  # type: ignore[valid-type]
        description="Sizes of the training set, at most what the data set has."
    )
    epochs: Passes = Field(description="Passes through the data.")


class Row(Part):
    """Networks of several data sets with one architecture."""

    data: listed(AnyData) = Field(description="Names of data sets.")  # type: ignore[valid-type]
    hidden: Hidden = Field(description="Sizes of the hidden layers.")
    activation: Trained = Field(description="Between layers.")


class Series(Part):
    """One network in several sizes, on as many samples as it has parameters."""

    data: AnyData = Field(description="Name of the data set.")
    activation: Trained = Field(description="Between layers.")
    hidden: listed(Hidden, 3) = Field(description="Sizes of the hidden layers of each size.")  # type: ignore[valid-type]
    runs: Runs = Field(description="Networks of each that count.")
    tries: Runs = Field(description="Networks trained at most for that; at least `runs`.")
    controls: Sampled = Field(description="The same done to matrices of known law.")


class Cells(Part):
    """Networks of many data sets, whose spectra laws fitted to others are judged on."""

    networks: listed(Row) = Field(  # type: ignore[valid-type]
        description="What is trained; every data set of a row with its architecture."
    )
    runs: Runs = Field(description="Networks of each that have learnt their data and have no dead "
                       "unit.")  # fmt: skip
    tries: Runs = Field(description="Networks trained at most for that; at least `runs`.")
    epochs: Annotated[Passes, at_least(1)] = Field(description="Passes through the data.")
    controls: Sampled = Field(description="The same done to matrices of known law.")
    series: Series = Field(description="One network in several sizes.")


class Case(Part):
    """A network whose Hessian is estimated."""

    data: Data = Field(description="A data set that scikit-learn ships.")  # type: ignore[valid-type]
    samples: Annotated[int, at_least(2)] | None = Field(
        description="The first so many of them, at most what there are; null for all."
    )
    hidden: Hidden = Field(description="Sizes of the hidden layers.")
    activation: Trained = Field(description="Between layers.")


class Way(Part):
    """A quadrature."""

    probes: Runs = Field(description="Random vectors.")
    steps: Annotated[int, at_least(1), at_most(1000, "rounding undoes what more would add")] = (
        Field(description="Lanczos steps from each.")
    )
    deflate: Annotated[int, at_least(0), at_most(1000, "they are found one by one")] = Field(
        description="Eigenvalues of largest modulus taken out before."
    )


class Lanczos(Part):
    """A Hessian whose spectrum is estimated."""

    case: Case = Field(description="Of which network.")
    exact: bool = Field(description="Whether the dense spectrum is taken beside.")
    epochs: Passes = Field(description="Passes through the data before.")
    ways: Annotated[dict[Name, Way], length(1), at_most_entries(MOST)] = Field(
        description="Quadratures, by name."
    )


class Hessians(Part):
    """Small networks trained on real data, and laws of random matrices fitted to them."""

    networks: listed(Network) = Field(description="What is trained and followed all the way.")  # type: ignore[valid-type]
    runs: Runs = Field(description="Networks trained of each, told apart by their random numbers.")
    epochs: Annotated[list[Passes], length(2), at_most_entries(MOST), increasing] = Field(
        description="Passes through the data after which spectra are taken; increasing."
    )
    rate: Rate = Field(description="Of stochastic gradient descent with momentum 0.9 and batches "
                       "of 64.")  # fmt: skip
    families: either("all", Families) = Field(  # type: ignore[valid-type]
        description="Laws to fit, all of them or by name with the values of their shapes."
    )
    removed: listed(Share) = Field(  # type: ignore[valid-type]
        description="Shares of eigenvalues that may be removed as outliers, in a law's favour."
    )
    draws: Draws = Field(description="Draws from each fitted law, for the distance that chance "
                         "leaves.")  # fmt: skip
    controls: Controls = Field(description="Matrices of known law, to which the same is done.")
    sweep: Sweep = Field(description="Every shape with every number of samples, for the weight "
                         "at 0.")  # fmt: skip
    cells: Cells = Field(description="Networks of many data sets, whose spectra laws fitted to "
                         "others are judged on.")  # fmt: skip
    lanczos: Annotated[dict[Name, Lanczos], length(1), at_most_entries(MOST)] = Field(
        description="Hessians whose spectra are estimated, by name."
    )


class Configuration(Part):
    """Everything that a run is told."""

    profile: one("paper", "quick") = Field(  # type: ignore[valid-type]
        description="Which of their two sizes experiments take, and what the report calls this "
        "configuration; grids and trained networks have the sizes that stand here "
        "(config/quick.yaml has small ones of all)."
    )
    seed: Annotated[int, at_least(0), at_most(2**63 - 1, LAST)] = Field(
        description="Master seed of all random streams."
    )
    grids: Annotated[dict[Name, Grid], length(1), at_most_entries(MOST)] = Field(
        description="Networks that are sampled and compared, by the name that results carry; a "
        "grid of the default profile that is set to null is left out."
    )
    device: Annotated[str, somewhere] = Field(
        description="Where matrices are multiplied and solved; random numbers are drawn on the "
        "host."
    )
    vector: bool = Field(description="Whether figures are also written as PDF and SVG, beside PNG.")
    trained: Hessians = Field(description="Small networks trained on real data, and laws of "
                              "random matrices fitted to them.")  # fmt: skip
    experiments: dict[str, dict[str, Any]] = Field(
        description="Settings that differ from those in scripts/finite, by experiment."
    )
