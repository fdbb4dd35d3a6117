# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does the Hessian of a trained network look like a random matrix?
#
# A network with parameters $\theta$ and softmax outputs is trained on real data until it has
# learnt them. The Hessian of its full loss and the Gauss-Newton matrix,
#
# $$ H = \nabla_\theta^2 \, \frac1n \sum_s \ell_s(\theta), \qquad
#    G = \frac1n \sum_s J_s^T S_s J_s, \quad J_s = \nabla_\theta y_s, \quad
#    S_s = \mathrm{diag}\, p_s - p_s p_s^T, $$
#
# are computed exactly; so are all their eigenvalues, **with signs**. Which law of random matrices
# comes closest, and is the discrete peak at 0 more than what data and activity of the units imply?
#
# **Claims.** Granziol ([arXiv:2006.07721](https://arxiv.org/abs/2006.07721)): [no
# semicircle](../../report.html#granziol2020_semicircle), [no Marchenko-Pastur
# law](../../report.html#granziol2020_marchenko_pastur),
# [products](../../report.html#granziol2020_products) and [percolated
# matrices](../../report.html#granziol2020_percolation) come closer, and there is [a peak at
# 0](../../report.html#granziol2020_zero_peak). Ours: [what that peak consists
# of](../../report.html#trained_null_space). How distances are judged, and all networks side by
# side: [introduction](trained.html).
#
# **Hypotheses.** The network has learnt its data (more than 97 % training accuracy); no weight
# decay, which would move the peak away from 0.
#
# **Rival.** A matrix drawn from the fitted law itself, of the same size, fitted in the same way.
#
# **What would refute it.** A distance as small as that rival's; fewer zeros than data and activity
# imply.

# %% tags=["parameters"]
network = "digits-tanh-16-16"

# %% tags=["hide-input"]
import numpy as np
from IPython.display import Markdown, display

from freewidth.stats.fits.local import GOE, POISSON, spacing_ratios
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES
from scripts.display import Table, checked, drawn
from scripts.hessians.figures.network import hessian
from scripts.hessians.results import find

results = find()
runs = results.runs(network)
trials = results.fits(network)
first = [shot for shot in runs if shot.replicate == 0]
ends = [shot for shot in runs if shot.epoch == first[-1].epoch]
accuracies = ", ".join(f"{shot.accuracy:.1%}" for shot in ends)
display(
    Markdown(
        f"**{first[0].case}**: {first[0].samples} samples, {first[0].nullity.parameters} "
        f"parameters, {len(ends)} runs. Training accuracy at the end: {accuracies}."
    )
)

# %% [markdown]
# ## Spectra, fitted laws, training, layers

# %% tags=["hide-input"]
display(*drawn(hessian, results, network))

# %% [markdown]
# ## How far from each law
#
# Kolmogorov distances: of each run to the law fitted to it, of the other runs to that law, and of
# matrices drawn from it. Parameters count scale, shift and shape.

# %% tags=["hide-input"]
rows, nearest = [], {}
for matrix, found in trials.items():
    ranked = sorted(found.items(), key=lambda pair: pair[1].others.mean())
    for family, trial in ranked:
        fit = trial.fits[0]
        shape = ", ".join(f"{name} {value:g}" for name, value in fit.shape) or "none"
        distances = (f"{d.mean():.3f}" for d in (trial.fitted, trial.others, trial.null))
        label = MATRIXLAWS[family].label
        rows.append((MATRICES[matrix], label, fit.freedom, *distances, trial.outliers, shape))
    nearest[matrix] = ranked[0]
head = (
    "matrix",
    "law",
    "parameters",
    "fitted",
    "held out",
    "by chance",
    "outliers removed",
    "shape",
)
display(Table(head, rows))

# %% [markdown]
# ## The peak at 0
#
# Part of it is trivial: inputs that are blank or collinear, units that are never active, or never
# together, and the shift of all outputs that a softmax ignores. That part is counted from the data
# and the activity of the units, without any second derivative; *measured* are eigenvalues below
# $10^{-12}$ of the largest. *Inputs* and *softmax* would be there for any activation.

