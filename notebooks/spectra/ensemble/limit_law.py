# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does the spectrum of the Jacobian converge to the predicted law?
#
# A network $y^l = W^l x^{l-1} + b^l$, $x^l = \phi(y^l)$, $l = 1, \dots, L$, has the input-output
# Jacobian
#
# $$ J = D^L W^L \cdots D^1 W^1, \qquad D^l = \mathrm{diag}\, \phi'(y^l_j), $$
#
# with weights of variance $\sigma_w^2 / n_{l-1}$ and Gaussian biases of variance $\sigma_b^2$.
# Pastur (Gaussian weights, arXiv:2001.06188; Haar orthogonal weights, arXiv:2201.04543) and
# Pastur and Slavin (i.i.d. weights, arXiv:2011.11439) prove that, as the width grows, the
# eigenvalue distribution of $J J^T$ converges to a law $\nu$ that does not depend on the draw, and
# that is found **as if every $D^l$ were independent of the weights**, although it is computed from
# them. With $q_1 = \sigma_w^2 q_0 + \sigma_b^2$ and
# $q_l = \sigma_w^2\, E\, \phi(\sqrt{q_{l-1}}\, g)^2 + \sigma_b^2$ for standard normal $g$, let
# $K^l$ be the law of $\phi'(\sqrt{q_l}\, g)^2$. Then the S-transforms multiply:
#
# $$ S_\nu(m) = \prod_{l=1}^{L} S_{K^l}(m)\, S_W(m), \qquad
#    S_W(m) = \frac{1}{\sigma_w^2 (1 + m)} \text{ (i.i.d.)}, \quad
#    S_W(m) = \frac{1}{\sigma_w^2} \text{ (Haar)}. $$
#
# **Hypotheses.** The weights are Gaussian, or i.i.d. with a finite fourth moment, or Haar
# orthogonal (so the abstracts say; the papers were not read), here square; from memory: a bounded,
# piecewise smooth activation, and for i.i.d. weights a delocalised input. ReLU and linear networks
# are outside (they are unbounded) and are shown as empirical.
#
# **What would refute it.** A statistic of the spectrum (moment, value of the distribution function,
# resolvent off the axis) whose extrapolation to infinite width differs from that of $\nu$ by more
# than its standard error and its bias of order $1/n^2$ allow, for as many tests as are made.
#
# **Rival.** The same data must disagree with the law of the *other* kind of weights (Haar for
# i.i.d., i.i.d. for Haar), and with $\nu$ computed from variances $q_l$ shifted by one layer.
#
# **Where failure is expected.** Cauchy weights have no variance: nothing converges to $\nu$, and if
# this notebook said otherwise it would be broken. Student weights with 3 degrees of freedom have no
# fourth moment: the weak limit is still right, but it is approached more slowly than like $1/n$, so
# only that the distance falls is checked; their moments drift, and are not shown.

# %% tags=["parameters"]
ensemble = "gaussian"
grid = "main"

# %%
from IPython.display import Markdown, display

from freewidth.ensembles import EVERY
from freewidth.stats import Entry, check
from scripts.display import checked, picture
from scripts.spectra.figures.ensemble import limit_law
from scripts.spectra.figures.together import convergence
from scripts.spectra.results import find

# %%
results = find()
weights = EVERY[ensemble]
compared = results.networks(grid, ensemble)
laws = {case: results.law(grid, comparison.net) for case, comparison in compared.items()}

# %%
if weights.has_finite_fourth_moment:
    expectation = "converges: the theorem covers these weights (with a bounded activation)"
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
# The law has no adjustable parameter. Its density blows up at 0 like $x^{-L/(L+1)}$ for independent
# entries, so distribution functions are compared over $\log \lambda$, and the density shown is that
# of $\log_{10} \lambda$. The atom at 0 is the share of units that are off in the layer where fewest
# are on. In a finite network that is the maximum of $L$ random counts, which on average exceeds the
# limit by $O(n^{-1/2})$: with ReLU, where all layers are alike, one sees it.

# %%
display(
    *picture(limit_law.draw(results, ensemble, grid), limit_law.caption(results, ensemble, grid))
)

# %% [markdown]
# ## How the distance falls with the width
#
# Given $D$, eigenvalues are rigid and the distance is of order $1/n$. Here every network draws its
# own $D$, with entries that fluctuate like independent ones: $\sup|F_n - F|$ of a single network
# falls like $n^{-1/2}$ instead.

# %%
own = {key: comparison for key, comparison in results.items() if key[:2] == (grid, ensemble)}
display(*picture(convergence.draw(own), convergence.caption(own)))

# %% [markdown]
# ## The numbers
#
# Distances to the law at the widest networks (mean over networks), the first moment extrapolated to
# infinite width, and the statistic that fits worst, in standard errors beyond its bias.

# %%
rows = ["| network | sup ΔF | W₁ | m₁ observed | m₁ expected | worst statistic | s.e. |",
        "|---|--:|--:|--:|--:|---|--:|"]  # fmt: skip
evidence = {case: comparison.evidence() for case, comparison in compared.items()}
for (activation, depth), comparison in compared.items():
    widest = comparison.widths[-1]
    items = {item.what: item for item in evidence[activation, depth]}
    worst = max(items.values(), key=lambda item: item.distance())
    first = items.get("m_1")
    shown = f"{first.observed:.5f} ± {first.sem:.5f}" if first else "has no variance"
    mean = laws[activation, depth].moments(1)[0]
    rows.append(
        f"| {comparison.net.phi.label}, L = {depth} | {comparison.kolmogorov[widest].mean():.4f} "
        f"| {comparison.wasserstein[widest].mean():.4f} | {shown} | {mean:.5f} "
        f"| {worst.what} | {worst.distance():.1f} |"
    )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# All statistics are one set of tests, by Holm's method at the level that the claims are judged by:
# none may fail. Without a variance every network must fail at least one.

# %% tags=["verdict"]
role = "theorem" if weights.has_finite_fourth_moment else "control"
entries = [Entry(f"{phi}, L = {depth}", {}, role, tuple(items))
           for (phi, depth), items in evidence.items()]  # fmt: skip
if weights.has_finite_fourth_moment:
    verdict = check(entries, observed="distance")
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
