"""One kind of trained network: spectra over fitted laws, zeros, training, layers."""

from freewidth.plotting import hessian as plotting

FAMILY = "trained"


def draw(study, network):
    """The first run, with the laws fitted to it."""
    shots = [shot for shot in study.runs(network) if shot.replicate == 0]
    return plotting.hessian(shots, study.trials(network), study.tables)


def caption(study, network):
    """Which network, how well trained, and what is drawn."""
    last = [shot for shot in study.runs(network) if shot.replicate == 0][-1]
    outliers = {m: t.outliers for m, f in study.trials(network).items() for t in f.values()}
    return (
        f"{last.case}, {last.samples} samples, {last.nullity.parameters} parameters, training "
        f"accuracy {last.accuracy:.1%} at epoch {last.epoch}. Blue: exact eigenvalues of the "
        f"Hessian (top) and the Gauss-Newton matrix (middle), with their signs; lines: the member "
        f"of each family of laws that is nearest in Kolmogorov distance, fitted with up to "
        f"{max(outliers.values(), default=0)} outliers removed. Left: density on a linear axis; "
        f"eigenvalues beyond it are ticks. Inset: mass at 0 as measured, as it follows from data "
        f"and activity alone, and in each fitted law whose atom stays at 0. Right: distribution "
        f"function on an axis that is linear near 0 and logarithmic beyond. Bottom: densities "
        f"along the same kind of axis, each scaled to its own maximum, zeros as a number."
    )
