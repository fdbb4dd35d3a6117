# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How fast do spectra converge, what does D know of the weights, and what may not be left out?
#
# The diagonals of $D$ are $n$ nearly independent numbers per layer. They make
# $n^{-1}\operatorname{tr} f(JJ^\top)$ fluctuate with a variance of order $1/n$ and set the
# spectrum of one network $n^{-1/2}$ apart from its limit. Given $D$ only the weights are left, and
# eigenvalues are rigid: variance $n^{-2}$, and a distance of $\frac1\pi\sqrt{2/\beta}\,(\log
# n-\frac34\log\log n)/n + O(1/n)$, with $\beta=1$ for real and 2 for complex weights. By the law
# of total variance
#
# $$ \operatorname{Var} Y = \operatorname{Var} \mathbb E[Y|D]
#    + \mathbb E \operatorname{Var}(Y|D). $$
#
# *Rotations.* $W \to WU$ with $U$ Haar on the rotations that fix the layer's input leaves outputs
# and all $D$ exactly as they are, and for Haar and Gaussian weights the law of the Jacobian, too,
# at every width: the weights keep no secret from $D$ but $Wx$. *Flaws.* Three false statements,
# and how soon one notices: the limit law for any input, orthogonal factors of QR as they come, a
# few units with few weights.
#
# **Claims.** [Rotations of Haar weights](../../report.html#collins2023_stabiliser): Collins and
# Hayase ([arXiv:2103.13466](https://arxiv.org/abs/2103.13466)). Ours: [rates of linear
# statistics](../../report.html#linear_statistics_rates), [of
# distances](../../report.html#kolmogorov_rates), [their
# constant](../../report.html#kolmogorov_constant), [rotations of Gaussian
# weights](../../report.html#gaussian_stabiliser). False: [one rate for all
# variances](../../report.html#false_variance_rate), [any input](../../report.html#false_any_input)
# (Pastur and Slavin, [arXiv:2011.11439](https://arxiv.org/abs/2011.11439), ask for $n^{-2}\sum_j
# (x^0_j)^4 \to 0$), [QR without signs](../../report.html#false_unsigned_qr), [units with few
# weights](../../report.html#false_sparse_units). How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** I.i.d. weights with finite fourth moment, or Haar weights; for rotations Haar or
# Gaussian weights.
#
# **What would refute it.** An exponent off its value; a turned network whose law is another; a
# false statement that passes.
#
# **Rivals.** The other exponent and neighbouring ones; the constant of the other class of
# matrices, $1/n$ and $n^{-1/2}$; rotations that do not fix the input.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    collins2023_stabiliser,
    false_any_input,
    false_sparse_units,
    false_unsigned_qr,
    false_variance_rate,
    gaussian_stabiliser,
    kolmogorov_constant,
    kolmogorov_rates,
    linear_statistics_rates,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import flaws, fluctuations, rigidity, rotations
from scripts.finite.results import find

results = find()
about = judged(
    (
        linear_statistics_rates,
        kolmogorov_rates,
        kolmogorov_constant,
        collins2023_stabiliser,
        gaussian_stabiliser,
        false_variance_rate,
        false_any_input,
        false_unsigned_qr,
        false_sparse_units,
    ),
    results,
)

# %% [markdown]
# ## Rates

# %% tags=["hide-input"]
display(*drawn(fluctuations, results.experiment("fluctuations")))

# %% [markdown]
# ## Distances with D given

# %% tags=["hide-input"]
display(*drawn(rigidity, results.experiment("rigidity")))

# %% [markdown]
# ## Rotations

# %% tags=["hide-input"]
display(*drawn(rotations, results.experiment("rotations")))

# %% [markdown]
# ## Flaws

# %% tags=["hide-input"]
display(*drawn(flaws, results.experiment("flaws")))

# %% [markdown]
# ## What D adds, here and now
#
# The variance of $m_1$ over 200 networks of each width: times $n$ it settles if $D$ comes from the
# weights, times $n^2$ if $D$ is held fixed.

# %% tags=["live"]
from freewidth import rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

net, law, rows = (
    Network("gaussian", "tanh", 2, sigma_b2=0.1),
    sample.weights(ENSEMBLES["gaussian"]),
    [],
)
for n in (16, 32, 64):
    draw, sizes = rng.stream(0, "notebook", "fluctuations", n), net.sizes(n)
    x = sample.inputs(draw, [[net.q0]], n, 200)
    own = sample.jacobians(net, sample.forward(net, sizes, law, draw, x))
    held = sample.fixed_jacobians(net, sample.typical_slopes(net, sizes), sizes, law, draw, 200)
    own, held = (sample.trace_moments(product, 1).var(ddof=1) for product in (own, held))
    rows.append((n, f"{n * own:.3f}", f"{n**2 * own:.2f}", f"{n * held:.4f}", f"{n**2 * held:.3f}"))
Table(("n", "n Var, own D", "n^2 Var, own D", "n Var, D held", "n^2 Var, D held"), rows)

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
# theorem may fail, every control must, and so must at least one of every false statement.

# %% tags=["verdict"]
display(checked(stats.check(entries, refuted)), raw=True)
