"""Weights and slopes of one network are asymptotically free, although D depends on W."""

from claims._base import Claim, Source
from claims._ensembles import haar
from claims._papers import COLLINS2023
from claims.finite._experiments import cases, entry, error, ingredients, mistaken, mistakes
from freewidth import limits
from freewidth.network import Network
from freewidth.stats import at_infinite_width

COMMUTING = "W and D commute"


def entries(study):
    """Every ensemble: traces of all words, extrapolated to infinite width."""
    for draws in cases(study, "joint_freeness").values():
        net, observed = network(draws), draws.observed["traces"]
        names = [f"tr {word}" for word in draws.settings["words"]]
        covered = haar(net.ensembles[0]) and net.phi.bounded
        if mistakes(draws):
            if covered:
                wrong = at_infinite_width(names, observed, expected(draws), {})
                yield entry(draws, "", "theorem", wrong)
            continue
        free, commuting = predicted(draws)
        evidence = at_infinite_width(names, observed, free, {COMMUTING: commuting})
        yield entry(draws, "", "theorem" if covered else "empirical", evidence)
        if covered:
            wrong = at_infinite_width(names, observed, commuting, {})
            yield entry(draws, COMMUTING, "control", wrong, "tested against the commuting values")


def network(draws):
    """The network of a case."""
    some = draws.settings
    return Network(draws.case, some["activation"], 2, some["sigma_w2"], some["sigma_b2"])


def predicted(draws):
    """Traces of all words if W and D are free families; if they commute and are independent."""
    net, ways = network(draws), (limits.mixed_moment, limits.commuting_moment)
    own = limits.haar_moment if haar(net.ensembles[0]) else limits.circular_moment
    words = draws.settings["words"]
    return [[limits.word_limit(net, word, own, joint) for word in words] for joint in ways]


def expected(draws):
    """The former, with the errors there are."""
    net, slope = mistaken(network(draws), draws), error(draws, "slope") ** 0.5
    own = limits.haar_moment if haar(net.ensembles[0]) else limits.circular_moment
    words = draws.settings["words"]
    return [slope ** slopes(word) * limits.word_limit(net, word, own) for word in words]


def slopes(word):
    """How many slope matrices, centred or not, a word has."""
    return sum(letter[0] in "DC" for letter in word.split())


claim = Claim(
    statement="The weights of every layer and all slope matrices D together are asymptotically "
    "free families, although D depends on the weights.",
    formula=(
        r"\frac1n \operatorname{tr} A_1 A_2 \cdots A_k \to 0 \text{ for centred } A_i \in "
        r"\mathcal{A}_{j_i},\; j_i \ne j_{i+1} \qquad "
        r"\mathcal{A}_l = \langle W^l, {W^l}^\top \rangle \qquad "
        r"\mathcal{A}_0 = \langle D^1, \ldots, D^L \rangle"
    ),
    source=Source("abstract", (COLLINS2023,)),
    hypotheses={
        "Haar orthogonal weights": "abstract",
        "bounded smooth phi": "ours",
    },
    rival="W and D that commute and are independent",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2", "sigma_b2"),
)
