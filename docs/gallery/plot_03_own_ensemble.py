r"""
Weights of your own
===================

A law of weights is an object: how entries are drawn, and what is known of it. Two of them here.
Independent entries of variance one and finite fourth moment share the limit of Gaussian weights.
Weights :math:`U \operatorname{diag}(s) V^\top` with Haar :math:`U` and :math:`V` have a limit of
their own, which depends on the law of :math:`s`.
"""

import matplotlib.pyplot as plt
import numpy as np

import freewidth
from freewidth import compare, sample
from freewidth.ensembles import biunitary, iid
from freewidth.kinds import SingularValues
from freewidth.rng import stream

triangular = iid(
    "triangular",
    "an example",
    lambda rng, shape: rng.triangular(-np.sqrt(6), 0, np.sqrt(6), size=shape),
    fourth_moment=12 / 5,
)
two_scales = biunitary(
    "two_scales",
    "two singular values",
    "an example",
    SingularValues(((np.sqrt(0.2), 0.5), (np.sqrt(1.8), 0.5))),
)

# %%
# A wrong normalisation is refused when a network is made of it, by drawing from it:

try:
    double = iid("double", "mine", lambda rng, n: 2 * rng.standard_normal(n), fourth_moment=3.0)
    freewidth.Network(double, "tanh", depth=3)
except freewidth.InvalidInputError as error:
    print(error)

# %%
# Networks of these weights, and two limit laws, solved:

figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for ensemble, marker in ((triangular, "o"), (two_scales, "s")):
    net = freewidth.Network(ensemble, "hardtanh", depth=2, sigma_b2=0.1)
    law = freewidth.law(net)
    values = sample.spectrum(net, 800, stream(0, "own weights", ensemble.label))
    x = np.geomspace(1e-4, law.quantile(1.0), 500)
    (line,) = axes.plot(x, law.cdf(x), label=f"limit, {ensemble.label} weights")
    share = (np.arange(800) + 0.5) / 800
    axes.plot(values[::20], share[::20], marker, color=line.get_color(), fillstyle="none")
    print(ensemble.label, "distance", compare.kolmogorov(values, law))
axes.set(xlabel=r"eigenvalue of $J J^\top$", ylabel="share below", xscale="log", xlim=(1e-4, 10))
axes.legend(title="markers: one network, n = 800")
plt.show()
