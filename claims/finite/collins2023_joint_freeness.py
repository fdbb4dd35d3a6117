"""Weights and slopes of one network are asymptotically free, although D depends on W."""

from claims._base import Claim
from claims.finite._experiments import at_infinite_width, cases, entry
from freewidth import limits
from freewidth.network import Network

HAAR = "orthogonal"
MARGINAL = {HAAR: limits.haar_moment}  # of one W and its transpose; circular for i.i.d. entries
COMMUTING = "W and D commute"


def entries(study):
    """Every ensemble: traces of all words, extrapolated to infinite width."""
    for case, draws in cases(study, "joint_freeness").items():
        observed, (free, commuting) = draws.observed["traces"], predicted(draws)
        names = [f"tr {word}" for word in draws.settings["words"]]
        evidence = at_infinite_width(names, observed, free, {COMMUTING: commuting})
        if case != HAAR or not network(draws).phi.bounded:
            yield entry(draws, "", "empirical", evidence, "outside the theorem's hypotheses")
            continue
        yield entry(draws, "", "theorem", evidence)
        wrong = at_infinite_width(names, observed, commuting, {})
        yield entry(draws, COMMUTING, "control", wrong, "tested against the commuting values")


def network(draws):
    """The network of a case."""
    some = draws.settings
    return Network(draws.case, some["activation"], 2, some["sigma_w2"], some["sigma_b2"])


def predicted(draws):
    """Traces of all words if W and D are free families; if they commute and are independent."""
    net, weights = network(draws), MARGINAL.get(draws.case, limits.circular_moment)
    words, ways = draws.settings["words"], (limits.mixed_moment, limits.commuting_moment)
    return [[limits.word_limit(net, word, weights, joint) for word in words] for joint in ways]


claim = Claim(
    statement="The weights of every layer and all slope matrices D together are asymptotically "
    "free families, although D depends on the weights.",
    source="Collins and Hayase (2023), Asymptotic freeness of layerwise Jacobians caused by "
    "invariance of multilayer perceptron: the Haar orthogonal case, arXiv:2103.13466",
    hypotheses="Haar orthogonal weights, bounded smooth phi",
    rival="W and D that commute and are independent",
    entries=entries,
    family="experiments",
)
