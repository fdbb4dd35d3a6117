# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Why do only planar gluings survive?
#
# $\operatorname{tr} M^k$ with $M = D W A W^T D$ is a polygon: its $2k$ edges are the copies of
# $W$, its corners alternate between $A$ and $D^2$. For Gaussian $W$ the mean is a sum over all
# ways to glue the edges in pairs, and a gluing that makes a surface of Euler characteristic $\chi$
# weighs $n^{\chi - 2}$. Spheres weigh 1; they are the non-crossing partitions, and give
#
# $$ m_k(M) = \sum_{\pi \in NC(k)} \prod_{V \in \pi} c^{1-|V|}\, m_{|V|}(A)
#    \prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|}. $$
#
# Here Wick's formula is checked at *finite* width, where every genus counts and nothing has to be
# extrapolated.
#
# **Claims.** [The genus expansion](../../report.html#genus_expansion): Muca Cirone, Hamdan and
# Salvi ([arXiv:2407.08459](https://arxiv.org/abs/2407.08459)) expand networks in such gluings and
# keep those that survive. [The next order of networks](../../report.html#first_corrections) is
# ours. How such claims are tested: [introduction](introduction.html).
#
# **Hypotheses.** Independent real or complex Gaussian weights; $D$ independent of them, or $\phi$
# linear on either side of 0.
#
# **What would refute it.** A mean that is off by more than its standard error allows, at any
# width.
#
# **Rivals.** The planar sum alone; the gluings of the other field.
#
# **Where failure is expected.** Weights $\pm n^{-1/2}$: same limit, but Wick's formula is false.
# And networks with a curved activation whose $D$ comes from the weights.

# %% tags=["hide-input"]
import numpy as np
from IPython.display import display

from claims.finite import first_corrections, genus_expansion
from freewidth import genus, stats
from freewidth.jacobian import law
from freewidth.network import Network
from scripts.display import Table, checked, conclusion, drawn, judged, named
from scripts.finite import corrections, gluings, operator_graphs
from scripts.finite.results import find

results = find()
about = judged((genus_expansion, first_corrections), results)
entries = [entry for each in about for entry in each.entries]

# %% [markdown]
# ## The gluings for $m_2$ and $m_3$

# %% tags=["hide-input"]
display(*drawn(operator_graphs, results.experiment("gluings")))

# %% [markdown]
# How many surfaces of which Euler characteristic there are, for real and complex weights and $L$
# layers; the first column are Fuss-Catalan numbers.

# %% tags=["hide-input"]
rows = []
for field in ("real", "complex"):
    for depth in (1, 2):
        for k in (2, 3, 4):
            counts = genus.census(k, depth, field)
            rows.append((field, depth, k, *(counts.get(chi, "") for chi in range(2, -5, -1))))
display(Table(("weights", "L", "k", *(f"χ = {chi}" for chi in range(2, -5, -1))), rows))

# %% [markdown]
# ## The limit by three methods
#
# The sum over non-crossing partitions, the power series of $\chi_M$ reverted, and the integral of
# $x^k$ against the density of the law; the last two come from a solver that knows nothing of
# partitions. Largest relative difference over $k \le 6$:

# %%
worst, rows = 0.0, []
for ensemble in ("gaussian", "orthogonal"):
    for activation in ("tanh", "hardtanh"):
        net = Network(ensemble, activation, 3, sigma_b2=0.1)
        sums, found = genus.moments(net, 6), law(net)
        series = np.max(np.abs(found.moments(6) / sums - 1))
        powers = np.array([found.expect(lambda x, k=k: x**k) for k in range(1, 7)])
        integral = np.max(np.abs(powers / sums - 1))
        worst = max(worst, series, integral)
        name = f"{net.ensembles[0].label} {net.phi.label}, L = 3"
        rows.append(
            (name, *("below 1e-12" if gap < 1e-12 else f"{gap:.0e}" for gap in (series, integral)))
        )
Table(("network", "series", "integral"), rows)

# %% [markdown]
# ## Every genus, at finite width

# %% tags=["hide-input"]
display(*drawn(gluings, results.experiment("gluings")))

# %% [markdown]
# ## Networks of width 4, here and now
#
# Five thousand linear networks with two Gaussian layers of four units: the mean of $m_2$ and
# $m_3$, against the sum over all gluings and the planar sum alone.

# %% tags=["live"]
from freewidth import rng, sample
from freewidth.ensembles import ENSEMBLES

net, draw = Network("gaussian", "linear", 2), rng.stream(0, "notebook", "gluings")
x = sample.inputs(draw, [[net.q0]], 4, 5000)
layers = sample.forward(net, net.sizes(4), sample.weights(ENSEMBLES["gaussian"]), draw, x)
found, rows = sample.trace_moments(sample.jacobians(net, layers), 3), []
for k, every, planar in zip(
    (2, 3), genus.mean_moments([4, 4, 4], 3)[1:], genus.moments(net, 3)[1:], strict=True
):
    mean, error = found[:, k - 1].mean(), found[:, k - 1].std(ddof=1) / 5000**0.5
    rows.append((f"m_{k}", f"{mean:.2f} ± {error:.2f}", f"{float(every):.2f}", f"{planar:.2f}"))
Table(("moment", "mean of 5,000", "all gluings", "planar ones"), rows)

# %% [markdown]
# ## The next order of nonlinear networks
#
# With $D$ independent of the weights, loops of $D$ that meet in one index are summed exactly. The
# networks' own $D$ gives the same planar limit $a$; its coefficient $b$ in $a + b/n$ is measured.

# %% tags=["hide-input"]
display(*drawn(corrections, results.experiment("corrections")))

# %% tags=["hide-input"]
rows = [
    (
        f"{named(entry)}: {item.what}",
        f"{item.observed:.3f} ± {item.sem:.3f}",
        f"{item.expected:.3f}",
    )
    for entry in entries
    if entry.role == "empirical"
    for item in entry.evidence
]
display(Table(("network", "b for true D", "b for independent D"), rows))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(conclusion(each.finding for each in about))

# %% [markdown]
# ## The checked number
#
# The worst mean, in standard errors from its exact value. All means are one set of tests, by
# Holm's method at the level of the claims: none of a theorem may fail, every control must. The
# three methods must agree to $10^{-10}$.

# %% tags=["verdict"]
verdict = stats.check(entries, observed="distance")
verdict["expected"] = f"{verdict['expected']}; three methods within 1e-10"
verdict["holds"] = bool(verdict["holds"] and worst < 1e-10)
display(checked(verdict), raw=True)
