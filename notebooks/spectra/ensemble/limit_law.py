# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does the spectrum of the Jacobian converge to the predicted law?
#
# The [law](introduction.html) of $J J^T$ is that of a free product, with S-transform
#
# $$ S_\nu(m) = \prod_{l=1}^{L} S_{K^l}(m)\, S_W(m), \qquad K^l = \text{ law of }
#    \phi'(\sqrt{q_l}\, g)^2 . $$
#
# It has no adjustable parameter. Do spectra of networks with these weights find it as the width
# grows?
#
# **Claims.** [Gaussian weights](../../report.html#pastur2020_gaussian_limit): Pastur
# ([arXiv:2001.06188](https://arxiv.org/abs/2001.06188)). [I.i.d.
# weights](../../report.html#pastur2023_iid_limit): Pastur and Slavin
# ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)). [Haar orthogonal
# weights](../../report.html#pastur2022_haar_limit): Pastur
# ([arXiv:2201.04543](https://arxiv.org/abs/2201.04543)). Ours: [no fourth
# moment](../../report.html#student_t3_weak_limit); false: [no
# variance](../../report.html#false_infinite_variance).
#
# **Hypotheses.** Gaussian weights, or i.i.d. with a finite fourth moment, or Haar orthogonal (so
# the abstracts say; the papers were not read), here square; from memory: a bounded, piecewise
# smooth activation, and for i.i.d. weights a delocalised input. ReLU and linear networks are
# unbounded, and are shown as empirical.
#
# **What would refute it.** A statistic whose extrapolation to infinite width differs from that of
# $\nu$ by more than its standard error and its bias allow, for as many tests as are made.
#
# **Rival.** The law of the *other* kind of weights, and $\nu$ with every variance off by one
# layer.
#
# **Where failure is expected.** Cauchy weights have no variance, and nothing converges to $\nu$.
# Student weights with 3 degrees of freedom have no fourth moment: the weak limit is still right,
# but approached more slowly than like $1/n$, so only that the distance falls is checked; their
# moments drift, and are not shown.

# %% tags=["parameters"]
ensemble = "gaussian"
grid = "main"

# %% tags=["hide-input"]
from IPython.display import Markdown, display

from claims.spectra import (
    false_infinite_variance,
    pastur2020_gaussian_limit,
    pastur2022_haar_limit,
    pastur2023_iid_limit,
    student_t3_weak_limit,
    yours,
)
from freewidth.ensembles import EVERY
from freewidth.stats import Entry, check
from scripts.display import Table, checked, conclusion, drawn, judged, picture
from scripts.spectra.figures.ensemble import limit_law
from scripts.spectra.figures.together import convergence
from scripts.spectra.results import find

results = find()
weights = EVERY[ensemble]
compared = results.networks(grid, ensemble)
laws = {case: results.law(grid, comparison.net) for case, comparison in compared.items()}

# %% tags=["hide-input"]
if weights.has_law:
    expectation = "converges: the theorem covers these weights (with a bounded activation)"
elif weights.no_law and weights.finite_moments > 2:
    expectation = (
        f"nothing: no limit law is declared ({weights.no_law}). The curve is the law of "
        f"{weights.kind.label} weights with the same $\\sigma_w^2$, for comparison"
    )
elif weights.finite_moments > 2:
    expectation = "converges weakly and slowly: the fourth moment is infinite, no theorem applies"
else:
    expectation = (
        "does **not** converge. There is no variance, hence no limit law: the curve is the law of "
        "i.i.d. weights with the same $\\sigma_w^2$, a negative control"
    )
display(Markdown(f"**{weights.label} weights** ({weights.source}). Expected: {expectation}."))

# %% [markdown]
# ## The spectrum over the law
#
# The density of $\nu$ blows up at 0 like $x^{-L/(L+1)}$ for independent entries, so distribution
# functions are compared over $\log \lambda$, and the density shown is that of $\log_{10} \lambda$.
# The atom at 0 is the share of units that are off in the layer where fewest are on. In a finite
# network that is the maximum of $L$ random counts, which on average exceeds the limit by
# $O(n^{-1/2})$: with ReLU, where all layers are alike, one sees it.

# %% tags=["hide-input"]
display(*drawn(limit_law, results, ensemble, grid))

