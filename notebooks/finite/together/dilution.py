# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How few weights does a unit need, and may they be complex?
#
# **Sparse.** Keep every entry with probability $p$ and rescale: $W = B \circ X / \sqrt{pn}$. Its
# entries have variance $1/n$ whatever $p$, but a fourth cumulant of order $1/(p n^2)$, and this is
# what sets the limits apart: they agree if and only if $pn \to \infty$, with corrections of order
# $1/(pn)$. With $pn = c$ fixed the spectrum of a linear network remembers $c$. Its second moment is
#
# $$ m_2 = 1 + \sum_{l=1}^{L} (1 + \mu D_{l-1}), \qquad D_l = 1 + \mu D_{l-1},\ D_0 = 1,\
#    \mu = \mathbb E X^4/c, $$
#
# and one layer has an atom at 0, the corank of a random bipartite graph (Bordenave, Lelarge and
# Salez 2011).
#
# **Complex.** Complex Ginibre or Haar unitary weights with an entire activation: pre-activations
# become circular Gaussians and the same sums hold with $|\phi'(y)|^2$.
#
# Muca Cirone, Hamdan and Salvi (arXiv:2407.08459) state the limit for sparse and for complex
# matrices; corrections, fixed $pn$ and unitary weights are ours.
#
# **Hypotheses.** $pn = 2\sqrt n$ (sparse); independent Gaussian or Haar unitary weights (complex).
#
# **What would refute it.** Extrapolated moments off their limits.
#
# **Where failure is expected.** $pn$ fixed against the limit of full weights; the moments of the
# other kind of complex weights, or of real pre-activations.

# %%
from IPython.display import display

from claims.finite.cirone2024_complex_limit import claim as complex_claim
from claims.finite.cirone2024_sparse_limit import claim as sparse_claim
from claims.finite.fixed_degree import claim as fixed_claim
from claims.finite.sparse_corrections import claim as corrections_claim
from claims.finite.unitary_limit import claim as unitary_claim
from freewidth import stats
from scripts.display import checked, drawn, table
from scripts.finite import dilution, holomorphic
from scripts.finite.results import find

# %%
results = find()

# %% [markdown]
# ## Sparse weights

# %%
display(*drawn(dilution, results.experiment("dilution")))

# %% [markdown]
# ## Complex weights

# %%
display(*drawn(holomorphic, results.experiment("holomorphic")))

# %% [markdown]
# ## The numbers
#
# For each kind of weights the statistic that fits worst, in standard errors beyond its bias.

# %%
claims = (sparse_claim, corrections_claim, fixed_claim, complex_claim, unitary_claim)
entries = [entry for claim in claims for entry in claim.entries(results)]
display(table(entries))

# %% [markdown]
# ## The checked number
#
# Statistics of all subjects are one set of tests, by Holm's method at the level that the claims are
# judged by. None of a theorem may fail; every control must.

# %% tags=["verdict"]
display(checked(stats.check(entries)), raw=True)
