# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does it matter that D is computed from the weights?
#
# In $J = D^L W^L \cdots D^1 W^1$ the diagonal matrix $D^l = \mathrm{diag}\, \phi'(y^l_j)$ is a
# function of $W^1, \dots, W^l$. Free probability multiplies *independent* matrices, so its
# prediction is not obviously about networks at all. The central statement of Pastur
# (arXiv:2001.06188, arXiv:2201.04543) and of Pastur and Slavin (arXiv:2011.11439) is that in the
# limit the dependence does not matter: $J J^T$ has the same limiting eigenvalue distribution as
# its analog
#
# $$ \tilde J = \tilde D^L W^L \cdots \tilde D^1 W^1, \qquad
#    \tilde D^l = \mathrm{diag}\, \phi'(\sqrt{q_l}\, g^l_j), $$
#
# with fresh standard normal $g^l_j$, independent of everything. Here no limit law is used: two
# samples are compared, networks on one side, analogs on the other.
#
# **Hypotheses.** As for the limit laws: a bounded activation; Gaussian, or i.i.d. with a finite
# fourth moment, or Haar orthogonal weights; a delocalised input.
#
# **What would refute it.** A statistic whose difference, extrapolated to infinite width as
# $a + b/n$, is not 0 within its standard error and bias, for as many tests as are made. At finite
# width the two *may* differ by $O(1/n)$.
#
# **Rival.** Independent $D$ of the wrong variance, $q_{l+1}$ in the place of $q_l$: this difference
# must be seen. (For homogeneous activations such as ReLU the law of $\phi'^2$ does not depend on
# the variance, and this rival is none.)
#
# **Where failure is expected.** Cauchy weights: $y^l_j$ does not become Gaussian, so that
# $\phi'(\sqrt{q_l}\, g)$ is the wrong law. Student weights with 3 degrees of freedom are outside
# the hypotheses: they approach the common limit more slowly than like $1/n$, and only the size of
# the difference, against the rival's, is checked.

# %% tags=["parameters"]
ensemble = "gaussian"
grid = "main"

# %%
import numpy as np
from IPython.display import Image, Markdown, display
from scipy import stats

from freewidth import plotting
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from scripts.spectra.figures.ensemble import independence
from scripts.spectra.results import find

# %%
results = find()
weights = ENSEMBLES[ensemble]
compared, samples = {}, {}
for dependence in ("true", "independent", "shifted"):
    for case, comparison in results.networks(grid, ensemble, dependence).items():
        compared[dependence, *case] = comparison
    for case, eigenvalues in results.widest(grid, ensemble, dependence).items():
        samples[dependence, *case] = eigenvalues
cases = [key[1:] for key in compared if key[0] == "true"]
evidence = {
    case: compared["true", *case].difference(compared["independent", *case]) for case in cases
}
control = {
    case: compared["true", *case].difference(compared["shifted", *case])
    for case in cases
    if "shifted" in compared["true", *case].rivals
}
display(Markdown(f"**{weights.label} weights** ({weights.source})."))

# %% [markdown]
# ## The two samples

# %%
display(Image(plotting.png(independence.draw(results, ensemble, grid)), retina=True))
display(Markdown(independence.caption(results, ensemble, grid)))

# %% [markdown]
# ## The numbers
#
# Largest difference of the two distribution functions at the widest networks, pooled; the worst
# statistic in standard errors beyond its bias; and both again for analogs of the wrong variance.

# %%
distance = {}
rows = ["| network | sup ΔF | worst statistic | s.e. | wrong variance: sup ΔF | s.e. |",
        "|---|--:|---|--:|--:|--:|"]  # fmt: skip
for case in cases:
    true = np.ravel(samples["true", *case])
    for dependence in ("independent", "shifted"):
        gap = stats.ks_2samp(true, np.ravel(samples[dependence, *case]), method="asymp")
        distance[dependence, case] = float(gap.statistic)
    worst = max(evidence[case], key=lambda item: item.distance())
    wrong = max((item.distance() for item in control.get(case, ())), default=None)
    told = "no rival | " if wrong is None else f"{distance['shifted', case]:.4f} | {wrong:.1f}"
    rows.append(
        f"| {ACTIVATIONS[case[0]].label}, L = {case[1]} | {distance['independent', case]:.4f} "
        f"| {worst.what} | {worst.distance():.1f} | {told} |"
    )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# With $N$ statistics in all, each difference may lie as far from 0 as happens by chance once in
# $10^4 N$ times.

# %% tags=["verdict"]
tests = sum(len(items) for items in evidence.values())
freedom = min(item.freedom for items in evidence.values() for item in items)
limit = float(stats.t.isf(1e-4 / tests / 2, freedom))
worst = max(item.distance() for items in evidence.values() for item in items)
if weights.has_finite_fourth_moment:
    what = f"worst of {tests} differences, in standard errors from 0"
    observed, expected, holds = worst, f"at most {limit:.2f}", worst <= limit
elif weights.finite_moments > 2:
    ratio = max(distance["independent", case] / distance["shifted", case] for case in control)
    what = "largest ratio of sup ΔF for independent D and for D of the wrong variance"
    observed, expected, holds = ratio, "below 1/2", ratio < 0.5
else:
    what = f"worst of {tests} differences, in standard errors from 0"
    observed, expected, holds = worst, f"more than {limit:.2f} (negative control)", worst > limit
verdict = {"what": what, "observed": min(float(observed), 1e9), "expected": expected,
           "holds": bool(holds)}  # fmt: skip
told = {k: f"{v:.6g}" if isinstance(v, float) else v for k, v in verdict.items()}
shown = "\n".join(f"- **{name}**: {value}" for name, value in told.items())
display({"application/json": verdict, "text/markdown": shown}, raw=True)
