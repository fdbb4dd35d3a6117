r"""
Moments as sums over surfaces
=============================

For linear networks with Gaussian weights the mean of :math:`\operatorname{tr}(J J^\top)^k` is a
sum over all ways to glue the edges of a polygon in pairs, each weighted by the width to the power
of the Euler characteristic of the surface that results. Spheres give the limit; the others are
exact corrections at every finite width.
"""

import matplotlib.pyplot as plt
import numpy as np

from freewidth import Network, genus, sample
from freewidth.rng import stream

# %%
# One layer, third moment: 15 gluings of a hexagon, by Euler characteristic (2 is the sphere, 1 the
# projective plane, 0 the torus and the Klein bottle).

print(genus.census(3, depth=1, field="real"))

# %%
# Exact means at every width, for two layers, and sampled ones:

widths = np.array([2, 3, 4, 6, 8, 12, 16, 24])
exact = np.array([genus.mean_moments([n, n, n], 3) for n in widths.tolist()])
planar = genus.planar_moments([1, 1, 1], 3)
net = Network("gaussian", "linear", depth=2)
sampled = np.empty((len(widths), 3))
for row, width in enumerate(widths.tolist()):
    rngs = [stream(0, "gluings", width, replicate) for replicate in range(1500)]
    values = sample.spectra(net, width, rngs).eigenvalues
    sampled[row] = [np.mean(values**k) for k in (1, 2, 3)]

figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for k in (1, 2, 3):
    (line,) = axes.plot(widths, exact[:, k - 1] / planar[k - 1], label=f"$m_{k}$, all surfaces")
    axes.plot(widths, sampled[:, k - 1] / planar[k - 1], "o", color=line.get_color())
axes.axhline(1, color="black", linewidth=0.8)
axes.text(widths[-1], 0.98, "spheres alone", ha="right", va="top")
axes.set(xscale="log", xlabel="width n", ylabel="mean moment over its limit")
axes.set_xticks(widths, map(str, widths))
axes.minorticks_off()
axes.legend(title="dots: 1500 networks each")
plt.show()
