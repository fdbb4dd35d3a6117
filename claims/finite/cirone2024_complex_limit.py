"""Complex weights and entire activations: the same sums, with slopes of complex Gaussians (P5)."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from claims._base import Claim
from claims.finite._experiments import SOURCE, cases, entry, ingredients, mistaken, mistakes
from freewidth import genus, limits
from freewidth.compare import resolvent
from freewidth.network import Network
from freewidth.stats import at_infinite_width

NAMES = ("m_1", "m_2")
OTHER = {"complex_gaussian": "unitary", "unitary": "complex_gaussian"}
REAL = {"complex_gaussian": "gaussian", "unitary": "orthogonal"}


def entries(study):
    """Every kind of weights, activation and depth."""
    for case, draws in cases(study, "holomorphic").items():
        for group, by_width in draws.observed.items():
            kind, activation, layers = group.split("/")
            if kind != "moments":
                continue
            net = Network(case, activation, int(layers[1:]), draws.settings["sigma_w2"])
            expected = genus.moments(mistaken(net, draws), 2)
            foreign = moments(replace(net, ensemble=OTHER[case]))
            real = moments(replace(net, ensemble=REAL[case]))
            rivals = {f"{OTHER[case]} weights": foreign, "real pre-activations": real}
            part = f"{activation} L={net.depth}"
            evidence = at_infinite_width(NAMES, by_width, expected, rivals)
            if not mistakes(draws):  # of wrong networks they take seconds
                evidence += resolvents(net, draws.observed[f"spectra/{activation}/{layers}"])
            yield entry(draws, part, "theorem", evidence)
            note = f"tested against the moments for {OTHER[case]} weights"
            wrong = at_infinite_width(NAMES, by_width, foreign, {})
            yield entry(draws, f"{part}, off", "control", wrong, note)


@lru_cache(maxsize=64)  # networks are rivals of each other
def moments(net):
    """m_1 and m_2 in the limit."""
    return genus.moments(net, 2)


def resolvents(net, by_width):
    """The resolvent above the spectrum, extrapolated, against that of the limit law."""
    z = moments(net)[0] * np.array([0.5 + 0.5j, 1 + 0.5j, 2 + 0.5j])
    names = [f"{part} G({point:.3g})" for part in ("Re", "Im") for point in z]
    observed = {n: _parts(resolvent(values, z)) for n, values in by_width.items()}
    own, other, real = (
        _parts(resolvent_at(replace(net, ensemble=name), tuple(z)))
        for name in (net.ensemble, OTHER[net.ensemble], REAL[net.ensemble])
    )
    rivals = {f"{OTHER[net.ensemble]} weights": other, "real pre-activations": real}
    return at_infinite_width(names, observed, own, rivals)


@lru_cache(maxsize=64)
def resolvent_at(net, z):
    """Its limit."""
    return limits.resolvent(net, z)


def _parts(values):
    return np.concatenate([values.real, values.imag], axis=-1)


claim = Claim(
    statement=(
        "Complex Ginibre or Haar unitary weights with an entire activation: pre-activations become "
        "circular Gaussians, and the spectrum of J J^* has the limit of real networks, with the "
        "law of |phi'(y)|^2 in place of that of phi'(y)^2."
    ),
    source=SOURCE,
    hypotheses="independent complex Gaussian or Haar unitary weights, entire phi",
    rival="the other kind of weights; real Gaussian pre-activations",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2"),
)
