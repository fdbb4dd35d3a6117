"""All trained networks together, one part at a time."""

from freewidth.plotting import trained as plotting

FAMILY = "trained"
PARTS = ("distances", "zeros", "layering", "spacings", "structure", "lanczos")
CAPTIONS = {
    "distances": (
        "Kolmogorov distance of each family of laws to the networks of a case to which it was not "
        "fitted (mean over pairs of runs). Grey ticks: distances that matrices drawn from the "
        "fitted laws leave, fitted in the same way."
    ),
    "zeros": (
        "Left: eigenvalues of the Hessian that are 0 (below 1e-12 of the largest) against those "
        "known to be from data and activity alone; nothing can lie below the line. ReLU networks "
        "that are sure of nearly all samples lie above it: a tail of tiny eigenvalues reaches down "
        "to rounding there, and the count depends on where one stops. Right: weight "
        "at 0 for networks of many shapes on few samples, against the ratio of dimensions that "
        "bounds the rank of the Gauss-Newton matrix; the Hessian has no such bound."
    ),
    "layering": (
        "Share of negative eigenvalues of H + E against the energy shift E: the index of critical "
        "points at that height, if H stood for all of them. Blue: measured (first run); lines: "
        "the laws fitted to the same spectrum. A hard edge gives sharp layers."
    ),
    "spacings": (
        "Ratios of neighbouring spacings in the bulk of trained Hessians. Left: all of them. "
        "Right: means by run (dots) and by case (squares), against the Gaussian orthogonal "
        "ensemble (line) and independent eigenvalues (dashed)."
    ),
    "structure": (
        "Left: the 3 C largest eigenvalues of the Hessian over the median modulus, at the start "
        "and at the end of training (first run). Right: how many lie above the widest relative "
        "gap among them, by run, and the number of classes less one."
    ),
    "lanczos": (
        "Distribution function of a trained Hessian by stochastic Lanczos quadrature (black, with "
        "two standard errors over probes) over the exact one (blue). Ticks: raw nodes of one "
        "probe, and outliers that were found first and projected out (long). Where no tick is, "
        "nothing is resolved, least of all at 0, and the error over probes does not cover that."
    ),
}


def draw(study, part):
    """One of ``PARTS``."""
    everything = study.study
    if part == "distances":
        return plotting.distances({m: everything.trials_on(m) for m in plotting.NAMES})
    if part == "zeros":
        return plotting.zeros(everything.snapshots, everything.sweep)
    if part == "structure":
        return plotting.structure(everything.snapshots)
    if part == "lanczos":
        params, found = study.lanczos("exact")
        return plotting.lanczos(params["exact"], found)
    trained = everything.trained()
    if part == "spacings":
        return plotting.spacings([shot for shot in trained if shot.depth > 1])
    first = [shot for shot in trained if shot.replicate == 0]
    return plotting.layering(first, everything.trials_on("hessian"), study.tables)


def caption(study, part):
    """What is drawn."""
    return CAPTIONS[part]
