# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Are weights and slopes free of each other?
#
# $D$ is computed from the weights, yet the limit laws treat it as independent. More than the
# spectrum of $J J^\top$ follows from that: traces of *all* words in weights and slopes should be
# those of free families, and all moments sums over non-crossing partitions,
#
# $$ m_k(D W A W^\top D) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} m_{|V|}(A)
#    \prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|}, \qquad
#    \kappa_s = \mathbb E\,\phi'(\sqrt q\,g)^{2s} $$
#
# (square layers with i.i.d. weights; with Haar weights the blocks of $\pi$ carry free cumulants of
# $A$).
#
# **Claims.** [Joint freeness](../../report.html#collins2023_joint_freeness): Collins and Hayase
# ([arXiv:2103.13466](https://arxiv.org/abs/2103.13466)). [Moments to the
# sixth](../../report.html#cirone2024_higher_moments) and [with weights at the
# end](../../report.html#cirone2024_weights_at_the_end): Muca Cirone, Hamdan and Salvi
# ([arXiv:2407.08459](https://arxiv.org/abs/2407.08459)). [The same of Haar
# weights](../../report.html#haar_higher_moments) is ours. How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** Haar weights and a bounded smooth activation (joint freeness); i.i.d. weights
# with finite moments (moments).
#
# **What would refute it.** A trace or a moment, extrapolated to infinite width, off its
# prediction.
#
# **Rivals.** $W$ and $D$ that commute; the other kind of weights; every variance off by one layer;
# $D$ a multiple of the unit; no weights at the end.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    cirone2024_higher_moments,
    cirone2024_weights_at_the_end,
    collins2023_joint_freeness,
    haar_higher_moments,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import joint_freeness, planar
from scripts.finite.results import find

results = find()
about = judged(
    (
        collins2023_joint_freeness,
        cirone2024_higher_moments,
        cirone2024_weights_at_the_end,
        haar_higher_moments,
    ),
    results,
)

# %% [markdown]
# ## Words in weights and slopes

# %% tags=["hide-input"]
display(*drawn(joint_freeness, results.experiment("joint_freeness")))

# %% [markdown]
# ## Moments up to the sixth

# %% tags=["hide-input"]
display(*drawn(planar, results.experiment("planar")))

# %% [markdown]
# ## One network, here and now
#
# $C^1$ is $D^1$ less its mean. Were the weights of an orthogonal layer free of it, the trace of $W
# C W^\top C$ would vanish; if they commuted it would be the mean square of $C$.

# %% tags=["live"]
from freewidth import rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

net, rows = Network("orthogonal", "tanh", 2, sigma_b2=0.1), []
for n in (16, 64, 256):
    draw = rng.stream(0, "notebook", "freeness", n)
    x = sample.inputs(draw, [[net.q0]], n, 1)
    layers = list(
        sample.forward(net, net.sizes(n), sample.weights(ENSEMBLES["orthogonal"]), draw, x)
    )
    ((mixed, square),) = sample.word_traces(net, layers, ["W1 C1 W1' C1", "W1 W1' C1 C1"])
    rows.append((n, f"{mixed:.4f}", f"{square:.4f}"))
Table(("width", "tr W C W' C", "were they to commute"), rows)

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
