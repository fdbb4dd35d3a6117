"""Mixed moments of weights and slopes that are no moments of J J^T. Cases are ensembles."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.sample import batches, forward, inputs, weights, word_traces
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, named, points, styled

WORD = r"W[12]'?( (W[12]'?|[CD][12]))*"  # weights come first: traces may be turned


@dataclass(frozen=True)
class Settings:
    """What is sampled: networks of two layers.

    Attributes:
        cases: ensembles.
        activation: phi.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        words: whose normalised traces are taken; W1' is W1 transposed, C1 is D1 less its mean.
        widths: widths, and how many networks of each are drawn.
    """

    cases: s.Ensembles
    activation: s.Activation
    sigma_w2: s.Positive
    sigma_b2: s.Variance
    words: Annotated[s.Texts, s.at_most_entries(s.MOST), s.spelled(WORD, "W2 D1 W2' C1")]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)


PAPER = Settings(
    cases=("orthogonal", "gaussian"),
    activation="tanh",
    sigma_w2=1.5,
    sigma_b2=0.1,
    words=("W1 D1 W1' D1", "W2 D1 W2' D1", "W2 D2 W2' D2", "W2 D1 W2' D2", "W1 D1 W1 D1",
           "W1 D1 W1' D1 W1 D1 W1' D1", "W2 D1 W2' D2 W2 D1 W2' D2", "W2 D2 W2 D1 W2' D1 W2' D2",
           "W1 D1 W2 D2 W1' D1 W2' D2", "W1 C1 W1' C1", "W1 C1 W1' C1 W1 C1 W1' C1",
           "W2 C1 W2' C2 W2 C1 W2' C2"),
    widths=((64, 2000), (128, 600), (256, 150)),
)  # fmt: skip
QUICK = replace(PAPER, widths=((24, 1200), (36, 700), (48, 400)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """The traces, one column per word, in the group ``traces`` by width."""
    net = Network(case, settings.activation, 2, settings.sigma_w2, settings.sigma_b2)
    traces = {}
    for n, networks in settings.widths:
        rng, parts = stream(n), []
        for count in batches(networks, 4 * n**2):
            x = inputs(rng, [[net.q0]], n, count)
            layers = forward(net, net.sizes(n), weights(EVERY[case]), rng, x)
            parts.append(word_traces(net, layers, settings.words))
        traces[n] = np.concatenate(parts)
    return {"traces": traces}


@styled
def draw(draws: Cases) -> Figure:
    """Every trace between its free value (0) and its commuting one (1), by width."""
    from claims.finite.collins2023_joint_freeness import predicted
    from freewidth.plotting.depths import shades
    from scripts.finite import _pictures as p

    figure = p.page(3.4)
    axes = np.atleast_1d(figure.subplots(1, len(draws), sharex=True, sharey=True))
    tones = shades(len(common(draws)["widths"]))
    for ax, own in zip(axes, draws.values(), strict=True):
        words, (free, commuting) = common(draws)["words"], np.array(predicted(own))
        apart = np.flatnonzero(~np.isclose(free, commuting))
        for row, i in enumerate(apart):
            low, gap = free[i], commuting[i] - free[i]
            scaled = {n: (v[:, i] - low) / gap for n, v in own.observed["traces"].items()}
            _, share, error = points(scaled)
            for x, e, tone, aside in zip(share, error, tones, p.aside(len(share)), strict=True):
                ax.errorbar(x, -row - 0.2 * aside, None, 2 * e, "o", color=tone, ms=3, lw=0.8)
        ax.set_yticks(-np.arange(len(apart)), [_word(words[i]) for i in apart])
        ax.axvline(0, color=p.INK, lw=0.9)
        ax.axvline(1, color=p.RIVAL, lw=0.9, linestyle="--")
        ax.set(xlabel="0: free, 1: commuting", title=f"{EVERY[own.case].label} weights")
    widths = [n for n, _ in common(draws)["widths"]]
    handles = [p.handle(f"n = {n}", tone, "o") for n, tone in zip(widths, tones, strict=True)]
    handles += [p.handle("free", p.INK, line="-"), p.handle("commuting", p.RIVAL, line="--")]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _word(text):
    """A word in letters with indices, W1' for a transposed one, as mathematical text."""
    letters = [
        f"{letter[0]}_{letter[1]}" + "^\\top" * letter.endswith("'") for letter in text.split()
    ]
    return f"${' '.join(letters)}$"


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Normalised traces of words in W and D of {named(some['activation'])} networks, L = "
        f"2, at widths "
        f"{', '.join(str(n) for n, _ in some['widths'])} (the wider, the "
        f"darker; two standard errors), placed between the value that they would have if W and D "
        f"were free (0) and if they commuted (1). C is D less its mean. Words whose "
        f"two values are the same are left out."
    )
