r"""
Layers that differ
==================

Weights, activation, variances and sizes may be one value for all layers or one for each. Here: a
wide layer after the input, ReLU behind tanh, a narrow layer, and a linear readout.
"""

import matplotlib.pyplot as plt
import numpy as np

import freewidth
from freewidth import sample
from freewidth.rng import stream

net = freewidth.Network(
    ("orthogonal", "gaussian", "gaussian", "gaussian"),
    ("tanh", "relu", "tanh", "linear"),
    sigma_w2=(1.0, 1.5, 2.0, 1.0),
    sigma_b2=(0.1, 0.0, 0.1, 0.0),
    widths=(2, 4, 3, 1, 2),
)
print(net)
print("variances of the pre-activations:", np.round(net.q, 4))

# %%
# Of ``widths`` only the ratios matter to the limit. The readout has twice as many units as the
# layer before, so half of the eigenvalues of :math:`J J^\top` are 0: an atom.

law = freewidth.law(net)
print(law)

# %%
# A network of this shape with 1000 inputs:

values = sample.spectrum(net, 1000, stream(0, "layers that differ"))
print("sizes:", net.sizes(1000))

x = np.geomspace(1e-4, law.quantile(1.0), 400)
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.plot(x, law.cdf(x), color="black", label="limit law")
axes.step(values, np.arange(1, len(values) + 1) / len(values), where="post", label="one network")
axes.set(xscale="log", xlabel=r"eigenvalue of $J J^\top$", ylabel="share below", ylim=(0, 1.02))
axes.legend()
plt.show()
