r"""
Residual networks: many weak layers
===================================

A residual layer adds to what enters it, :math:`x^l = x^{l-1} + a\,\phi(W^l x^{l-1} + b^l)`. With
the sum of strengths :math:`\Lambda = \sum_l a^2\sigma_w^2\,\mathbb E\,\phi'(y^l)^2` held fixed,
more and weaker layers lead to one law, whatever the weights and the activation.
"""

import matplotlib.pyplot as plt
import numpy as np

from freewidth import sample
from freewidth.residual import ResidualLimit, ResidualNetwork, law, tuned
from freewidth.rng import stream

limit = law(ResidualLimit(1.0))
networks = {
    "Gaussian, tanh, 2 layers": ResidualNetwork("gaussian", "tanh", depth=2, scale=0.5),
    "orthogonal, tanh, 2 layers": ResidualNetwork("orthogonal", "tanh", depth=2, scale=0.5),
    "Gaussian, ReLU, 16 layers": ResidualNetwork("gaussian", "relu", depth=16, scale=0.2),
}

# %%
# Each is given the strength :math:`\Lambda = 1`. Lines are limit laws at infinite width, dots one
# sampled network of width 300.

x = np.geomspace(0.005, 100, 400)
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.plot(x, limit.cdf(x), color="black", linewidth=2, label="infinitely many layers")
for name, net in networks.items():
    net = tuned(net, 1.0)
    (values,) = sample.residual_eigenvalues(net, 300, stream(0, "weak layers", name))
    (line,) = axes.plot(x, law(net).cdf(x), "--", label=name)
    axes.plot(values[::10], (np.arange(300)[::10] + 0.5) / 300, ".", color=line.get_color())
axes.set(xscale="log", xlabel=r"eigenvalue of $J J^\top$", ylabel="share below")
axes.legend()
plt.show()

# %%
# The limit is symmetric in the logarithm: its edges are reciprocals of each other.

((low, high),) = limit.support
print(low, 1 / high)
