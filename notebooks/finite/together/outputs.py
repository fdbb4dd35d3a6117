# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What do outputs and tangent kernels of wide networks become?
#
# The outputs $y^L$ at several inputs become jointly Gaussian, independently from unit to unit, and
# the neural tangent kernel at initialisation becomes deterministic:
#
# $$ \Sigma^1 = \sigma_w^2 \tfrac1{n_0}\langle x, x'\rangle + \sigma_b^2, \qquad
#    \Sigma^{l+1} = \sigma_w^2\, \mathbb E\, \phi(u)\phi(v) + \sigma_b^2, \quad
#    (u, v) \sim N(0, \Sigma^l), $$
#
# $$ \Theta^1 = \Sigma^1, \qquad \Theta^{l+1} = \Theta^l \sigma_w^2\, \mathbb E\, \phi'(u)\phi'(v)
#    + \Sigma^{l+1}. $$
#
# The kernel of a finite network is computed from Gram matrices of its layers; that this is the sum
# over all parameters of products of derivatives is tested apart, by differentiation.
#
# **Claims.** [Gaussian outputs](../../report.html#cirone2024_gaussian_outputs) and [the tangent
# kernel](../../report.html#cirone2024_tangent_kernel): Muca Cirone, Hamdan and Salvi
# ([arXiv:2407.08459](https://arxiv.org/abs/2407.08459)), for i.i.d. weights of any law and for
# sparse ones. The kernel's rate, [the kurtosis](../../report.html#output_kurtosis) and [how Gram
# matrices scatter](../../report.html#gram_fluctuations) are ours. How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** I.i.d. weights with finite moments, or sparse ones with $pn \to \infty$ (here
# $2\sqrt n$ weights per unit). Haar weights are shown, too.
#
# **What would refute it.** An extrapolated second moment or kernel entry off its limit; outputs
# that are not jointly normal; a squared kernel error that does not fall like $1/n$.
#
# **Rivals.** One more layer; independent outputs; one layer less, or only the last layer trained;
# other rates.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    cirone2024_gaussian_outputs,
    cirone2024_tangent_kernel,
    output_kurtosis,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import outputs, tangent
from scripts.finite.results import find

results = find()
about = judged(
    (
        cirone2024_gaussian_outputs,
        output_kurtosis,
        cirone2024_tangent_kernel,
    ),
    results,
)

# %% [markdown]
# ## Outputs
#
# Given the layer before, an output of a network with Gaussian weights *is* Gaussian, with a random
# variance $K$. So its excess kurtosis is $3 \operatorname{Var} K / (\mathbb E K)^2$, and $n
# \operatorname{Var} K$ has a limit that follows from layer to layer. Other entries add the fourth
# cumulant of their law; Haar weights put the layer on a sphere, which makes it negative.

# %% tags=["hide-input"]
display(*drawn(outputs, results.experiment("outputs")))

# %% [markdown]
# ## Tangent kernels
#
# The limits themselves are those of another library, neural-tangents, to rounding: for ReLU, leaky
# ReLU, erf, sin and GELU its values are kept with the tests, and the script that made them. What
# is sampled is how fast finite networks get there: slopes of the mean squared error, with 95 %
# intervals.

# %% tags=["hide-input"]
display(*drawn(tangent, results.experiment("tangent")))

# %% [markdown]
# ## One network, here and now
#
# The tangent kernel of a single ReLU network of growing width at two inputs with correlation 1/2:
# its entries for equal and for different inputs, against the recursion.

# %% tags=["live"]
from freewidth import limits, rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

net, gram = Network("gaussian", "relu", 3, sigma_w2=2.0), [[1.0, 0.5], [0.5, 1.0]]
theta, rows = limits.tangent_kernel(net, gram), []
for n in (16, 64, 256):
    draw = rng.stream(0, "notebook", "outputs", n)
    sizes, x = (n, n, n, 1), sample.inputs(draw, gram, n)
    kernel = sample.tangent_kernels(net, sizes, sample.weights(ENSEMBLES["gaussian"]), draw, x)
    same, different = kernel[0, 0, 0, 0, 0], kernel[0, 0, 0, 0, 1]
    rows.append((n, f"{same:.2f}", f"{different:.2f}"))
rows.append(("infinite", f"{theta[0, 0]:.2f}", f"{theta[0, 1]:.2f}"))
Table(("width", "equal inputs", "different inputs"), rows)

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias.

# %% tags=["hide-input"]
entries = [entry for each in about for entry in each.entries]
display(table(entries))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(conclusion(each.finding for each in about))

# %% [markdown]
# ## The checked number
#
# All statistics are one set of tests, by Holm's method at the level of the claims: none of a
# theorem may fail, and every control must.

# %% tags=["verdict"]
display(checked(stats.check(entries)), raw=True)
