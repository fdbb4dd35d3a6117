"""A user's own study as a model: every key with its meaning, its type and its limits.

As ``workflow/schema.py`` is for the replication: what is refused and why, what an editor completes
(``config/study.schema.json``) and the tables of ``docs/own_study.md`` are made from it. Here most
keys have a default.
"""

import re
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scripts._limits import (
    Depth,
    Limit,
    Name,
    Networks,
    Nonnegative,
    Positive,
    Width,
    at_least,
    at_most,
    at_most_entries,
    length,
    limit,
)
from workflow.schema import (
    LAST,
    LIST,
    WORD,
    Activation,
    Bias,
    Ensemble,
    Part,
    listed,
    one,
)

LAYERS = 1000  # as many as a depth may have
LONGEST = 120  # characters of a title
PATH = 1000  # characters of a path: no file system takes more in a name than 255, in all than 4096
MODELS = 20  # each draws random networks of its size
CASES = 50  # networks of a study: each is compared with the laws of all others


def each(item: Any) -> Any:
    """One value for all layers, or a list of one for each."""
    choice = Discriminator(lambda value: LIST if isinstance(value, list) else WORD)
    several = Annotated[list[item], length(1), at_most_entries(LAYERS)]
    return Annotated[Annotated[item, Tag(WORD)] | Annotated[several, Tag(LIST)], choice]  # type: ignore[valid-type]


@limit(f"one line, {LONGEST} characters at most", maxLength=LONGEST)
def one_line(text: str) -> str:
    """What stands at the head of a page."""
    fine = len(text) <= LONGEST and text.isprintable()
    return "" if fine else f"needs one line of {LONGEST} characters at most"


def a_file(*endings: str) -> Limit:
    """The path of a file with one of these endings, from where the study's file lies."""

    def wrong(path: str) -> str:
        if not path.endswith(endings) or len(path) > PATH or not path.isprintable():
            return f"needs the path of a file {' or '.join(endings)}, from where this file lies"
        return ""

    pattern = "|".join(re.escape(ending) for ending in endings)
    words = f"a path to a file {' or '.join(endings)}, from where the study's file lies"
    return Limit(wrong, words, {"pattern": f"({pattern})$", "maxLength": PATH})


@limit("`delocalised`, `localised`, or a path to a file .npy, from where the study's file lies")
def an_input(text: str) -> str:
    """What networks are fed."""
    if text in ("delocalised", "localised"):
        return ""
    return "" if not a_file(".npy")(text) else "needs delocalised, localised, or the path of a .npy"


@limit("three or more, none twice")
def three(widths: list[int]) -> str:
    """Widths between which fits can be tested."""
    apart = len(set(widths))
    return "" if 3 <= apart == len(widths) else "needs three widths or more, none twice"


Layered = Annotated[str, a_file(".yaml", ".yml", ".json", ".toml")]
Weights = Annotated[str, a_file(".safetensors", ".npz")]
Numbers = Annotated[str, a_file(".npy")]
Input = Annotated[str, an_input]
Ratios = Annotated[
    list[Annotated[float, at_least(0.001), at_most(1000.0)]],
    length(2),
    at_most_entries(LAYERS + 1),
]
Activations = Annotated[list[Activation], length(1), at_most_entries(LAYERS)]
Lines = Annotated[list[Annotated[str, one_line]], length(1), at_most_entries(LAYERS)]
Widths = Annotated[list[Width], at_most_entries(20), three]
Statistic = one("moments", "distribution", "resolvent", "distances")
Rival = one("others", "deeper", "shifted")
BAND = "the level of a verdict is 3 over their number"


def absent(description: str) -> Any:
    """A key that need not be there; its description says what holds then."""
    return Field(default=None, description=description)


