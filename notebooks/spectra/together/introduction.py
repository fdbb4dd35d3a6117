# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Spectra of Jacobians: the question, the law, the tests
#
# A network $y^l = W^l x^{l-1} + b^l$, $x^l = \phi(y^l)$, $l = 1, \dots, L$, has the input-output
# Jacobian
#
# $$ J = D^L W^L \cdots D^1 W^1, \qquad D^l = \mathrm{diag}\, \phi'(y^l_j), $$
#
# with weights of variance $\sigma_w^2 / n_{l-1}$ and biases of variance $\sigma_b^2$. As the width
# grows, the eigenvalue distribution of $J J^T$ converges to a law $\nu$ that does not depend on
# the draw, and that is found **as if every $D^l$ were independent of the weights**, although it is
# computed from them. With $q_1 = \sigma_w^2 q_0 + \sigma_b^2$ and $q_l = \sigma_w^2\, E\,
# \phi(\sqrt{q_{l-1}}\, g)^2 + \sigma_b^2$ for standard normal $g$, let $K^l$ be the law of
# $\phi'(\sqrt{q_l}\, g)^2$. Then the S-transforms multiply:
#
# $$ S_\nu(m) = \prod_{l=1}^{L} S_{K^l}(m)\, S_W(m), \qquad
#    S_W(m) = \frac{1}{\sigma_w^2 (1 + m)} \text{ (i.i.d.)}, \quad
#    S_W(m) = \frac{1}{\sigma_w^2} \text{ (Haar)}. $$
#
# **Claims.** [Gaussian weights](../../report.html#pastur2020_gaussian_limit): Pastur
# ([arXiv:2001.06188](https://arxiv.org/abs/2001.06188)). [I.i.d.
# weights](../../report.html#pastur2023_iid_limit): Pastur and Slavin
# ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)). [Haar orthogonal
# weights](../../report.html#pastur2022_haar_limit): Pastur
# ([arXiv:2201.04543](https://arxiv.org/abs/2201.04543)).
#
# **How it is tested.** Of every network moments, values of the distribution function at quantiles
# of the law and the resolvent above the axis are averaged over many draws, extrapolated to
# infinite width as $a + b/n$, and it is $a$ that is compared, within a bias of a quarter of the
# correction at the largest width. Distances of single networks fall like $n^{-1/2}$, as every one
# draws its own $D$.
#
# **Verdicts.** All statistics of a claim are one set of tests by Holm's method: one false alarm in
# ten thousand. A claim is *supported* if everything under its hypotheses agrees, every *rival*
# (the law of the other kind of weights, every variance off by one layer) is excluded, and every
# *control* is refuted; *refuted* if something disagrees; else left open.
#
# **What would refute it.** Here: networks that lie closer to the law of the other kind of weights
# than to their own.
#
# **The notebooks.** For each ensemble `limit_law` (does its spectrum converge?) and `independence`
# (does it matter that $D$ comes from the weights?), for each activation `cases` (which property of
# the weights decides?), [all of them together](overview-breadth.html), and [the
# solver](solver.html) of the laws. They are listed in the [report](../../report.html#notebooks).

# %% [markdown]
# ## One network, here and now
#
# Three layers of 200 units, solved and sampled in less than a second: the eigenvalues of one
# network over the law that knows nothing of it, and over the law of the other kind of weights.

# %% tags=["live"]
from freewidth import rng, sample
from freewidth.compare import wasserstein
from freewidth.jacobian import law
from freewidth.network import Network

net = Network("gaussian", "tanh", depth=3, sigma_b2=0.1)
other = Network("orthogonal", "tanh", depth=3, sigma_b2=0.1)
values = sample.spectrum(net, 200, rng.stream(0, "notebook", "introduction"))
own_law, other_law = law(net), law(other)
own, foreign = (wasserstein(values, each) for each in (own_law, other_law))

# %% tags=["hide-input"]
from IPython.display import Markdown, display

from scripts.display import checked, picture
from scripts.spectra._one_network import one_network

display(
    *picture(
        one_network(values, own_law, other_law),
        f"Eigenvalues of J J^T of one network of width {len(values)} with Gaussian weights, tanh "
        f"and L = 3 (bars), its limit law (line) and that of Haar weights (dashed). Right: "
        f"distribution function of the sample less that of either law.",
    )
)

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(
    Markdown(
        f"The quantiles of this network are {own:.3f} from those of its own law on average, and "
        f"{foreign:.3f} from those of the other law: {foreign / own:.0f} times as far."
    )
)

# %% [markdown]
# ## The checked number
#
# The distance to the own law over that to the other one (mean difference of quantiles).

# %% tags=["verdict"]
verdict = {
    "what": "distance of one network to its own law over that to the law of Haar weights",
    "observed": float(own / foreign),
    "expected": "below 1/2",
    "holds": bool(own / foreign < 0.5),
}
display(checked(verdict), raw=True)
