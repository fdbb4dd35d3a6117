# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How long is a gradient after many layers?
#
# Let $u$ be a fixed vector. If depth grows in proportion to width, $\log |J u|^2$ does not settle
# but becomes normal, with a variance that adds up over the layers,
#
# $$ \log\frac{|Ju|^2}{\mathbb E |Ju|^2} \to \mathcal N(-\beta/2, \beta), \qquad
#    \beta = \sum_{l=1}^{L} \frac{1}{n_l} \Bigl(\frac{3\kappa_2}{\kappa_1^2} - 1\Bigr), $$
#
# 5 over the width for each layer with ReLU and 2 for a linear one. Layers that add to what enters
# them, $1 + a D W$, tame this: at fixed strength $\Lambda$ the whole spectrum has a limit that
# depends on nothing else, $S(m) = e^{-\Lambda(1 + 2m)}$.
#
# **Claims.** [Log-normal lengths](../../report.html#hanin2020_log_normal): Hanin and Nica
# ([arXiv:1812.05994](https://arxiv.org/abs/1812.05994)). [Residual
# networks](../../report.html#tarnowski2018_residual_universality): Tarnowski, Warchoł,
# Jastrzębski, Tabor and Nowak ([arXiv:1809.08848](https://arxiv.org/abs/1809.08848)). Ours: [the
# exact law at every size](../../report.html#exact_log_norms), [the fourth cumulant of the
# entries](../../report.html#fourth_cumulant_of_norms). How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** Symmetric independent entries, and ReLU or a plain product (lengths); Gaussian or
# Haar weights, infinite width first (residual networks).
#
# **What would refute it.** A mean, variance or skewness of $\log|Ju|^2$ off its value; a spectrum
# of deep residual networks that is not the one of its strength.
#
# **Rivals.** No fluctuations; the constant of other layers; a Gamma law; $1.3\,\Lambda$; layers
# that commute.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    exact_log_norms,
    fourth_cumulant_of_norms,
    hanin2020_log_normal,
    tarnowski2018_residual_universality,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import log_norms, residual
from scripts.finite.results import find

results = find()
about = judged(
    (
        hanin2020_log_normal,
        exact_log_norms,
        fourth_cumulant_of_norms,
        tarnowski2018_residual_universality,
    ),
    results,
)

# %% [markdown]
# ## The length of J u

# %% tags=["hide-input"]
display(*drawn(log_norms, results.experiment("log_norms")))

# %% [markdown]
# ## Residual networks

# %% tags=["hide-input"]
display(*drawn(residual, results.experiment("residual")))

# %% [markdown]
# ## Deep and narrow, here and now
#
# Two hundred ReLU networks of 32 layers with 32 units: mean and variance of $\log |Ju|^2$, against
# the exact ones at this size and those of the limit.

# %% tags=["live"]
import numpy as np

from freewidth import limits, rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

net, draw = Network("gaussian", "relu", 32, sigma_w2=2.0), rng.stream(0, "notebook", "lengths")
x = sample.inputs(draw, [[net.q0]], 32, 200)
layers = sample.forward(net, net.sizes(32), sample.weights(ENSEMBLES["gaussian"]), draw, x)
u = np.broadcast_to(np.eye(32)[:, :1], (200, 32, 1))
logs = np.log((sample.applied(net, layers, u) ** 2).sum(axis=(1, 2)))
mean, variance, *_ = limits.log_norm_cumulants(net, 32)
beta = limits.log_norm_variance(net, 32)
rows = [
    ("mean", f"{logs.mean():.2f} ± {logs.std() / 200**0.5:.2f}", f"{mean:.2f}", f"{-beta / 2:.2f}"),
    ("variance", f"{logs.var(ddof=1):.2f}", f"{variance:.2f}", f"{beta:.2f}"),
]
Table(("log |J u|^2", "200 networks", "exact", "log-normal limit"), rows)

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
