"""Distance of one ensemble's spectra from the limit law, against the width."""

from freewidth import plotting
from freewidth.plotting import captions


def draw(study, ensemble):
    """Every activation and depth."""
    some = study.comparisons("true", ensemble)
    return plotting.convergence({case: c.kolmogorov for case, c in some.items()})


def caption(study, ensemble):
    """Parameters, and what is drawn."""
    return captions.convergence(study.comparisons("true", ensemble).values())
