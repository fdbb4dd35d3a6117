"""Gaussian, i.i.d. and Haar weights side by side, for one activation."""

from freewidth import plotting
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting import captions


def covered(study, activation):
    """Comparisons of the ensembles that the theorems cover: others belong on neither line."""
    some = study.across("true", activation)
    return {case: c for case, c in some.items() if ENSEMBLES[case[0]].has_finite_fourth_moment}


def draw(study, activation):
    """Every ensemble and depth, at the largest width, over both limit laws."""
    some = covered(study, activation)
    nets = {(c.net.ensembles[0].kind.name, depth): c.net for (_, depth), c in some.items()}
    spectra = {
        (ensemble, depth): study.widest("true", ensemble)[activation, depth]
        for ensemble, depth in some
    }
    return plotting.cases(spectra, {case: study.law(net) for case, net in nets.items()})


def caption(study, activation):
    """Parameters, and what is drawn."""
    return captions.cases(covered(study, activation).values())
