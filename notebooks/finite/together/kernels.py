# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What does one layer make of random inputs?
#
# Feed $m$ random inputs, the columns of $X$, through one layer, $Y = f(W X)$. The spectrum of the
# kernel $Y Y^\top/m$ tends to that of a *Gaussian equivalent*, in which $f$ is replaced by its
# linear part and independent noise:
#
# $$ Y = f(WX) \simeq \sqrt{\theta_2}\,WX + \sqrt{\theta_1 - \theta_2}\,Z, \qquad
#    \theta_1 = \mathbb E f(g)^2, \quad \theta_2 = (\mathbb E\,g f(g))^2 . $$
#
# With heavy-tailed or very sparse weights rows of $Y$ keep a memory of a few large weights, and no
# Gaussian equivalent exists.
#
# **Claims.** [The Gaussian equivalent](../../report.html#benigni2021_conjugate_kernel): Benigni
# and Péché ([arXiv:1904.03090](https://arxiv.org/abs/1904.03090)). [Heavy-tailed
# weights](../../report.html#guionnet2025_heavy_tailed_weights): Guionnet and Piccolo
# ([arXiv:2502.18428](https://arxiv.org/abs/2502.18428)). False: [an equivalent for any
# weights](../../report.html#false_gaussian_equivalent). How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** Centred sub-Gaussian entries and an analytic $f$ (ReLU is shown as empirical);
# symmetric alpha-stable or sparse weights and a bounded odd $f$ for heavy tails.
#
# **What would refute it.** A statistic of the spectrum, extrapolated to large matrices, off that
# of the equivalent; heavy-tailed weights that have one.
#
# **Rivals.** A linear network of the same mean square; a Marchenko-Pastur law; rows that are
# alike.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    benigni2021_conjugate_kernel,
    false_gaussian_equivalent,
    guionnet2025_heavy_tailed_weights,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import conjugate_kernel
from scripts.finite.results import find

results = find()
about = judged(
    (
        benigni2021_conjugate_kernel,
        guionnet2025_heavy_tailed_weights,
        false_gaussian_equivalent,
    ),
    results,
)

# %% [markdown]
# ## Spectra against the equivalent

# %% tags=["hide-input"]
display(*drawn(conjugate_kernel, results.experiment("conjugate_kernel")))

# %% [markdown]
# ## One kernel, here and now
#
# $f = \operatorname{erf}$, 64 units and 128 inputs: the second moment of the kernel over the
# square of the first. In the equivalent it is $1 + \tfrac12 + \theta_2^2/\theta_1^2$, the last
# term the memory of $W$; without it (Marchenko-Pastur) 3/2.

# %% tags=["live"]
import numpy as np
from scipy.special import erf

from freewidth import rng
from freewidth.limits.conjugate_kernel import shares
from scripts.display import Table

draw, ratios = rng.stream(0, "notebook", "kernels"), []
for _ in range(20):
    w, x = draw.standard_normal((64, 64)) / 8, draw.standard_normal((64, 128))
    values = np.linalg.eigvalsh(erf(w @ x) @ erf(w @ x).T / 128)
    ratios.append((values**2).mean() / values.mean() ** 2)
theta1, theta2 = shares("erf")
error = np.std(ratios, ddof=1) / np.sqrt(20)
row = (f"{np.mean(ratios):.3f} ± {error:.3f}", f"{1.5 + (theta2 / theta1) ** 2:.3f}", "1.500")
Table(("m_2/m_1^2, 20 kernels", "Gaussian equivalent", "Marchenko-Pastur"), [row])

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias.

# %% tags=["hide-input"]
entries = [entry for each in about if not each.false for entry in each.entries]
refuted = {each.claim.statement: each.entries for each in about if each.false}
display(table([entry for each in about for entry in each.entries]))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(conclusion(each.finding for each in about))

# %% [markdown]
# ## The checked number
#
# All statistics are one set of tests, by Holm's method at the level of the claims: none of a
# theorem may fail, every control must, and so must at least one of the false statement.

# %% tags=["verdict"]
display(checked(stats.check(entries, refuted)), raw=True)
