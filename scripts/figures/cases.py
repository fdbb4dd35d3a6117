"""Gaussian, i.i.d. and Haar weights side by side, for one activation."""

from freewidth import plotting
from freewidth.plotting import captions


def draw(study, activation):
    """Every ensemble and depth, at the largest width, over both limit laws."""
    some = study.across("true", activation)
    nets = {(c.net.ensembles[0].kind, depth): c.net for (_, depth), c in some.items()}
    spectra = {
        (ensemble, depth): study.widest("true", ensemble)[activation, depth]
        for ensemble, depth in some
    }
    return plotting.cases(spectra, {case: study.law(net) for case, net in nets.items()})


def caption(study, activation):
    """Parameters, and what is drawn."""
    return captions.cases(study.across("true", activation).values())
