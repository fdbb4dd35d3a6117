"""Complex weights and entire activations: samples against limits, by kind of weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from claims._base import Entry
from claims.finite._experiments import Experiments, cases, entry
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
        expected, foreign, real = (
            genus.moments(replace(net, ensemble=name), 2)
            for name in (draws.case, other, REAL[draws.case])
        )
        part = f"{activation} L={net.depth}"
        rivals = {f"{other} weights": foreign, "real pre-activations": real}
        evidence = at_infinite_width(NAMES, by_width, expected, rivals)
        evidence += resolvents(net, draws.observed[f"spectra/{activation}/{layers}"])
        yield entry(draws, part, "theorem", evidence)
        note = f"tested against the moments for {other} weights"
        wrong = at_infinite_width(NAMES, by_width, foreign, {})
        yield entry(draws, f"{part}, off", "control", wrong, note)


def resolvents(net, by_width):
    """The resolvent above the spectrum, extrapolated, against that of the limit law."""
    z = genus.moments(net, 1)[0] * np.array([0.5 + 0.5j, 1 + 0.5j, 2 + 0.5j])
    names = [f"{part} G({point:.3g})" for part in ("Re", "Im") for point in z]
    observed = {n: _parts(resolvent(values, z)) for n, values in by_width.items()}
    own, other, real = (
        _parts(limits.resolvent(replace(net, ensemble=name), z))
        for name in (net.ensemble, OTHER[net.ensemble], REAL[net.ensemble])
    )
    rivals = {f"{OTHER[net.ensemble]} weights": other, "real pre-activations": real}
    return at_infinite_width(names, observed, own, rivals)


def _parts(values):
    return np.concatenate([values.real, values.imag], axis=-1)