# %% tags=["hide-input"]
rows = []
for shot in runs:
    known = shot.nullity
    rows.append(
        (
            shot.replicate,
            shot.epoch,
            f"{shot.accuracy:.3f}",
            f"{shot.loss:.4f}",
            counted(shot.hessian),
            known.hessian,
            known.inputs,
            known.softmax,
            known.units,
            counted(shot.gauss_newton),
            known.gauss_newton,
        )
    )
head = (
    "run",
    "epoch",
    "accuracy",
    "loss",
    "zeros of the Hessian",
    "known",
    "inputs",
    "softmax",
    "units",
    "zeros of Gauss-Newton",
    "known",
)
display(Table(head, rows))

# %% [markdown]
# ## A small network, here and now
#
# Three classes in four dimensions, of which one is a copy of another, and one hidden layer of
# three units; untrained. The zeros of its Hessian can be told beforehand, too.

# %% tags=["live"]
from freewidth import rng
from freewidth.symmetric.trained import nullity
from freewidth.symmetric.trained.curvature import gauss_newton
from freewidth.symmetric.trained.curvature import hessian as exact_hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP

draw, mlp = rng.stream(0, "notebook", "hessian"), MLP((4, 3, 3), "tanh")
x = draw.standard_normal((200, 4))
x[:, 3] = x[:, 2]
data = Dataset("made", x, draw.integers(0, 3, 200), 3)
theta = mlp.initial(draw)
known, rows = nullity.nullity_bounds(mlp, theta, data), []
for name, matrix, zeros in (
    ("Hessian", exact_hessian(mlp, theta, data), known.hessian),
    ("Gauss-Newton matrix", gauss_newton(mlp, theta, data), known.gauss_newton),
):
    rows.append((name, mlp.parameters, counted(np.linalg.eigvalsh(matrix)), zeros))
Table(("matrix", "parameters", "zeros measured", "zeros known"), rows)

# %% [markdown]
# ## Local against global
#
# The ratio of neighbouring spacings needs no global law. Its mean is 0.5307 for the Gaussian
# orthogonal ensemble (whose global law is the semicircle) and 0.3863 for independent eigenvalues.

# %% tags=["hide-input"]
ratios = np.concatenate([spacing_ratios(shot.hessian) for shot in ends])
error = ratios.std() / np.sqrt(len(ratios))
row = f"{ratios.mean():.4f} ± {error:.4f}", f"{GOE}", f"{POISSON:.4f}"
display(Table(("mean ratio in the bulk", "orthogonal ensemble", "independent eigenvalues"), [row]))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
short = [
    min(counted(shot.hessian) - shot.nullity.hessian,
        counted(shot.gauss_newton) - shot.nullity.gauss_newton)
    for shot in runs
]  # fmt: skip
said = []
for matrix, (family, trial) in nearest.items():
    far = trial.others.mean() / trial.null.mean()
    said.append(
        f"{MATRICES[matrix]}: the nearest law is that of {MATRIXLAWS[family].label}, at a "
        f"distance of {trial.others.mean():.3f} on other runs: {far:.1f} times what chance leaves."
    )
zeros = "All zeros that are known beforehand are there" if min(short) >= 0 else "Zeros are missing"
most = max(counted(shot.hessian) / len(shot.hessian) for shot in ends)
display(
    Markdown(
        f"{' '.join(said)} {zeros}, in {len(runs)} looks; they make up to {most:.0%} of the "
        f"Hessian's eigenvalues at the end of training. What follows for the claims is judged over "
        f"all networks together."
    )
)

# %% [markdown]
# ## The checked number
#
# The zeros that must be there are there, in every run and at every time. How well laws fit is for
# the claims to judge, over all networks together.

# %% tags=["verdict"]
verdict = {
    "what": f"zeros of Hessian and Gauss-Newton matrix beyond those known: least of {len(runs)}",
    "observed": float(min(short)),
    "expected": "at least 0",
    "holds": bool(min(short) >= 0),
}
display(checked(verdict), raw=True)
