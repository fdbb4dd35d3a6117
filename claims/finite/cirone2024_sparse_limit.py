"""Diluted weights have the limit of full ones as long as p n grows."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry, ingredients, mistaken, mistakes
from freewidth import genus
from freewidth.compare import Probes
from freewidth.jacobian import law
from freewidth.network import Network, shifted
from freewidth.stats import at_infinite_width, extrapolate

HAAR = "the law for Haar weights"
NAMES = ("m_1, less full", "m_2, less full")


def entries(study):
    """Sparse less full networks of the same width along p n = 2 sqrt(n); fixed p n as a control."""
    for draws in cases(study, "dilution").values():
        for group in draws.observed:
            if not group.startswith("moments/") or group.endswith("/full"):
                continue
            _, layers, kind = group.split("/")
            net = network(draws, int(layers[1:]))
            if kind == "sparse":
                yield growing(draws, net)
            else:
                yield fixed(draws, net, int(kind[1:]))


def growing(draws, net):
    """What is left of sparse less full networks."""
    excess = less_full(draws, f"moments/L{net.depth}")
    note = f"coefficients of 1/(p n), fitted: {_listed(excess)}"
    evidence = at_infinite_width(NAMES, excess, _nothing(draws, net), _rivals(net))
    if not mistakes(draws):  # laws take most of the time
        evidence += spectra(net, draws.observed, f"spectra/L{net.depth}")
    return entry(draws, f"L={net.depth}", "theorem", evidence, note)


def fixed(draws, net, degree):
    """The limit of full weights where it is none."""
    by_size = draws.observed[f"moments/L{net.depth}/c{degree}"]
    note = f"p n = {degree} fixed: the limit is not universal"
    evidence = at_infinite_width(["m_1", "m_2"], by_size, genus.moments(net, 2), {})
    return entry(draws, f"L={net.depth} p n={degree}", "control", evidence, note)


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
    return at_infinite_width(names, excess, np.zeros(len(names)), rivals)


def network(draws, depth):
    """The network of one group, Gaussian before dilution."""
    numbers = draws.settings["sigma_w2"], draws.settings["sigma_b2"]
    return Network("gaussian", draws.case, depth, *numbers)


def _nothing(draws, net):
    """What should be left, or what would be if the error were in the sparse networks alone."""
    if not mistakes(draws):
        return np.zeros(len(NAMES))
    return genus.moments(mistaken(net, draws), 2) - genus.moments(net, 2)


def _rivals(net):
    """What would be left if dilution changed the limit into another known one."""
    own = genus.moments(net, 2)
    rivals = {HAAR: genus.moments(replace(net, ensemble="orthogonal"), 2) - own}
    if not net.phi.piecewise_linear:
        rivals["every variance off by one"] = genus.moments(shifted(net), 2) - own
    return rivals


def constants(excess):
    """Coefficients of 1/(p n) in m_1 and m_2 and their standard errors, shapes (2,), (2,).

    p n times the excess, extrapolated in 1/(p n).
    """
    found = extrapolate({degree: degree * values for degree, values in excess.items()})
    return found.value, found.error


def _listed(excess):
    found = zip(("m_1", "m_2"), *constants(excess), strict=True)
    return ", ".join(f"{name} {value:+.2f} +- {error:.2f}" for name, value, error in found)


claim = Claim(
    statement=(
        "Sparse weights, each entry kept with probability p: the spectrum of J J^T has the limit "
        "of full weights if p n grows with n."
    ),
    formula=(
        r"W_{ij} = \frac{B_{ij} X_{ij}}{\sqrt{p n}},\; B_{ij} \sim \mathrm{Bernoulli}(p) "
        r"\qquad "
        r"p n \to \infty \qquad "
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)}"
    ),
    source=Source("abstract", (CIRONE2024,)),
    hypotheses={
        "sparse weights": "abstract",
        "p n -> infinity: here diluted Gaussian weights, p n = 2 sqrt(n)": "ours",
    },
    rival="the law for Haar weights; every variance off by one",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2", "sigma_b2"),
)