# %% [markdown]
# ## How the distance falls with the width
#
# Given $D$, eigenvalues are rigid and the distance is of order $1/n$. Here every network draws its
# own $D$, with entries that fluctuate like independent ones: $\sup|F_n - F|$ of a single network
# falls like $n^{-1/2}$ instead.

# %% tags=["hide-input"]
own = {key: comparison for key, comparison in results.items() if key[:2] == (grid, ensemble)}
display(*picture(convergence.draw(own), convergence.caption(own)))

# %% [markdown]
# ## Three networks, here and now
#
# One network each of three widths, drawn anew, and its distance from the law.

# %% tags=["live"]
from freewidth import rng, sample
from freewidth.compare import kolmogorov

case = max(compared)
net, law, rows = compared[case].net, laws[case], []
for n in (16, 32, 64):
    values = sample.spectrum(net, n, rng.stream(0, "notebook", "limit_law", ensemble, n))
    rows.append((n, f"{values.mean():.3g}", f"{kolmogorov(values, law):.3f}"))
rows.append(("the law", f"{law.moments(1)[0]:.3g}", ""))
Table((f"{net.phi.label}, L = {net.depth}: width", "mean eigenvalue", "sup|dF|"), rows)

# %% [markdown]
# ## The numbers
#
# Distances to the law at the widest networks (mean over networks; $W_1$ is the mean difference of
# quantiles), the first moment extrapolated to infinite width, and the statistic that fits worst,
# in standard errors beyond its bias.

# %% tags=["hide-input"]
evidence, rows = {case: comparison.evidence() for case, comparison in compared.items()}, []
for case, comparison in compared.items():
    widest = comparison.widths[-1]
    items = {item.what: item for item in evidence[case]}
    worst = max(items.values(), key=lambda item: item.distance())
    first = items.get("m_1")
    distances = (d[widest].mean() for d in (comparison.kolmogorov, comparison.wasserstein))
    rows.append(
        (
            f"{comparison.net.phi.label}, L = {comparison.net.depth}",
            *(f"{d:.4f}" if d < 1e3 else f"{d:.1e}" for d in distances),
            f"{first.observed:.5f} ± {first.sem:.5f}" if first else "no variance",
            f"{laws[case].moments(1)[0]:.5f}",
            worst.what,
            f"{worst.distance():.1f}",
        )
    )
head = ("network", "sup|dF|", "W_1", "m_1 observed", "m_1 expected", "worst statistic", "s.e. off")
display(Table(head, rows))

# %% [markdown]
# ## Conclusion
#
# The claims on these weights, judged by the networks of this notebook alone.

# %% tags=["conclusion", "hide-input"]
modules = (
    pastur2020_gaussian_limit,
    pastur2022_haar_limit,
    pastur2023_iid_limit,
    student_t3_weak_limit,
    false_infinite_variance,
    *yours(ensemble),
)
about = judged(modules, results, ensemble=ensemble, grid=grid)
display(conclusion(each.finding for each in about if each.covered))

# %% [markdown]
# ## The checked number
#
# All statistics are one set of tests, by Holm's method at the level of the claims: none may fail,
# of unbounded activations neither. Without a variance every network must fail at least one.

# %% tags=["verdict"]
role = "theorem" if weights.has_law else "control"
entries = [Entry(f"{phi}, L = {depth}", {}, role, tuple(items))
           for (phi, depth), items in evidence.items()]  # fmt: skip
if weights.has_law:
    verdict = check(entries, observed="distance")
elif weights.no_law and weights.finite_moments > 2:
    verdict = {
        "what": f"distance in standard errors, worst statistic, to the law of {weights.kind.label} "
        "weights",
        "observed": max(item.distance() for items in evidence.values() for item in items),
        "expected": "nothing: no limit law is declared",
        "holds": True,
    }
elif weights.finite_moments > 2:
    falls = [c.kolmogorov[c.widths[-1]].mean() / c.kolmogorov[c.widths[0]].mean()
             for c in compared.values()]  # fmt: skip
    verdict = {
        "what": "largest ratio of Kolmogorov distances at the widest and the narrowest networks",
        "observed": float(max(falls)),
        "expected": "below 1",
        "holds": bool(max(falls) < 1),
    }
else:
    verdict = check(entries, observed="distance")
display(checked(verdict), raw=True)
