"""Diluted weights have the limit of full ones as long as p n grows (P5)."""

from dataclasses import replace

import numpy as np

from freewidth import genus
from freewidth.claims._base import Claim
from freewidth.claims._experiments import SOURCE, cases, entry, limits
from freewidth.compare import Probes
from freewidth.network import Network, shifted
from freewidth.theory import law

HAAR = "the law for Haar weights"
NAMES = ("m_1, less full", "m_2, less full")


def entries(study):
    """Sparse less full networks of the same width along p n = 2 sqrt(n); fixed p n as a control."""
    for draws in cases(study, "dilution").values():
        for group, by_size in draws.observed.items():
            if not group.startswith("moments/") or group.endswith("/full"):
                continue
            _, layers, kind = group.split("/")
            net = network(draws, int(layers[1:]))
            if kind != "sparse":
                note = f"p n = {kind[1:]} fixed: the limit is not universal"
                evidence = limits(["m_1", "m_2"], by_size, genus.moments(net, 2), {})
                yield entry(draws, f"L={net.depth} p n={kind[1:]}", "control", evidence, note)
                continue
            excess = less_full(draws, f"moments/{layers}")
            note = f"coefficients of 1/(p n), fitted: {_told(excess)}"
            evidence = limits(NAMES, excess, [0.0, 0.0], _rivals(net))
            evidence += spectra(net, draws.observed, f"spectra/{layers}")
            yield entry(draws, f"L={net.depth}", "theorem", evidence, note)


def less_full(draws, group):
    """Statistics of sparse networks less those of as many full ones, by p n."""
    sparse, full = (draws.observed[f"{group}/{kind}"] for kind in ("sparse", "full"))
    return {degree: sparse[degree] - full[degree] for degree in sparse}


def spectra(net, observed, group):
    """Distribution function and resolvent, sparse less full, by p n."""
    own, haar = law(net), law(replace(net, ensemble="orthogonal"))
    probes = Probes.of(own, moments=())
    excess = {
        degree: probes.observe(values) - probes.observe(observed[f"{group}/full"][degree])
        for degree, values in observed[f"{group}/sparse"].items()
    }
    rivals = {HAAR: probes.expect(haar) - probes.expect(own)}
    names = [f"{name}, less full" for name in probes.names]
    return limits(names, excess, np.zeros(len(names)), rivals)


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
        "Sparse weights, each entry kept with probability p: the spectrum of J J^T has the limit "
        "of full weights if p n grows with n, with corrections of order 1/(p n)."
    ),
    source=SOURCE,
    hypotheses="diluted Gaussian weights, p n = 2 sqrt(n)",
    rival="the law for Haar weights; every variance off by one",
    entries=entries,
    family="experiments",
)
