# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Which property of the weights decides the spectrum?
#
# For independent entries, whatever their law, only the variance matters in the limit. Haar
# orthogonal weights have the same variance, but their entries depend on each other, and the limit
# is another. In the [product formula](introduction.html) the laws of $\phi'(\sqrt{q_l}\, g)^2$ are
# common to all, and the difference is
#
# $$ S_W(m) = \frac{1}{\sigma_w^2 (1 + m)} \text{ for independent entries}, \qquad
#    S_W(m) = \frac{1}{\sigma_w^2} \text{ for Haar weights}. $$
#
# A consequence one can see: singular values of deep i.i.d. networks spread over many more decades.
# With $\kappa^l_k = E\, \phi'(\sqrt{q_l}\, g)^{2k}$
#
# $$ \frac{m_2}{m_1^2} = 1 + \sum_{l=1}^{L} \frac{\kappa^l_2}{(\kappa^l_1)^2}
#    \text{ (i.i.d.)}, \qquad
#    \frac{m_2}{m_1^2} = 1 + \sum_{l=1}^{L} \Big( \frac{\kappa^l_2}{(\kappa^l_1)^2} - 1 \Big)
#    \text{ (Haar)}. $$
#
# **Claims.** [Universality](../../report.html#pastur2023_universality): Pastur and Slavin
# ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)). [Haar
# weights](../../report.html#pastur2022_haar_limit): Pastur
# ([arXiv:2201.04543](https://arxiv.org/abs/2201.04543)). False: that [i.i.d. weights have the law
# of Haar weights](../../report.html#false_haar_law_of_iid), or [the other way
# round](../../report.html#false_iid_law_of_haar).
#
# **Hypotheses.** Entries of mean 0, variance $\sigma_w^2/n$ and finite fourth moment, or Haar
# orthogonal square matrices; a delocalised input; a bounded activation (others are empirical).
# Ensembles without a fourth moment are left out here; they have notebooks of their own.
#
# **What would refute it.** An i.i.d. ensemble that lies off the Gaussian curve by more than its
# fluctuations, or a Haar sample that does not lie on its own.
#
# **Rival.** For every ensemble the other curve: a method that cannot tell the two apart shows
# nothing.

# %% tags=["parameters"]
activation = "tanh"
grid = "main"

# %% tags=["hide-input"]
import numpy as np
from IPython.display import Markdown, display

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from scripts.display import Table, checked, drawn
from scripts.spectra._kinds import kind_of, rivals
from scripts.spectra.figures.activation import cases
from scripts.spectra.results import find

results = find()
compared = cases.covered(results, activation, grid)
spectra = {
    (ensemble, depth): results.widest(grid, ensemble)[activation, depth]
    for ensemble, depth in compared
}
laws = {
    (kind, comparison.net.depth): results.law(grid, comparison.net, kind)
    for comparison in compared.values()
    for kind in (kind_of(comparison.net), *rivals(comparison.net))
}
phi = ACTIVATIONS[activation]
role = "bounded: under the hypotheses" if phi.bounded else "unbounded: outside the hypotheses"
display(Markdown(f"Activation **{phi.label}**, {role}."))

# %% [markdown]
# ## The three cases over the two laws

# %% tags=["hide-input"]
display(*drawn(cases, results, activation, grid))

# %% [markdown]
# ## Five layers, here and now
#
# One network of 64 units with each kind of weights: how far its eigenvalues spread, against the
# formulas above.

# %% tags=["live"]
from freewidth import genus, rng, sample
from freewidth.network import Network

rows = []
for ensemble in ("gaussian", "rademacher", "orthogonal"):
    net = Network(ensemble, activation, 5, sigma_b2=0.1)
    x = sample.spectrum(net, 64, rng.stream(0, "notebook", "cases", ensemble, activation))
    m1, m2 = genus.moments(net, 2)
    spread = f"{np.mean(x**2) / np.mean(x) ** 2:.1f}"
    rows.append((EVERY[ensemble].label, spread, f"{m2 / m1**2:.1f}"))
Table(("weights", "m_2/m_1^2 of one network", "in the limit"), rows)

# %% [markdown]
# ## The numbers
#
# Distance of the pooled eigenvalues of the widest networks to their own law and to the other one,
# as mean difference of their quantiles ($W_1 = \int_0^1 |Q_n(p) - Q(p)|\, dp$). The Kolmogorov
# distance would not do here: with ReLU, the share of eigenvalues at 0 is set by the layer with the
# fewest active units, and its mean is off by $O(n^{-1/2})$, which changes $F_n$ near 0 but moves
# next to no mass.

# %% tags=["hide-input"]
levels = (np.arange(1000) + 0.5) / 1000
predicted = {case: law.quantile(levels) for case, law in laws.items()}
ratios, rows = {}, []
for (ensemble, depth), eigenvalues in spectra.items():
    net = compared[ensemble, depth].net
    kind = kind_of(net)
    sampled = np.quantile(eigenvalues, levels)
    own, *others = (np.mean(np.abs(sampled - predicted[k, depth])) for k in (kind, *rivals(net)))
    ratios[ensemble, depth] = float(own / min(others))
    spread = np.mean(eigenvalues**2) / np.mean(eigenvalues) ** 2
    m1, m2 = laws[kind, depth].moments(2)
    numbers = own, min(others), ratios[ensemble, depth], spread, m2 / m1**2
    rows.append((EVERY[ensemble].label, depth, *(f"{number:.4f}" for number in numbers)))
head = ("weights", "L", "own law", "other law", "ratio", "m_2/m_1^2 sampled", "of its law")
display(Table(head, rows))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
worst, best = max(ratios, key=ratios.get), min(ratios, key=ratios.get)
closer = sum(ratio < 1 for ratio in ratios.values())
display(
    Markdown(
        f"{closer} of {len(ratios)} samples lie closer to the law of their own kind of weights "
        f"than to the other: {EVERY[best[0]].label}, L = {best[1]}, {1 / ratios[best]:.0f} times "
        f"as close, {EVERY[worst[0]].label}, L = {worst[1]}, the least clear one, "
        f"{1 / ratios[worst]:.1f} times."
    )
)

# %% [markdown]
# ## The checked number
#
# Every sample must be at least twice as close to its own law as to the other; by the triangle
# inequality it then is closer to its own law than the two laws are to each other.

# %% tags=["verdict"]
verdict = {
    "what": "largest ratio of the distances to the own and to the other law "
    f"({worst[0]}, L = {worst[1]}), over {len(ratios)} samples",
    "observed": ratios[worst],
    "expected": "below 1/2",
    "holds": ratios[worst] < 0.5,
}
display(checked(verdict), raw=True)
