# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Does it matter that D is computed from the weights?
#
# In $J = D^L W^L \cdots D^1 W^1$ the matrix $D^l = \mathrm{diag}\, \phi'(y^l_j)$ is a function of
# $W^1, \dots, W^l$. Free probability multiplies *independent* matrices, so its prediction is not
# obviously about networks at all. The central statement of the papers is that in the limit the
# dependence does not matter: $J J^T$ has the same limiting eigenvalue distribution as its analog
#
# $$ \tilde J = \tilde D^L W^L \cdots \tilde D^1 W^1, \qquad
#    \tilde D^l = \mathrm{diag}\, \phi'(\sqrt{q_l}\, g^l_j), $$
#
# with fresh standard normal $g^l_j$, independent of everything. Here no limit law is used: two
# samples are compared, networks on one side, analogs on the other.
#
# **Claims.** [Gaussian weights](../../report.html#pastur2020_gaussian_independence): Pastur
# ([arXiv:2001.06188](https://arxiv.org/abs/2001.06188)). [I.i.d.
# weights](../../report.html#pastur2023_iid_independence): Pastur and Slavin
# ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)). [Haar
# weights](../../report.html#pastur2022_haar_independence): Pastur
# ([arXiv:2201.04543](https://arxiv.org/abs/2201.04543)). The model and the tests:
# [introduction](introduction.html).
#
# **Hypotheses.** As for the limit laws: Gaussian, or i.i.d. with a finite fourth moment, or Haar
# orthogonal weights (the abstracts say so); from memory, a bounded activation and a delocalised
# input.
#
# **What would refute it.** A statistic whose difference, extrapolated to infinite width as $a +
# b/n$, is not 0 within its standard error and bias, for as many tests as are made. At finite width
# the two *may* differ by $O(1/n)$.
#
# **Rival.** Independent $D$ of the wrong variance, $q_{l+1}$ in the place of $q_l$: this
# difference must be seen. (For homogeneous activations such as ReLU the law of $\phi'^2$ does not
# depend on the variance, and this rival is none.)
#
# **Where failure is expected.** Cauchy weights: $y^l_j$ does not become Gaussian, so that
# $\phi'(\sqrt{q_l}\, g)$ is the wrong law. Student weights with 3 degrees of freedom are outside
# the hypotheses: they approach the common limit more slowly than like $1/n$, and only the size of
# the difference, against the rival's, is checked.

# %% tags=["parameters"]
ensemble = "gaussian"
grid = "main"

# %% tags=["hide-input"]
import numpy as np
from IPython.display import Markdown, display
from scipy import stats

from claims.spectra import (
    pastur2020_gaussian_independence,
    pastur2022_haar_independence,
    pastur2023_iid_independence,
)
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from freewidth.stats import Entry, check
from scripts.display import Table, checked, conclusion, drawn, judged
from scripts.spectra.figures.ensemble import independence
from scripts.spectra.results import find

results = find()
weights = EVERY[ensemble]
compared, samples = {}, {}
for dependence in ("true", "independent", "shifted"):
    for case, comparison in results.networks(grid, ensemble, dependence).items():
        compared[dependence, *case] = comparison
    for case, eigenvalues in results.widest(grid, ensemble, dependence).items():
        samples[dependence, *case] = eigenvalues
cases = [key[1:] for key in compared if key[0] == "true"]
display(Markdown(f"**{weights.label} weights** ({weights.source})."))

# %% [markdown]
# ## The two samples

# %% tags=["hide-input"]
display(*drawn(independence, results, ensemble, grid))

# %% [markdown]
# ## Two networks, here and now
#
# A network and its analog, the same but for $D$, drawn anew at three widths: largest difference of
# their distribution functions, and their mean eigenvalues.

# %% tags=["live"]
from freewidth import rng, sample

net, rows = compared["true", *max(cases)].net, []
for n in (16, 32, 64):
    own, analog = (
        sample.spectrum(
            net,
            n,
            rng.stream(0, "notebook", ensemble, n, str(independent)),
            independent=independent,
        )
        for independent in (False, True)
    )
    gap = stats.ks_2samp(own, analog, method="asymp").statistic
    rows.append((n, f"{gap:.3f}", f"{own.mean():.3g}", f"{analog.mean():.3g}"))
head = (f"{net.phi.label}, L = {net.depth}: width", "sup|dF|", "mean, own D", "mean, independent D")
Table(head, rows)

# %% [markdown]
# ## The numbers
#
# Largest difference of the two distribution functions at the widest networks, pooled; the worst
# statistic in standard errors beyond its bias; and both again for analogs of the wrong variance.

# %% tags=["hide-input"]
evidence = {
    case: compared["true", *case].difference(compared["independent", *case]) for case in cases
}
control = {
    case: compared["true", *case].difference(compared["shifted", *case])
    for case in cases
    if "shifted" in compared["true", *case].rivals
}
distance, rows = {}, []
for case in cases:
    true = np.ravel(samples["true", *case])
    for dependence in ("independent", "shifted"):
        gap = stats.ks_2samp(true, np.ravel(samples[dependence, *case]), method="asymp")
        distance[dependence, case] = float(gap.statistic)
    worst = max(evidence[case], key=lambda item: item.distance())
    wrong = max((item.distance() for item in control.get(case, ())), default=None)
    name = f"{ACTIVATIONS[case[0]].label}, L = {case[1]}"
    found = (f"{distance['independent', case]:.4f}", worst.what, f"{worst.distance():.1f}")
    far = ("", "") if wrong is None else (f"{distance['shifted', case]:.4f}", f"{wrong:.1f}")
    rows.append((name, *found, *far))
head = ("network", "sup|dF|", "worst statistic", "s.e. off", "wrong variance: sup|dF|", "s.e. off")
display(Table(head, rows))

# %% [markdown]
# ## Conclusion
#
# Judged by the networks of this notebook alone.

# %% tags=["conclusion", "hide-input"]
modules = (
    pastur2020_gaussian_independence,
    pastur2022_haar_independence,
    pastur2023_iid_independence,
)
about = [each for each in judged(modules, results, ensemble=ensemble, grid=grid) if each.covered]
gaps = [distance["independent", case] for case in cases]
farthest = max(item.distance() for items in evidence.values() for item in items)
display(
    conclusion(each.finding for each in about)
    if about
    else Markdown(
        f"No theorem covers these weights. Distribution functions of networks and analogs "
        f"differ by {min(gaps):.3f} to {max(gaps):.3f}; extrapolated to infinite width, the worst "
        f"statistic is {farthest:.1f} standard errors from agreement."
    )
)

# %% [markdown]
# ## The checked number
#
# All differences are one set of tests, by Holm's method at the level of the claims: none may be
# told from 0. Without a variance at least one must be.

# %% tags=["verdict"]
if weights.no_law and weights.finite_moments > 2:
    verdict = {
        "what": "distance from 0 of the worst difference, in standard errors",
        "observed": max(item.distance() for items in evidence.values() for item in items),
        "expected": "nothing: no limit law is declared",
        "holds": True,
    }
elif weights.has_finite_fourth_moment:
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
