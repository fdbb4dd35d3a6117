# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Which property of the weights decides the spectrum?
#
# For independent entries, whatever their law, only the variance matters in the limit: the
# eigenvalue distribution of $J J^T$ is the one of Gaussian weights (macroscopic universality;
# Pastur and Slavin, arXiv:2011.11439). Haar orthogonal weights have the same variance, but their
# entries depend on each other, and the limit is another (Pastur, arXiv:2201.04543). In the
# product formula
#
# $$ S_\nu(m) = \prod_{l=1}^{L} S_{K^l}(m)\, S_W(m) $$
#
# the laws $K^l$ of $\phi'(\sqrt{q_l}\, g)^2$ are common to all; the difference is
#
# $$ S_W(m) = \frac{1}{\sigma_w^2 (1 + m)} \text{ for independent entries}, \qquad
#    S_W(m) = \frac{1}{\sigma_w^2} \text{ for Haar weights}. $$
#
# A consequence one can see: singular values of deep i.i.d. networks spread over many more decades.
# The relative second moment of the eigenvalues is
#
# $$ \frac{m_2}{m_1^2} = 1 + \sum_{l=1}^{L} \frac{\kappa^l_2}{(\kappa^l_1)^2}
#    \text{ (i.i.d.)}, \qquad
#    \frac{m_2}{m_1^2} = 1 + \sum_{l=1}^{L} \Big( \frac{\kappa^l_2}{(\kappa^l_1)^2} - 1 \Big)
#    \text{ (Haar)}, \qquad \kappa^l_k = E\, \phi'(\sqrt{q_l}\, g)^{2k}. $$
#
# **Hypotheses.** Entries of mean 0, variance $\sigma_w^2/n$ and finite fourth moment, or Haar
# orthogonal square matrices; a delocalised input; a bounded activation (others are empirical).
# Ensembles without a fourth moment are left out here; they have notebooks of their own.
#
# **What would refute it.** An i.i.d. ensemble that lies off the Gaussian curve by more than
# its fluctuations, or a Haar sample that does not lie on its own.
#
# **Rival.** For every ensemble the other curve: a method that cannot tell the two apart shows
# nothing.

# %% tags=["parameters"]
activation = "tanh"
grid = "main"

# %%
import numpy as np
from IPython.display import Markdown, display

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from scripts.display import checked, picture
from scripts.spectra._kinds import kind_of, rivals
from scripts.spectra.figures.activation import cases
from scripts.spectra.results import find

# %%
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

# %%
caption = cases.caption(results, activation, grid)
display(*picture(cases.draw(results, activation, grid), caption))

# %% [markdown]
# ## The numbers
#
# Distance of the pooled eigenvalues of the widest networks to their own law and to the other one,
# as mean difference of their quantiles (Wasserstein distance
# $W_1 = \int_0^1 |Q_n(p) - Q(p)|\, dp$). The Kolmogorov distance would not do here: with ReLU, the
# share of eigenvalues at 0 is set by the layer with the fewest active units, and its mean is off by
# $O(n^{-1/2})$, which changes $F_n$ near 0 but moves next to no mass.

# %%
levels = (np.arange(1000) + 0.5) / 1000
predicted = {case: law.quantile(levels) for case, law in laws.items()}
rows = ["| weights | L | own law | other law | ratio | m₂/m₁² sampled | m₂/m₁² of its law |",
        "|---|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
ratios = {}
for (ensemble, depth), eigenvalues in spectra.items():
    net = compared[ensemble, depth].net
    kind = kind_of(net)
    sampled = np.quantile(eigenvalues, levels)
    own, *others = (np.mean(np.abs(sampled - predicted[k, depth])) for k in (kind, *rivals(net)))
    other = min(others)
    ratios[ensemble, depth] = float(own / other)
    spread = np.mean(eigenvalues**2) / np.mean(eigenvalues) ** 2
    m1, m2 = laws[kind, depth].moments(2)
    rows.append(
        f"| {EVERY[ensemble].label} | {depth} | {own:.4f} | {other:.4f} "
        f"| {ratios[ensemble, depth]:.3f} | {spread:.4f} | {m2 / m1**2:.4f} |"
    )
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# Every sample must be at least twice as close to its own law as to the other; by the triangle
# inequality it then is closer to its own law than the two laws are to each other.

# %% tags=["verdict"]
worst = max(ratios, key=ratios.get)
verdict = {
    "what": "largest ratio of the distances to the own and to the other law "
    f"({worst[0]}, L = {worst[1]}), over {len(ratios)} samples",
    "observed": ratios[worst],
    "expected": "below 1/2",
    "holds": ratios[worst] < 0.5,
}
display(checked(verdict), raw=True)