class Architecture(Part):
    """What a network is: of all networks under `architecture`, of one in `initialisations`."""

    ensemble: each(Ensemble) = absent("Weights, of all layers or of each.")  # type: ignore[valid-type]
    activation: each(Activation) = absent(  # type: ignore[valid-type]
        "Of all layers or of each; `linear` for a readout."
    )
    depth: Depth = absent("Number of layers L, where no list says it.")
    sigma_w2: each(Positive) = absent(  # type: ignore[valid-type]
        "Weight variance times fan-in, of all layers or of each; 1 if left out."
    )
    sigma_b2: each(Nonnegative) = absent(  # type: ignore[valid-type]
        "Bias variance, of all layers or of each; 0 if left out."
    )
    bias: each(Bias) = absent(  # type: ignore[valid-type]
        "Law of biases, of all layers or of each; Gaussian if left out."
    )
    q0: Nonnegative = absent(
        "Mean square |x|^2/n_0 of the input; 1 if left out, that of the numbers if it is a file."
    )
    ratios: Ratios = absent("Relative layer sizes (n_0, ..., n_L); equal if left out.")
    residual: each(Positive) = absent(  # type: ignore[valid-type]
        "Factor a of residual layers x + a phi(W x + b), of all or of each; none if left out."
    )
    input: Input = absent(
        "What networks are fed: `delocalised` (uniform on the sphere, also if left out), "
        "`localised` (one entry other than 0), or a file whose numbers are repeated up to the "
        "width."
    )
    layers: Layered = absent(
        "A file as `freewidth law --layers` takes; what else is said here stands for what it says."
    )


class Sweep(Part):
    """Values for all layers; every network is made with every combination of them."""

    ensemble: listed(Ensemble) = absent("Weights.")  # type: ignore[valid-type]
    activation: listed(Activation) = absent("Activations.")  # type: ignore[valid-type]
    depth: listed(Depth) = absent("Numbers of layers L.")  # type: ignore[valid-type]
    sigma_w2: listed(Positive) = absent("Weight variances times fan-in.")  # type: ignore[valid-type]
    sigma_b2: listed(Nonnegative) = absent("Bias variances.")  # type: ignore[valid-type]
    bias: listed(Bias) = absent("Laws of biases.")  # type: ignore[valid-type]
    q0: listed(Nonnegative) = absent("Mean squares of inputs.")  # type: ignore[valid-type]
    residual: listed(Positive) = absent("Factors a.")  # type: ignore[valid-type]
    input: listed(Input) = absent("Inputs.")  # type: ignore[valid-type]


class Model(Part):
    """A network that you have; what is not declared of its law is measured on its weights."""

    file: Weights = Field(description="Weights and biases, as `freewidth inspect` reads them.")
    activations: Activations = Field(description="One of each layer.")
    layers: Lines = absent("Names of layers in order, where the file does not make it clear.")
    input: Numbers = absent("One input; a random one if left out.")
    ensemble: each(Ensemble) = absent("Weights that are declared; recognised if left out.")  # type: ignore[valid-type]
    sigma_w2: each(Positive) = absent("Weight variances that are declared; measured if left out.")  # type: ignore[valid-type]
    sigma_b2: each(Nonnegative) = absent("Bias variances that are declared; measured if left out.")  # type: ignore[valid-type]
    bias: each(Bias) = absent("Law of biases that is declared; Gaussian if left out.")  # type: ignore[valid-type]
    networks: Annotated[int, at_least(19, BAND), at_most(10_000, BAND)] = Field(
        default=59, description="Random networks of its size in the band."
    )


class Study(Part):
    """Everything that a study may say: `architecture`, `models`, or both."""

    title: Annotated[str, one_line] = Field(
        default="", description="At the head of the report; the name of the file if left out."
    )
    seed: Annotated[int, at_least(0), at_most(2**63 - 1, LAST)] = Field(
        default=0, description="Master seed of all random streams."
    )
    architecture: Architecture = absent("What all networks share.")
    initialisations: Annotated[dict[Name, Architecture], at_most_entries(CASES)] = Field(
        default={},
        description="Networks by a name that you choose; each says what differs from "
        "`architecture`.",
    )
    sweep: Sweep = absent("What each of them is tried with.")
    widths: Widths = absent("Widths n_0, three or more; needed with `architecture`.")
    networks: each(Networks) = Field(  # type: ignore[valid-type]
        default=40, description="How many networks are drawn, of every width or of each."
    )
    statistics: listed(Statistic) = Field(  # type: ignore[valid-type]
        default=["moments", "distribution", "resolvent", "distances"],
        description="What is extrapolated to infinite width and judged: moments of orders 1 to 4; "
        "shares of eigenvalues below five points; the resolvent at three; the Kolmogorov and "
        "Wasserstein distances to the law.",
    )
    rivals: listed(Rival, 0) = Field(  # type: ignore[valid-type]
        default=["others", "deeper"],
        description="Laws that must be excluded: those of the other networks; of one more layer; "
        "of every variance off by one layer.",
    )
    models: Annotated[dict[Name, Model], at_most_entries(MODELS)] = Field(
        default={}, description="Networks that you have, by a name that you choose."
    )
