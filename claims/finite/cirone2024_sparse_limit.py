"""Diluted weights have the limit of full ones as long as p n grows (P5)."""

from dataclasses import replace

import numpy as np

from claims._base import Claim
from claims.finite._experiments import SOURCE, at_infinite_width, cases, entry
from claims.finite.cirone2024_fixed_degree import KURTOSIS
from freewidth import genus
from freewidth.compare import Probes
from freewidth.jacobian import law
from freewidth.network import Network, shifted
from freewidth.stats import extrapolate

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
                yield from growing(draws, net)
            else:
                yield fixed(draws, net, int(kind[1:]))


def growing(draws, net):
    """What is left of sparse less full networks, and for linear ones the first correction."""
    excess = less_full(draws, f"moments/L{net.depth}")
    note = f"coefficients of 1/(p n), fitted: {_told(excess)}"
    evidence = at_infinite_width(NAMES, excess, [0.0, 0.0], _rivals(net))
    evidence += spectra(net, draws.observed, f"spectra/L{net.depth}")
    yield entry(draws, f"L={net.depth}", "theorem", evidence, note)
    if net.phi.piecewise_linear and set(net.phi.kinks) <= {0.0}:
        yield from _corrections(draws, net, excess)


def fixed(draws, net, degree):
    """The limit of full weights where it is none."""
    by_size = draws.observed[f"moments/L{net.depth}/c{degree}"]
    note = f"p n = {degree} fixed: the limit is not universal"
    evidence = at_infinite_width(["m_1", "m_2"], by_size, genus.moments(net, 2), {})
    return entry(draws, f"L={net.depth} p n={degree}", "control", evidence, note)


def _corrections(draws, net, excess):
    """The coefficient of 1/(p n) in m_2 where it is known."""
    what = ["p n (m_2, less full)"]
    scaled = {degree: degree * values[:, 1:] for degree, values in excess.items()}
    rivals = {"no correction of order 1/(p n)": [0.0]}
    evidence = at_infinite_width(what, scaled, [coefficient(net, KURTOSIS)], rivals)
    yield entry(draws, f"L={net.depth}, 1/(p n)", "theorem", evidence)
    note = "tested against a coefficient made of the fourth cumulant of X"
    wrong = at_infinite_width(what, scaled, [coefficient(net, KURTOSIS - 3)], {})
    yield entry(draws, f"L={net.depth}, 1/(p n), off", "control", wrong, note)


def coefficient(net, fourth):
    r"""That of 1/(p n) in m_2 for phi linear on each side of 0, entries of fourth moment E X^4.

    A layer with fourth cumulant E X^4/(p n) (n Var W)^2 of its weights adds
    :math:`\kappa_2\,\mathbb E X^4\,d/(pn)`, d the mean square of a diagonal entry of
    :math:`J J^\top` one layer below:

    .. math:: b_l = \sigma_w^4(\kappa_1^2 b_{l-1} + \kappa_2\,\mathbb E X^4\,d_{l-1}), \qquad
        d_l = \sigma_w^4\kappa_2\,m_1^2(M^{l-1}), \quad b_0 = 0,\ d_0 = m_1(M^0) = 1.

    D is as good as independent (see ``cirone2024_first_corrections.even``); for linear networks
    this is E X^4 L.
    """
    mean, diagonal, found = 1.0, 1.0, 0.0
    for kappa_1, kappa_2 in genus.slope_moments(net, 2):
        found = net.sigma_w2**2 * (kappa_1**2 * found + kappa_2 * fourth * diagonal)
        diagonal = net.sigma_w2**2 * kappa_2 * mean**2
        mean *= net.sigma_w2 * kappa_1
    return found


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
    return extrapolate({degree: degree * values for degree, values in excess.items()})[:2]


def _told(excess):
    found = zip(("m_1", "m_2"), *constants(excess), strict=True)
    return ", ".join(f"{name} {value:+.2f} +- {error:.2f}" for name, value, error in found)


claim = Claim(
    statement=(
        "Sparse weights, each entry kept with probability p: the spectrum of J J^T has the limit "
        "of full weights if p n grows with n, with corrections of order 1/(p n): E X^4 L/(p n) "
        "in m_2 of linear networks."
    ),
    source=SOURCE,
    hypotheses="diluted Gaussian weights, p n = 2 sqrt(n)",
    rival="the law for Haar weights; every variance off by one; no correction of order 1/(p n)",
    entries=entries,
    family="experiments",
)
