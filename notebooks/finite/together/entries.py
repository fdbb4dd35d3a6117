# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # When does the law of a single weight matter?
#
# In the limit only the variance of the weights counts, and only if no input stands out. At finite
# width the fourth moment $\mu$ of the entries shows, and it can be computed how: for a layer $W M
# W^\top$ of size $P$ with $N$ inputs
#
# $$ \mathbb E \operatorname{tr} (W M W^\top)^2
#    = \frac{P(P-1)\,a + P\,(b + 2a + (\mu - 3)\,c)}{N^2}, $$
#
# with $a = \mathbb E \operatorname{tr} M^2$, $b = \mathbb E (\operatorname{tr} M)^2$ and $c =
# \mathbb E \sum_i M_{ii}^2$. And if the input has $k$ equal entries, the first pre-activation of a
# network with random signs is a sum of $k$ signs, however wide the network: the law of the entries
# then shows in the limit as well.
#
# **Claims.** [Exact moments at finite width](../../report.html#exact_moments), [inputs of a few
# entries](../../report.html#localised_input_law); both are ours, the second about a hypothesis of
# Pastur and Slavin ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)). How such claims are
# tested: [introduction](introduction.html).
#
# **Hypotheses.** Weights whose moments are known at finite width; linear $\phi$, $D$ independent
# of the weights, or ReLU and weights whose rows may change signs. Random signs and no biases for
# the inputs.
#
# **What would refute it.** A mean that is off by more than its standard error allows, at any
# width; a spectrum that does not follow the law of its input.
#
# **Rivals.** Weights of variance $1/(n+1)$; Gaussian weights; the law of spread inputs.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    exact_moments,
    localised_input_law,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import exact_moments as moments
from scripts.finite import localisation
from scripts.finite.results import find

results = find()
about = judged(
    (
        exact_moments,
        localised_input_law,
    ),
    results,
)

# %% [markdown]
# ## Means at finite width, for every ensemble

# %% tags=["hide-input"]
display(*drawn(moments, results.experiment("exact_moments")))

# %% [markdown]
# ## Inputs of a few entries

# %% tags=["hide-input"]
display(*drawn(localisation, results.experiment("localisation")))

# %% [markdown]
# ## A thousand narrow networks, here and now
#
# The mean of $m_2$ of linear networks with two layers of eight units: Gaussian weights, random
# signs and Haar weights have the same limit per kind, and different means at this width.

# %% tags=["live"]
from freewidth import genus, rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

rows = []
for ensemble in ("gaussian", "rademacher", "orthogonal"):
    net, draw = Network(ensemble, "linear", 2), rng.stream(0, "notebook", "entries", ensemble)
    x = sample.inputs(draw, [[net.q0]], 8, 1000)
    layers = sample.forward(net, net.sizes(8), sample.weights(ENSEMBLES[ensemble]), draw, x)
    found = sample.trace_moments(sample.jacobians(net, layers), 2)[:, 1]
    exact, limit = genus.finite_moments(net, 8, 2)[1], genus.moments(net, 2)[1]
    error = found.std(ddof=1) / len(found) ** 0.5
    measured = f"{found.mean():.3f} ± {error:.3f}"
    rows.append((ENSEMBLES[ensemble].label, measured, f"{exact:.3f}", f"{limit:.3f}"))
Table(("weights", "mean of m_2, n = 8", "exact", "infinite width"), rows)

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
