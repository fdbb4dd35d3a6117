"""Complex weights and entire activations: samples against limits, by kind of weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from claims._base import Entry
from claims.finite._experiments import Experiments, cases, entry, mistaken, mistakes
from freewidth import genus, limits
from freewidth.compare import resolvent
from freewidth.network import Network
from freewidth.stats import at_infinite_width

NAMES = ("m_1", "m_2")
OTHER = {"complex_gaussian": "unitary", "unitary": "complex_gaussian"}
REAL = {"complex_gaussian": "gaussian", "unitary": "orthogonal"}


def limit(ensemble: str) -> Callable[[Experiments], Iterator[Entry]]:
    """Every activation and depth with these weights."""

    def entries(study: Experiments) -> Iterator[Entry]:
        for case, draws in cases(study, "holomorphic").items():
            if case == ensemble:
                yield from against_limits(draws)

    return entries


def against_limits(draws):
    """Moments and resolvents, and as control the moments against those of other weights."""
    other = OTHER[draws.case]
    for group, by_width in draws.observed.items():
        kind, activation, layers = group.split("/")
        if kind != "moments":
            continue
        net = Network(draws.case, activation, int(layers[1:]), draws.settings["sigma_w2"])
        expected = genus.moments(mistaken(net, draws), 2)
        foreign, real = (moments(replace(net, ensemble=name)) for name in (other, REAL[draws.case]))
        part = f"{activation} L={net.depth}"
        rivals = {f"{other} weights": foreign, "real pre-activations": real}
        evidence = at_infinite_width(NAMES, by_width, expected, rivals)
        if not mistakes(draws):  # of wrong networks they take seconds
            evidence += resolvents(net, draws.observed[f"spectra/{activation}/{layers}"])
        yield entry(draws, part, "theorem", evidence)
        note = f"tested against the moments for {other} weights"
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
