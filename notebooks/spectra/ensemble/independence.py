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
from IPython.display import Markdown, display
from scipy import stats

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from freewidth.stats import Entry, check
from scripts.display import checked, picture
from scripts.spectra.figures.ensemble import independence
from scripts.spectra.results import find

# %%
results = find()
weights = EVERY[ensemble]
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
display(
    *picture(
        independence.draw(results, ensemble, grid), independence.caption(results, ensemble, grid)
    )
)

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
    cells = "no rival | " if wrong is None else f"{distance['shifted', case]:.4f} | {wrong:.1f}"
    rows.append(
        f"| {ACTIVATIONS[case[0]].label}, L = {case[1]} | {distance['independent', case]:.4f} "
        f"| {worst.what} | {worst.distance():.1f} | {cells} |"
    )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# All differences are one set of tests, by Holm's method at the level that the claims are judged by:
# none may be told from 0. Without a variance at least one must be.

# %% tags=["verdict"]
if weights.has_finite_fourth_moment:
    verdict = check(
        [Entry(f"{a}, L = {d}", {}, "theorem", tuple(items)) for (a, d), items in evidence.items()],
        observed="distance",
    )
elif weights.finite_moments > 2:
    ratio = max(distance["independent", case] / distance["shifted", case] for case in control)
    verdict = {
        "what": "largest ratio of sup ΔF for independent D and for D of the wrong variance",
        "observed": float(ratio),
        "expected": "below 1/2",
        "holds": bool(ratio < 0.5),
    }
else:
    every = tuple(item for items in evidence.values() for item in items)
    verdict = check([Entry("all networks", {}, "control", every)], observed="distance")
display(checked(verdict), raw=True)
