"""One ensemble against its limit law and the law of the other kind of weights."""

from freewidth import plotting
from freewidth.plotting import captions
from scripts._study import foreign

RIVALS = {"iid": "law of Haar weights", "haar": "law of i.i.d. weights"}


def draw(study, ensemble):
    """Every activation and depth, at the largest width."""
    nets = {case: c.net for case, c in study.comparisons("true", ensemble).items()}
    rivals = {case: study.law(net, foreign(net)) for case, net in nets.items()}
    laws = {case: study.law(net) for case, net in nets.items()}
    return plotting.limit_law(study.widest("true", ensemble), laws, rivals, _rival(nets))


def caption(study, ensemble):
    """Parameters, and what is drawn."""
    some = study.comparisons("true", ensemble)
    return captions.limit_law(some.values(), _rival({case: c.net for case, c in some.items()}))


def _rival(nets):
    return RIVALS[next(iter(nets.values())).ensembles[0].kind]
