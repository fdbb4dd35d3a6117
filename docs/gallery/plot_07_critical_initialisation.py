r"""
Initialisation at criticality
=============================

Every layer multiplies squared gradients by :math:`\chi = \sigma_w^2\,\mathbb E\,\phi'(y)^2` on
average. Critical networks have :math:`\chi = 1`; ``freewidth.initialisation`` finds them, and
says what to type.
"""

import matplotlib.pyplot as plt
import numpy as np

from freewidth import Network, initialisation, sample
from freewidth.rng import stream

critical = initialisation.critical("tanh", "orthogonal", depth=30)
print(critical)
for line in initialisation.lines(critical)["PyTorch"]:
    print(line)

# %%
# The mean eigenvalue of :math:`J J^\top`, which is the mean factor by which a squared gradient
# grows, in networks of width 200 with a little less and a little more weight. Lines:
# :math:`\chi^L`. The input has the length at which all layers have the same variance, the fixed
# point ``q``.

depths = np.arange(5, 31, 5)
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for factor in (0.9, 1.0, 1.1):
    weights, biases = factor * critical.sigma_w2, critical.sigma_b2
    net = initialisation.given("tanh", "orthogonal", 30, sigma_w2=weights, sigma_b2=biases)
    means = []
    for depth in depths.tolist():
        finite = Network("orthogonal", "tanh", depth, weights, biases, q0=net.q0)
        values = sample.spectrum(finite, 200, stream(0, "criticality", factor, depth))
        means.append(np.mean(values))
    label = rf"$\sigma_w^2$ times {factor}: $\chi$ = {net.chi:.3f}"
    (line,) = axes.plot(depths, means, "o", label=label)
    axes.plot(depths, net.chi**depths, color=line.get_color())
axes.set(yscale="log", xlabel="depth L", ylabel=r"mean eigenvalue of $J J^\top$")
axes.legend()
plt.show()
