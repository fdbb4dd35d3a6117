"""True D against independent copies, for one ensemble."""

from freewidth import plotting
from freewidth.plotting import captions


def draw(study, ensemble):
    """Every activation and depth, at the largest width; statistics extrapolated from all."""
    true = study.comparisons("true", ensemble)
    analog = study.comparisons("independent", ensemble)
    return plotting.independence(
        study.widest("true", ensemble),
        study.widest("independent", ensemble),
        {case: true[case].difference(analog[case]) for case in true},
    )


def caption(study, ensemble):
    """Parameters, and what is drawn."""
    return captions.independence(study.comparisons("true", ensemble).values())
