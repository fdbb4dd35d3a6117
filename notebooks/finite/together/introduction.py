# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Finite networks: what is sampled, and how it is judged
#
# A random network $y^l = W^l x^{l-1} + b^l$, $x^l = \phi(y^l)$, $l = 1, \dots, L$, has the
# input-output Jacobian
#
# $$ J = D^L W^L \cdots D^1 W^1, \qquad D^l = \mathrm{diag}\, \phi'(y^l_j), \qquad
#    m_k = \tfrac1n \operatorname{tr} (J J^\top)^k, $$
#
# with weights of variance $\sigma_w^2/n_{l-1}$ and biases of variance $\sigma_b^2$. The notebooks
# of this study draw many small networks and hold averages (moments, lengths, outputs, kernels,
# counts) against what theory says of them.
#
# **At finite size** a prediction is exact, and a mean has to agree within its standard error. **In
# a limit** the mean is measured at three widths or more and extrapolated,
#
# $$ \mathbb E\, y(n) = a + \frac bn + O(n^{-2}), $$
#
# and it is $a$ that is compared, within a bias of a quarter of the correction at the largest
# width. A fit that misses the means supports nothing.
#
# **Verdicts.** All statistics of a claim are one set of tests by Holm's method: one false alarm in
# ten thousand. A claim is *supported* if everything under its hypotheses agrees, every *rival*
# (what would be true instead) is excluded, and every *control* (where the statement is false) is
# refuted; *refuted* if something disagrees; else left open. Every notebook ends with its claims in
# words, computed from the findings, and with one checked number.
#
# **Claims.** [Moments at finite width are exact](../../report.html#exact_moments): the test of the
# sampler that all others rest on. The theorems are those of Pastur
# ([arXiv:2001.06188](https://arxiv.org/abs/2001.06188)) and of Muca Cirone, Hamdan and Salvi
# ([arXiv:2407.08459](https://arxiv.org/abs/2407.08459)).
#
# **What would refute it.** Here: a second moment of the networks below that is off its exact
# value, or an extrapolation that is off the limit.
#
# **The notebooks.** [Deep networks](deep.html), [lengths of gradients](lengths.html), [outputs and
# tangent kernels](outputs.html), [kernels of one layer](kernels.html), [free
# products](products.html), [freeness](freeness.html), [gluings](gluings.html), [the law of single
# entries](entries.html), [sparse and complex weights](dilution.html), [rates, rotations and
# flaws](fluctuations.html), [Hessians at random weights](curvature.html).

# %% [markdown]
# ## Small networks, here and now
#
# Linear networks with two Gaussian layers, 600 of each width. Their mean $m_2$ is a polynomial in
# $1/n$ that counts surfaces; what is left as $n \to \infty$ is 3, the number of spheres.

# %% tags=["live"]
from freewidth import genus, rng, sample, stats
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from scripts.display import Table

net, observed, rows = Network("gaussian", "linear", 2), {}, []
for n in (12, 16, 24, 48):
    draw = rng.stream(0, "notebook", "introduction", n)
    x = sample.inputs(draw, [[net.q0]], n, 600)
    layers = sample.forward(net, net.sizes(n), sample.weights(ENSEMBLES["gaussian"]), draw, x)
    observed[n] = sample.trace_moments(sample.jacobians(net, layers), 2)
    error = observed[n][:, 1].std(ddof=1) / 600**0.5
    exact = genus.finite_moments(net, n, 2)[1]
    rows.append((n, f"{observed[n][:, 1].mean():.3f} ± {error:.3f}", f"{exact:.3f}"))
Table(("n", "mean of m_2", "exact"), rows)

# %% [markdown]
# Extrapolated, against the limit; the rival are Haar weights, whose linear networks have $m_2 =
# 1$.

# %%
limit, other = genus.moments(net, 2), genus.moments(Network("orthogonal", "linear", 2), 2)
found = stats.at_infinite_width(["m_1", "m_2"], observed, limit, {"haar": other})
entries = [stats.Entry("linear networks", {}, "theorem", tuple(found))]
head = ("statistic", "extrapolated", "bias allowed", "limit", "Haar weights")
cells = [
    (item.what, f"{item.observed:.3f} ± {item.sem:.3f}", f"{item.bias:.3f}", f"{one:g}", f"{two:g}")
    for item, one, two in zip(found, limit, other, strict=True)
]
Table(head, cells)

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
from IPython.display import Markdown, display

from scripts.display import checked

second = found[1]
display(
    Markdown(
        f"At infinite width the second moment of these networks is {second.observed:.2f} ± "
        f"{second.sem:.2f}, with {second.bias:.2f} allowed for what the fit leaves out. That "
        f"{'agrees with' if second.distance() < 4 else 'contradicts'} the limit {limit[1]:g} and "
        f"is {second.distance(other[1]):.0f} standard errors from that of Haar weights."
    )
)

# %% [markdown]
# ## The checked number

# %% tags=["verdict"]
display(checked(stats.check(entries, observed="distance")), raw=True)
