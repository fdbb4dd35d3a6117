# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What do outputs and tangent kernels of wide networks become?
#
# The outputs $y^L$ at several inputs become jointly Gaussian, independently from unit to unit, with
#
# $$ \Sigma^1 = \sigma_w^2 \tfrac1{n_0}\langle x, x'\rangle + \sigma_b^2, \qquad
#    \Sigma^{l+1} = \sigma_w^2\, \mathbb E\, \phi(u)\phi(v) + \sigma_b^2, \quad
#    (u, v) \sim N(0, \Sigma^l), $$
#
# and the neural tangent kernel at initialisation becomes deterministic,
#
# $$ \Theta^1 = \Sigma^1, \qquad \Theta^{l+1} = \Theta^l \sigma_w^2\, \mathbb E\, \phi'(u)\phi'(v)
#    + \Sigma^{l+1}. $$
#
# Muca Cirone, Hamdan and Salvi (arXiv:2407.08459) obtain both from the genus expansion, for i.i.d.
# weights of any law and for sparse ones (so says the abstract; which rate the kernel has, and the
# kurtosis, are ours). The kernel of a finite network is computed here from Gram
# matrices of its layers; that this is the sum over all parameters of products of derivatives is
# tested apart, by differentiation.
#
# **Hypotheses.** I.i.d. weights with finite moments, or sparse ones with $pn \to \infty$ (here
# $2\sqrt n$ weights per unit). Haar weights are shown, too.
#
# **What would refute it.** An extrapolated second moment or kernel entry off its limit; outputs
# that are not jointly normal; a squared kernel error that does not fall like $1/n$.
#
# **Rivals.** One more layer; independent outputs; one layer less, or only the last layer trained;
# other rates.

# %%
from IPython.display import display

from claims.finite.cirone2024_gaussian_outputs import claim as outputs_claim
from claims.finite.cirone2024_tangent_kernel import claim as tangent_claim
from claims.finite.output_kurtosis import claim as kurtosis_claim
from freewidth import stats
from scripts.display import checked, drawn, table
from scripts.finite import outputs, tangent
from scripts.finite.results import find

# %%
results = find()

# %% [markdown]
# ## Outputs
#
# Given the layer before, an output of a network with Gaussian weights *is* Gaussian, with a random
# variance $K$. So its excess kurtosis is $3 \operatorname{Var} K / (\mathbb E K)^2$, and $n
# \operatorname{Var} K$ has a limit that follows from layer to layer. Other entries add the fourth
# cumulant of their law; Haar weights put the layer on a sphere, which makes it negative.

# %%
display(*drawn(outputs, results.experiment("outputs")))

# %% [markdown]
# ## Tangent kernels
#
# The limits themselves are those of another library, neural-tangents, to rounding: for ReLU, leaky
# ReLU, erf, sin and GELU its values are kept with the tests, and the script that made them. What is
# sampled is how fast finite networks get there: slopes of the mean squared error, with 95 %
# intervals.

# %%
display(*drawn(tangent, results.experiment("tangent")))

# %% [markdown]
# ## The numbers
#
# For each kind of weights the statistic that fits worst, in standard errors beyond its bias.

# %%
claims = (outputs_claim, kurtosis_claim, tangent_claim)
entries = [entry for claim in claims for entry in claim.entries(results)]
display(table(entries))

# %% [markdown]
# ## The checked number
#
# Statistics of all subjects are one set of tests, by Holm's method at the level that the claims are
# judged by. None of a theorem may fail; every control must.

# %% tags=["verdict"]
display(checked(stats.check(entries)), raw=True)
