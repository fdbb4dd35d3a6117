"""Residual networks of one total strength. Cases are weights with an activation.

Limits rather than samples in groups ``moments``, ``steady`` and ``statistics``: one row per depth,
which stands in the place of the width. Samples of the sampled depths in ``sampled/L8``, ...
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.errors import InvalidInputError
from freewidth.residual_network import ResidualNetwork
from freewidth.sample import batches, residual_eigenvalues
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, styled

ORDERS = 4
X = np.geomspace(0.02, 40, 600)  # where distribution functions are drawn


def _residual(pairs) -> str:
    """A limit of settings: names of ensembles and activations that make a residual network."""
    try:
        for _, ensemble, activation in pairs:
            ResidualNetwork(ensemble, activation, 1)
    except InvalidInputError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class Settings:
    """What is solved and sampled.

    Attributes:
        cases: names of networks.
        networks: name, ensemble and activation.
        strength: Lambda, the sum of a^2 sigma_w^2 E phi'^2 over layers, the same at every depth.
        q0: the input's |x|^2/n.
        depths: numbers of layers at which moments of laws are taken, for extrapolation.
        levels: of the quantiles of the limit below which eigenvalues are counted.
        sampled: two depths at which networks are drawn, too, the second twice the first.
        widths: for these, widths and how many networks of each are drawn.
    """

    cases: s.Names
    networks: Annotated[tuple[tuple[str, str, str], ...], s.length(1), _residual]
    strength: s.Positive
    q0: s.Positive
    depths: Annotated[s.Depths, s.length(3, ", for extrapolation")]
    levels: Annotated[tuple[Annotated[float, s.between(0, 1)], ...], s.length(1)]
    sampled: tuple[s.Depth, s.Depth]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)
        known = Annotated[s.Names, s.among([name for name, *_ in self.networks], "network")]
        s.fitted(self.cases, known, "residual.cases")
        few, many = self.sampled
        s.require(many == 2 * few, f"residual.sampled = {self.sampled}: needs a depth and its "
                  "double, from which what falls like 1/L is removed")  # fmt: skip


PAPER = Settings(
    cases=("gaussian_relu", "gaussian_tanh", "haar_hardtanh", "haar_linear"),
    networks=(
        ("gaussian_relu", "gaussian", "relu"),
        ("gaussian_tanh", "gaussian", "tanh"),
        ("haar_hardtanh", "orthogonal", "hardtanh"),
        ("haar_linear", "orthogonal", "linear"),
    ),
    strength=1.0,
    q0=1.0,
    depths=(8, 16, 32, 64),
    levels=(0.1, 0.3, 0.5, 0.7, 0.9),
    sampled=(10, 20),
    widths=((48, 400), (96, 200), (192, 80)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian_relu", "haar_linear"),
    sampled=(6, 12),
    widths=((16, 300), (24, 200), (32, 150)),
)


def network(case: str, settings, depth: int) -> ResidualNetwork:
    """The network of a case at one depth, a as the strength asks; ``settings`` as plain data."""
    from freewidth.residual import tuned

    ((_, ensemble, activation),) = (row for row in settings["networks"] if row[0] == case)
    net = ResidualNetwork(ensemble, activation, depth, depth**-0.5, q0=settings["q0"])
    return tuned(net, settings["strength"])


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """Moments of laws by depth; statistics of networks by width, and of their laws.

    ``moments`` are those of networks of one strength, ``steady`` of networks that keep the a of the
    least depth. ``sampled`` holds the mean of (log x)^2, and shares of eigenvalues below the
    quantiles of the limit, ``statistics`` their limits at infinite width.
    """
    from freewidth.residual import ResidualLimit, law, moments

    plain = vars(settings)
    at = law(ResidualLimit(settings.strength)).quantile(np.array(settings.levels))
    first = network(case, plain, min(settings.depths))
    observed: s.Observed = {"moments": {}, "steady": {}, "statistics": {}}
    for depth in settings.depths:
        observed["moments"][depth] = moments(network(case, plain, depth), ORDERS)[None]
        observed["steady"][depth] = moments(replace(first, depth=depth), ORDERS)[None]
    for depth in settings.sampled:
        net = network(case, plain, depth)
        found = law(net)
        spread = found.expect(lambda x: np.log(x) ** 2)
        observed["statistics"][depth] = np.array([[spread, *found.cdf(at)]])
        observed[f"sampled/L{depth}"] = {
            width: _statistics(net, width, networks, stream(depth, width), at)
            for width, networks in settings.widths
        }
    return observed


def _statistics(net, width, networks, rng, at):
    """The mean of (log x)^2 and shares of eigenvalues below points, shape (networks, K)."""
    parts = []
    for count in batches(networks, 3 * width**2):
        values = residual_eigenvalues(net, width, rng, count)
        spread = (np.log(values) ** 2).mean(axis=1)
        parts.append(np.stack([spread, *((values <= x).mean(axis=1) for x in at)], axis=1))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """Distribution functions at one depth beside their limit; how fast moments approach theirs."""
    from freewidth.residual import ResidualLimit, law
    from scripts.finite import _pictures as p

    settings = common(draws)
    limit = law(ResidualLimit(settings["strength"]))
    figure = p.page(2.8)
    left, right = figure.subplots(1, 2)
    depth = min(settings["sampled"])
    left.plot(X, limit.cdf(X), color=p.INK, lw=2.2, label="limit")
    for (case, own), color, marker in zip(draws.items(), p.PALETTE, p.MARKERS, strict=False):
        words = case.replace("_", " ")
        found = law(network(case, own.settings, depth))
        left.plot(X, found.cdf(X), color=color, lw=1.0, label=f"{words}, $L = {depth}$")
        depths = np.array(sorted(own.observed["moments"]))
        third = np.array([own.observed["moments"][d][0, 2] for d in depths])
        off = np.abs(third / limit.moments(3)[2] - 1)
        right.plot(depths, off, marker, color=color, ms=4, label=words)
        right.plot(depths, off[-1] * depths[-1] / depths, color=color, lw=0.8, linestyle="--")
    commuting = _commuting(X, settings["strength"])
    left.plot(X, commuting, color=p.INK, lw=1.0, linestyle=":", label="commuting")
    left.set(xscale="log", ylim=(0, 1.02), xlabel="$x$", ylabel="$F(x)$")
    left.legend(loc="upper left")
    right.set(xscale="log", yscale="log", xlabel="depth $L$", title="$|m_3/\\lim m_3 - 1|$")
    p.ticks(right, depths)
    p.decades(right)
    right.legend(loc="lower left")
    return figure


def _commuting(x, strength):
    """F of layers that commute: log x is Gaussian."""
    from claims.finite.tarnowski2018_residual_universality import commuting_shares

    return commuting_shares(x, strength)


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    settings = common(draws)
    return (
        f"Residual networks, the sum of a^2 sigma_w^2 E phi'^2 over layers {settings['strength']:g}"
        f". Left: laws of J J^T at one depth, that of infinitely many layers, and the log-normal "
        f"law of the same mean and mean logarithm that layers would have if they commuted. Right: "
        f"the relative distance of the third moment from its limit, with 1/L."
    )
