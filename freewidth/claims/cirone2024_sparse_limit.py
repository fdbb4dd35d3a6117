"""Diluted weights have the limit of full ones as long as p n grows (P5)."""

from dataclasses import replace

import numpy as np

from freewidth import genus
from freewidth.claims._base import Claim
from freewidth.claims._experiments import SOURCE, cases, entry, limits
from freewidth.network import Network, shifted

HAAR = "the moments for Haar weights"
NAMES = ("m_1, less full", "m_2, less full")


def entries(study):
    """Sparse less full networks of the same width along p n = 2 sqrt(n); fixed p n as a control."""
    for draws in cases(study, "dilution").values():
        for group, by_size in draws.observed.items():
            layers, _, rest = group.partition("/")
            if not layers.startswith("L") or rest == "full":
                continue
            net = network(draws, int(layers[1:]))
            if rest:
                note = f"p n = {rest[1:]} fixed: the limit is not universal"
                evidence = limits(["m_1", "m_2"], by_size, genus.moments(net, 2), {})
                yield entry(draws, f"L={net.depth} p n={rest[1:]}", "control", evidence, note)
                continue
            excess = {c: by_size[c] - full for c, full in draws.observed[f"{layers}/full"].items()}
            evidence = limits(NAMES, excess, [0.0, 0.0], _rivals(net))
            note = f"coefficients of 1/(p n), fitted: {_told(excess)}"
            yield entry(draws, f"L={net.depth}", "theorem", evidence, note)


def network(draws, depth):
    """The network of one group, Gaussian before dilution."""
    numbers = draws.settings["sigma_w2"], draws.settings["sigma_b2"]
    return Network("gaussian", draws.case, depth, *numbers)


def _rivals(net):
    """What would be left if dilution changed the limit into another known one."""
    own = genus.moments(net, 2)
    rivals = {HAAR: genus.moments(replace(net, ensemble="orthogonal"), 2) - own}
    if not net.phi.piecewise_linear:
        rivals["every variance off by one"] = genus.moments(shifted(net), 2) - own
    return rivals


def constants(excess):
    """The coefficient of 1/(p n) in m_1 and m_2 and its standard error, shapes (2,), (2,).

    From the sparsest networks, the limit being known: what is left is of the next order.
    """
    degree = min(excess)
    values = degree * excess[degree]
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))


def _told(excess):
    degree = min(excess)
    found = zip(("m_1", "m_2"), *constants(excess), strict=True)
    return ", ".join(f"{n} {v:+.2f} +- {e:.2f}" for n, v, e in found) + f" (at p n = {degree})"


claim = Claim(
    statement=(
        "Sparse weights, each entry kept with probability p: the moments of J J^T have the limits "
        "of full weights if p n grows with n, with corrections of order 1/(p n)."
    ),
    source=SOURCE,
    hypotheses="diluted Gaussian weights, p n = 2 sqrt(n)",
    rival="the moments for Haar weights; every variance off by one",
    entries=entries,
    family="experiments",
)
