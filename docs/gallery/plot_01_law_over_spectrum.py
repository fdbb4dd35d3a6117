r"""
One network over its limit law
==============================

The eigenvalues of :math:`J J^\top` of one random tanh network of width 1000, and the law to which
they tend as the width grows. Nothing is fitted.
"""

import matplotlib.pyplot as plt
import numpy as np

import freewidth
from freewidth import compare, sample
from freewidth.rng import stream

net = freewidth.Network("gaussian", "tanh", depth=3, sigma_b2=0.1)
law = freewidth.law(net)
values = sample.spectrum(net, 1000, stream(0, "one spectrum"))
print(law)

# %%
# The law has a density, a distribution function, quantiles and moments. On a logarithmic axis the
# density is that of :math:`\log_{10} x`, and so are the bars.

low, high = law.quantile(0.005), law.quantile(1.0)
x = np.geomspace(low, high, 500)[:-1]
bins = np.geomspace(low, high, 40)
counts, _ = np.histogram(values, bins)

figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
height = counts / len(values) / np.diff(np.log10(bins))
left.stairs(height, bins, fill=True, alpha=0.4, label="one network, n = 1000")
left.plot(x, law.density(x) * x * np.log(10), color="black", label="limit law")
left.set(xscale="log", xlabel=r"eigenvalue of $J J^\top$", ylabel="density per decade")
left.legend()

right.plot(values, np.arange(1, 1001) / 1000 - law.cdf(values))
right.axhline(0, color="black")
right.set(xscale="log", xlabel=r"eigenvalue of $J J^\top$", ylabel="sampled less limit CDF")
plt.show()

# %%
# How far apart they are at most, and the first moments side by side:

print("Kolmogorov distance", compare.kolmogorov(values, law))
print("sampled moments", np.array([np.mean(values**k) for k in (1, 2, 3)]))
print("limit moments  ", law.moments(3))
