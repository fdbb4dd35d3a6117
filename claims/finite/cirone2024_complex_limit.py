"""Complex weights and entire activations: the same sums, with slopes of complex Gaussians (P5)."""

from dataclasses import replace

import numpy as np

from claims._base import Claim
from claims.finite._experiments import SOURCE, cases, entry
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
            expected = genus.moments(net, 2)
            foreign = genus.moments(replace(net, ensemble=OTHER[case]), 2)
            real = genus.moments(replace(net, ensemble=REAL[case]), 2)
            rivals = {f"{OTHER[case]} weights": foreign, "real pre-activations": real}
            part = f"{activation} L={net.depth}"
            evidence = at_infinite_width(NAMES, by_width, expected, rivals)
            evidence += resolvents(net, draws.observed[f"spectra/{activation}/{layers}"])
            yield entry(draws, part, "theorem", evidence)
            note = f"tested against the moments for {OTHER[case]} weights"
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
)
