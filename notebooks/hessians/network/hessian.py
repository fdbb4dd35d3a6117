# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does the Hessian of a trained network look like a random matrix?
#
# A network with parameters $\theta$ and softmax outputs is trained on real data until it has learnt
# them. The Hessian of its full loss and the Gauss-Newton matrix,
#
# $$ H = \nabla_\theta^2 \, \frac1n \sum_s \ell_s(\theta), \qquad
#    G = \frac1n \sum_s J_s^T S_s J_s, \quad J_s = \nabla_\theta y_s, \quad
#    S_s = \mathrm{diag}\, p_s - p_s p_s^T, $$
#
# are computed exactly; so are all their eigenvalues, **with signs**. Granziol (2020,
# arXiv:2006.07721) states that such spectra do not look like a semicircle or a Marchenko-Pastur
# law, even with outliers removed, that products of random matrices and percolated ones come
# closer, and that both of these have what the spectra have as well: a discrete peak at 0.
#
# **Yardstick.** Each family of laws is fitted by least Kolmogorov distance over scale, shift and
# shape, with outliers removed as suits it best. The distance is judged against the one that
# matrices of the same size, drawn from the fitted law itself and fitted in the same way, would
# show; and on other runs of the same training, to which nothing was fitted.
#
# **Peak at 0.** Part of it is trivial: inputs that are blank or collinear, units that are never
# active, and the shift of all outputs that a softmax ignores. That part is counted from the data
# and the activity of the units, without any second derivative.
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

# %%
import numpy as np
from IPython.display import Image, Markdown, display

from freewidth import plotting
from freewidth.stats.fits.local import GOE, POISSON, spacing_ratios
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES
from scripts.hessians.figures.network import hessian
from scripts.hessians.results import find

# %%
results = find()
runs = results.runs(network)
trials = results.fits(network)
first = [shot for shot in runs if shot.replicate == 0]
ends = [shot for shot in runs if shot.epoch == first[-1].epoch]
display(Markdown(
    f"**{first[0].case}**: {first[0].samples} samples, {first[0].nullity.parameters} parameters, "
    f"{len(ends)} runs. Training accuracy at the end: "
    + ", ".join(f"{shot.accuracy:.1%}" for shot in ends) + "."
))  # fmt: skip

# %% [markdown]
# ## Spectra, fitted laws, training, layers

# %%
figure = hessian.draw(results, network)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## How far from each law
#
# Kolmogorov distances: of each run to the law fitted to it, of the other runs to that law, and of
# matrices drawn from it. Parameters count scale, shift and shape.

# %%
rows = ["| matrix | law | parameters | fitted | held out | by chance | outliers removed | shape |",
        "|---|---|--:|--:|--:|--:|--:|---|"]  # fmt: skip
for matrix, found in trials.items():
    for family, trial in sorted(found.items(), key=lambda pair: pair[1].others.mean()):
        fit = trial.fits[0]
        shape = ", ".join(f"{name} {value:g}" for name, value in fit.shape) or "none"
        rows.append(
            f"| {MATRICES[matrix]} | {MATRIXLAWS[family].label} | {fit.freedom} "
            f"| {trial.fitted.mean():.3f} | {trial.others.mean():.3f} | {trial.null.mean():.3f} "
            f"| {trial.outliers} | {shape} |"
        )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The peak at 0
#
# Eigenvalues below $10^{-12}$ of the largest, against what is known beforehand. *Inputs* and
# *softmax* would be there for any activation; *units* are those never active, or never together.

# %%
rows = ["| run | epoch | accuracy | loss | Hessian at 0 | known | inputs | softmax | units "
        "| Gauss-Newton at 0 | known |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
for shot in runs:
    known = shot.nullity
    rows.append(
        f"| {shot.replicate} | {shot.epoch} | {shot.accuracy:.3f} | {shot.loss:.4f} "
        f"| {counted(shot.hessian)} | {known.hessian} | {known.inputs} | {known.softmax} "
        f"| {known.units} | {counted(shot.gauss_newton)} | {known.gauss_newton} |"
    )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## Local against global
#
# The ratio of neighbouring spacings needs no global law. Its mean is 0.5307 for the Gaussian
# orthogonal ensemble (whose global law is the semicircle) and 0.3863 for independent eigenvalues.

# %%
ratios = np.concatenate([spacing_ratios(shot.hessian) for shot in ends])
error = ratios.std() / np.sqrt(len(ratios))
display(Markdown(
    f"Mean ratio in the bulk: **{ratios.mean():.4f} ± {error:.4f}** "
    f"(orthogonal ensemble {GOE}, independent {POISSON:.4f})."
))  # fmt: skip

# %% [markdown]
# ## The checked number
#
# The zeros that must be there are there, in every run and at every time. How well laws fit is for
# the claims to judge, over all networks together.

# %% tags=["verdict"]
short = [
    min(counted(shot.hessian) - shot.nullity.hessian,
        counted(shot.gauss_newton) - shot.nullity.gauss_newton)
    for shot in runs
]  # fmt: skip
verdict = {
    "what": f"zeros of Hessian and Gauss-Newton matrix beyond those known: least of {len(runs)}",
    "observed": float(min(short)),
    "expected": "at least 0",
    "holds": bool(min(short) >= 0),
}
display({"application/json": verdict, "text/markdown": "\n".join(
    f"- **{name}**: {value}" for name, value in verdict.items()
)}, raw=True)  # fmt: skip
