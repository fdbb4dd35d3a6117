# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How fast do spectra converge, what does D know of the weights, and what may not be left out?
#
# **Rates.** The diagonals of $D$ are $n$ nearly independent numbers per layer. They make linear
# statistics $n^{-1}\operatorname{tr} f(JJ^\top)$ fluctuate with a variance of order $1/n$, and
# set the spectrum of one network $n^{-1/2}$ apart from its limit. Given $D$ only the weights are
# left, and eigenvalues are rigid: variance $n^{-2}$, and a distance that is predicted to be
# $\frac1\pi\sqrt{2/\beta}\,(\log n-\frac34\log\log n)/n + O(1/n)$, with $\beta=1$ for real and 2
# for complex weights. Over the widths drawn that is hardly to be told from $n^{-5/6}$. By the law
# of total variance
#
# $$ \operatorname{Var} Y = \operatorname{Var} \mathbb E[Y|D]
#    + \mathbb E \operatorname{Var}(Y|D). $$
#
# **Rotations.** $W \to WU$ with $U$ Haar on the rotations that fix the layer's input $x$: then
# $WUx = Wx$, so outputs and all $D$ stay exactly what they are, and for Haar and Gaussian weights
# the law of the Jacobian does, too, at every width. The weights keep no secret from $D$ but $Wx$.
# Collins and Hayase (arXiv:2103.13466) state it of Haar weights.
#
# **Flaws.** Three statements that are false, and how soon one notices: the limit law for any
# input (Pastur and Slavin, arXiv:2011.11439, ask for $n^{-2}\sum_j (x^0_j)^4 \to 0$); orthogonal
# factors of QR as they come; a few units with few weights.
#
# **Hypotheses.** I.i.d. weights with finite fourth moment, or Haar weights; for rotations Haar or
# Gaussian weights.
#
# **What would refute it.** An exponent off its value; a turned network whose law is another; a
# false statement that passes.
#
# **Rivals.** The other exponent and neighbouring ones; the constant of the other class of
# matrices, $1/n$ and $n^{-1/2}$; rotations that do not fix the input.

# %%
from IPython.display import display

from claims.finite.collins2023_stabiliser import claim as rotations_claim
from claims.finite.false_any_input import claim as input_claim
from claims.finite.false_sparse_units import claim as sparse_claim
from claims.finite.false_unsigned_qr import claim as factor_claim
from claims.finite.false_variance_rate import claim as variance_claim
from claims.finite.gaussian_stabiliser import claim as gaussian_claim
from claims.finite.kolmogorov_constant import claim as constant_claim
from claims.finite.kolmogorov_rates import claim as distance_claim
from claims.finite.linear_statistics_rates import claim as rates_claim
from freewidth import stats
from scripts.display import checked, drawn, table
from scripts.finite import flaws, fluctuations, rigidity, rotations
from scripts.finite.results import find

# %%
results = find()

# %% [markdown]
# ## Rates

# %%
display(*drawn(fluctuations, results.experiment("fluctuations")))

# %% [markdown]
# ## Distances with D given

# %%
display(*drawn(rigidity, results.experiment("rigidity")))

# %% [markdown]
# ## Rotations

# %%
display(*drawn(rotations, results.experiment("rotations")))

# %% [markdown]
# ## Flaws

# %%
display(*drawn(flaws, results.experiment("flaws")))

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias.

# %%
claims = (rates_claim, distance_claim, constant_claim, rotations_claim, gaussian_claim)
false = (variance_claim, input_claim, factor_claim, sparse_claim)
entries = [entry for claim in claims for entry in claim.entries(results)]
refuted = {claim.statement: list(claim.entries(results)) for claim in false}
display(table([*entries, *(entry for some in refuted.values() for entry in some)]))

# %% [markdown]
# ## The checked number
#
# Statistics of all subjects are one set of tests, by Holm's method at the level that the claims are
# judged by. None of a theorem may fail; every control must. Of every false
# statement at least one must.

# %% tags=["verdict"]
display(checked(stats.check(entries, refuted)), raw=True)
