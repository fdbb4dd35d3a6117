# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What becomes of very deep networks?
#
# **Order and chaos.** At a fixed point $q^*$ of the variance every layer multiplies $m_1$ by
# $\chi = \sigma_w^2 \mu_1$, $\mu_k = \mathbb E\,\phi'(\sqrt{q^*}g)^{2k}$. Gradients die out for
# $\chi < 1$, explode for $\chi > 1$; $\chi = 1$ is a line in the plane of $(\sigma_w, \sigma_b)$.
#
# **On the line** $m_1 = 1$ at every depth, but the spectrum spreads:
#
# $$ \frac{m_2}{m_1^2} - 1 = L \Bigl( \frac{\mu_2}{\mu_1^2} - 1 - s_1 \Bigr), \qquad
#    s_1 = -1 \text{ (Gaussian)},\quad 0 \text{ (Haar)}. $$
#
# **Double scaling.** With Haar weights the growth stops if $L(\mu_2/\mu_1^2 - 1) = s$ is kept
# fixed: the variance of the layers has to fall with $L$. The law that is left at infinite depth
# remembers only whether $\phi'$ takes the values 0 and 1 ($S = e^{-s m/(1+m)}$) or is smooth ($S
# = e^{-s m}$), and has a bounded support: dynamical isometry. Gaussian weights have no such
# limit.
#
# Pennington, Schoenholz and Ganguli (arXiv:1711.04735, arXiv:1802.09979), from memory beyond the
# abstracts. Both limit laws have closed forms; they are derived in `freewidth.limits.deep`.
#
# **Hypotheses.** Input of the fixed point's length; infinite width first, then infinite depth.
#
# **What would refute it.** Extrapolated moments, edges or gradients off their predictions; laws of
# growing depth that converge elsewhere.
#
# **Rivals.** The other kind of weights; one layer less; $\sigma_w$ 5 % off; the other class.

# %%
from IPython.display import display

from claims.finite.pennington2017_critical_line import claim as line_claim
from claims.finite.pennington2017_dynamical_isometry import claim as isometry_claim
from claims.finite.pennington2017_moment_growth import claim as growth_claim
from claims.finite.pennington2018_universality_classes import claim as classes_claim
from freewidth import stats
from scripts.display import checked, drawn, table
from scripts.finite import classes, deep, phases
from scripts.finite.results import find

# %%
results = find()

# %% [markdown]
# ## Order and chaos

# %%
display(*drawn(phases, results.experiment("phases")))

# %% [markdown]
# ## Growth on the line, and isometry

# %%
display(*drawn(deep, results.experiment("deep")))

# %% [markdown]
# ## Two classes

# %%
display(*drawn(classes, results.experiment("classes")))

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias; solved laws
# have no standard error.

# %%
claims = (line_claim, growth_claim, isometry_claim, classes_claim)
entries = [entry for claim in claims for entry in claim.entries(results)]
display(table(entries))

# %% [markdown]
# ## The checked number
#
# Statistics of all subjects are one set of tests, by Holm's method at the level that the claims are
# judged by. None of a theorem may fail; every control must.

# %% tags=["verdict"]
display(checked(stats.check(entries)), raw=True)
