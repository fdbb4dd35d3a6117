"""Complex weights and entire activations: the same sums, with slopes of complex Gaussians (P5)."""

from dataclasses import replace

from freewidth import genus
from freewidth.claims._base import Claim
from freewidth.claims._experiments import SOURCE, cases, entry, limits
from freewidth.network import Network

NAMES = ("m_1", "m_2")
OTHER = {"complex_gaussian": "unitary", "unitary": "complex_gaussian"}
REAL = {"complex_gaussian": "gaussian", "unitary": "orthogonal"}


def entries(study):
    """Every kind of weights, activation and depth."""
    for case, draws in cases(study, "holomorphic").items():
        for group, by_width in draws.observed.items():
            activation, _, depth = group.partition("/L")
            net = Network(case, activation, int(depth), draws.settings["sigma_w2"])
            expected = genus.moments(net, 2)
            foreign = genus.moments(replace(net, ensemble=OTHER[case]), 2)
            real = genus.moments(replace(net, ensemble=REAL[case]), 2)
            rivals = {f"{OTHER[case]} weights": foreign, "real pre-activations": real}
            part = f"{activation} L={depth}"
            yield entry(draws, part, "theorem", limits(NAMES, by_width, expected, rivals))
            note = f"tested against the moments for {OTHER[case]} weights"
            wrong = limits(NAMES, by_width, foreign, {})
            yield entry(draws, f"{part}, off", "control", wrong, note)


claim = Claim(
    statement=(
        "Complex Ginibre or Haar unitary weights with an entire activation: pre-activations become "
        "circular Gaussians, and the moments of J J^* are the sums over non-crossing partitions "
        "with the moments of |phi'(y)|^2."
    ),
    source=SOURCE,
    hypotheses="independent complex Gaussian or Haar unitary weights, entire phi",
    rival="the other kind of weights; real Gaussian pre-activations",
    entries=entries,
    family="experiments",
)
