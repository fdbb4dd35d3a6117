r"""
Orthogonal against Gaussian weights, layer upon layer
=====================================================

Both keep gradients on average: every layer is critical. What becomes of single directions is
another matter. With Gaussian weights the singular values of J spread with every layer; with
orthogonal ones hardly, as long as tanh is used near the origin.
"""

import matplotlib.pyplot as plt
import numpy as np

from freewidth import initialisation

# %%
# For each depth, the critical network at a fixed bias variance: the point where
# :math:`\sigma_w^2\,\mathbb E\,\phi'(y)^2 = 1`.

depths = [1, 2, 4, 8, 16, 32]
levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95, 1.0])
spread = {}
for ensemble in ("gaussian", "orthogonal"):
    nets = [initialisation.critical("tanh", ensemble, depth, sigma_b2=1e-4) for depth in depths]
    spread[ensemble] = np.array([np.sqrt(net.law.quantile(levels)) for net in nets])

# %%
# Quantiles of the singular values. The uppermost line is the largest, which is finite in the
# limit.

figure, panels = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
for panel, (ensemble, values) in zip(panels, spread.items(), strict=True):
    for level, line in zip(levels, values.T, strict=True):
        panel.plot(depths, line, "o-", label="largest" if level == 1 else f"{level:.0%} below")
    panel.set(xscale="log", yscale="log", xlabel="depth L", ylim=(1e-6, 30))
    panel.set_title(f"{ensemble} weights")
    panel.set_xticks(depths, map(str, depths))
panels[0].set_ylabel("singular value of J")
panels[1].legend(loc="lower left")
plt.show()

# %%
# The largest over the median, at 32 layers:

for ensemble, values in spread.items():
    print(f"{ensemble}: {values[-1, -1] / values[-1, 2]:.3g}")
