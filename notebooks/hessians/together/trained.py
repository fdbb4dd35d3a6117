# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Trained networks against laws of random matrices
#
# Granziol (2020, arXiv:2006.07721) compares Hessian spectra of large trained networks, as estimated
# by Lanczos quadrature, with random-matrix laws by eye. Here the networks are small, so that every
# eigenvalue is exact, and the comparison is by a distance with a yardstick,
#
# $$ D = \min_{\text{scale, shift, shape}} \ \sup_\lambda |F_n(\lambda) - F(\lambda)|. $$
#
# This notebook puts all of them side by side; there is one notebook for each of them as well.
#
# **Hypotheses.** Networks count as trained from 97 % training accuracy on; spectra are those of the
# full loss, without weight decay.
#
# **Rival.** Matrices drawn from each fitted law and fitted in the same way: what chance leaves. For
# "better", runs to which nothing was fitted.
#
# **What would refute it.** Distances as small as by chance; no gain on other runs.

# %% tags=["parameters"]
part = "overview"

# %%
import numpy as np
from IPython.display import Image, Markdown, display

from claims.hessians import CLAIMS
from freewidth import plotting
from freewidth.stats import judge
from freewidth.stats.fits.distance import clean
from scripts.hessians.figures.together import (
    distances,
    held_out,
    lanczos,
    layering,
    spacings,
    structure,
    zeros,
)
from scripts.hessians.results import find

# %%
results = find()
ends = results.trained()
display(Markdown(
    f"{len({(s.case, s.replicate) for s in results.snapshots})} networks of "
    f"{len({s.case for s in results.snapshots})} kinds; {len(ends)} have learnt more than 97 % of "
    f"their data and count as trained."
))  # fmt: skip

# %% [markdown]
# ## Which law comes closest
#
# Each law is fitted to one run and held against the others: neither more parameters nor more
# families are an advantage there. Grey: what chance would leave if the law were true.

# %%
figure = distances.draw(results)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## Many data sets, and laws judged on other runs
#
# What was fixed before the first of these networks was trained says `docs/protocol.md`. A law is
# fitted to one run and judged on the other, without known zeros and outliers; left of 0 products
# or percolated matrices are better than the classical laws.

# %%
figure = held_out.draw(results)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## What the peak at 0 consists of
#
# Left: zeros counted against zeros that data and activity imply. Right: the weight at 0 of the
# Gauss-Newton matrix is one minus a ratio of dimensions.

# %%
figure = zeros.draw(results)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## Layers of critical points
#
# If the Hessian at a higher energy were the same but for a shift, the share of its negative
# eigenvalues would fall along these curves. The semicircle's hard edge makes layers sharp.

# %%
figure = layering.draw(results)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## Local statistics, outliers

# %%
figure = spacings.draw(results)
display(Image(plotting.png(figure), retina=True))

# %%
figure = structure.draw(results)
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## Lanczos quadrature
#
# Where matrices are too large to diagonalise, spectra are estimated from products with random
# vectors. Against an exact spectrum one sees what that resolves. Outliers that are found first and
# projected out sharpen the rest for nearly nothing; nothing is resolved at 0. The error over
# probes is right for averages of smooth functions, here the mean modulus; it does not cover what
# the gaps between nodes hide from the distribution function.

# %%
estimate = results.lanczos("exact")
figure = lanczos.picture(estimate)
display(Image(plotting.png(figure), retina=True))

# %%
exact = clean(estimate.exact)
share = (np.arange(len(exact)) + 0.5) / len(exact)
mean = np.abs(exact).mean()
rows = ["| way | mean modulus over the true one | off by standard errors "
        "| largest error of the distribution function | within two standard errors "
        "| W₁ / mean modulus | called negative | truth |",
        "|---|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
errors = {}
for name, each in estimate.ways.items():
    level, error = each.cdf(exact)
    modulus, scatter = each.expect(np.abs)
    covered = (np.abs(level - share) <= 2 * error + 0.5 / len(exact)).mean()
    errors[name] = np.abs(each.quantile(share) - exact).mean() / mean
    negative = each.cdf([-1e-300])[0][0]
    rows.append(
        f"| {name} | {modulus / mean:.3f} ± {scatter / mean:.3f} "
        f"| {abs(modulus - mean) / scatter:.1f} "
        f"| {np.abs(level - share).max():.3f} | {covered:.0%} of eigenvalues "
        f"| {errors[name]:.4f} | {negative:.1%} "
        f"| {(exact < 0).mean():.1%} |"
    )
display(Markdown(f"{estimate.label}, {estimate.size} parameters:"), Markdown("\n".join(rows)))

# %%
estimate = results.lanczos("large")
figure = lanczos.picture(estimate)
display(Markdown(f"{estimate.label}, {estimate.size} parameters, not diagonalised:"))
display(Image(plotting.png(figure), retina=True))

# %% [markdown]
# ## The claims

# %%
rows = ["| claim | verdict | why |", "|---|---|---|"]
findings = {name: judge(claim, results, name) for name, claim in CLAIMS.items()}
for name, finding in findings.items():
    rows.append(f"| {name} | **{finding['verdict']}** | {finding['reasons'][0]} |")
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# Deflating the outliers first must reduce the error of Lanczos quadrature: the one statement here
# about a method rather than about networks.

# %% tags=["verdict"]
ratio = errors["plain"] / errors["deflated"]
verdict = {
    "what": "Wasserstein error of plain Lanczos quadrature over that with outliers deflated",
    "observed": float(ratio),
    "expected": "more than 1",
    "holds": bool(ratio > 1),
}
display({"application/json": verdict, "text/markdown": "\n".join(
    f"- **{name}**: {value}" for name, value in verdict.items()
)}, raw=True)  # fmt: skip
