"""One ensemble against its limit law and the law of the other kind of weights."""

from freewidth import plotting
from freewidth.plotting import captions
from scripts._study import foreign

GRIDS = ("main", "rectangular", "binary_bias")
RIVALS = {
    "iid": "law of Haar weights",
    "haar": "law of i.i.d. weights",
    "bias": "law of Gaussian biases of the same variance",
}


def draw(study, ensemble):
    """Every activation and depth, at the largest width."""
    nets = {case: c.net for case, c in study.comparisons("true", ensemble).items()}
    rivals = {case: rival(study, net) for case, net in nets.items()}
    laws = {case: study.law(net) for case, net in nets.items()}
    return plotting.limit_law(study.widest("true", ensemble), laws, rivals, said(nets))


def caption(study, ensemble):
    """Parameters, and what is drawn."""
    some = study.comparisons("true", ensemble)
    return captions.limit_law(some.values(), said({case: c.net for case, c in some.items()}))


def rival(study, net):
    """What the data must be told apart from."""
    if net.bias == "gaussian":
        return study.law(net, foreign(net))
    return study.law(net, of="gaussian_bias")


def said(nets):
    """The same in words."""
    net = next(iter(nets.values()))
    return RIVALS[net.ensembles[0].kind.name if net.bias == "gaussian" else "bias"]
