# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What becomes of very deep networks?
#
# At a fixed point $q^*$ of the variance every layer multiplies gradients by $\chi =
# \sigma_w^2\,\mathbb E\,\phi'(\sqrt{q^*}g)^2$. They die out for $\chi < 1$ and explode for $\chi >
# 1$; $\chi = 1$ is a line in the plane of $(\sigma_w, \sigma_b)$. On that line $m_1 = 1$ at every
# depth, but the spectrum spreads: with $\mu_k = \mathbb E\,\phi'(\sqrt{q^*}g)^{2k}$,
#
# $$ \frac{m_2}{m_1^2} - 1 = L \Bigl( \frac{\mu_2}{\mu_1^2} - 1 - s_1 \Bigr), \qquad
#    s_1 = -1 \text{ (Gaussian)},\quad 0 \text{ (Haar)}. $$
#
# With Haar weights it stops spreading if $L(\mu_2/\mu_1^2 - 1) = s$ is kept fixed, and the law
# that is left at infinite depth has a bounded support (dynamical isometry). It remembers only
# whether $\phi'$ takes the values 0 and 1 or is smooth. Gaussian weights have no such limit.
#
# **Claims.** [The critical line](../../report.html#pennington2017_critical_line), [growth of the
# second moment](../../report.html#pennington2017_moment_growth), [dynamical
# isometry](../../report.html#pennington2017_dynamical_isometry), [two
# classes](../../report.html#pennington2018_universality_classes): Pennington, Schoenholz and
# Ganguli ([arXiv:1711.04735](https://arxiv.org/abs/1711.04735),
# [arXiv:1802.09979](https://arxiv.org/abs/1802.09979)), from memory beyond the abstracts. How such
# claims are tested: [introduction](introduction.html).
#
# **Hypotheses.** Input of the fixed point's length; infinite width first, then infinite depth.
#
# **What would refute it.** Extrapolated moments, edges or gradients off their predictions; laws of
# growing depth that converge elsewhere.
#
# **Rivals.** The other kind of weights; one layer less; $\sigma_w$ 5 % off; the other class.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    pennington2017_critical_line,
    pennington2017_dynamical_isometry,
    pennington2017_moment_growth,
    pennington2018_universality_classes,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import classes, deep, phases
from scripts.finite.results import find

results = find()
about = judged(
    (
        pennington2017_critical_line,
        pennington2017_moment_growth,
        pennington2017_dynamical_isometry,
        pennington2018_universality_classes,
    ),
    results,
)

# %% [markdown]
# ## Order and chaos

# %% tags=["hide-input"]
display(*drawn(phases, results.experiment("phases")))

# %% [markdown]
# ## Growth on the line, and isometry

# %% tags=["hide-input"]
display(*drawn(deep, results.experiment("deep")))

# %% [markdown]
# ## Two classes

# %% tags=["hide-input"]
display(*drawn(classes, results.experiment("classes")))

# %% [markdown]
# ## One network of each kind, here and now
#
# Sixteen layers of 64 units on the critical line. A single network scatters about the prediction,
# but which kind of weights it has can be seen at a glance.

# %% tags=["live"]
import numpy as np

from freewidth import rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.limits import critical
from scripts.display import Table

rows = []
for ensemble in ("gaussian", "orthogonal"):
    net = critical.steady(ensemble, "tanh", depth=16, q=0.5)
    x = sample.spectrum(net, 64, rng.stream(0, "notebook", "deep", ensemble))
    spread = np.mean(x**2) / np.mean(x) ** 2 - 1
    predicted = critical.second_moment(ensemble, "tanh", 0.5, 16) - 1
    rows.append(
        (ENSEMBLES[ensemble].label, f"{np.mean(x):.2f}", f"{spread:.2f}", f"{predicted:.2f}")
    )
Table(("weights", "m_1 of the network", "m_2/m_1^2 - 1", "in the limit"), rows)

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
