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
# Exact means at every width, and sampled ones with their standard errors:

widths = np.array([2, 3, 4, 6, 8, 12, 16, 24])
powers = np.array([1, 2, 3])
exact = np.array([genus.mean_moments([n, n], 3) for n in widths.tolist()], dtype=float)
planar = np.array(genus.planar_moments([1, 1], 3))

net = Network("gaussian", "linear", depth=1)
means, errors = np.empty((2, len(widths), 3))
for row, width in enumerate(widths.tolist()):
    rngs = [stream(0, "gluings", width, replicate) for replicate in range(1000)]
    values = sample.spectra(net, width, rngs).eigenvalues
    moments = np.mean(values[:, :, None] ** powers, axis=1) / planar
    means[row], errors[row] = moments.mean(axis=0), moments.std(axis=0) / np.sqrt(len(rngs))

figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for k in range(3):
    (line,) = axes.plot(widths, exact[:, k] / planar[k], label=f"$m_{k + 1}$, all surfaces")
    axes.errorbar(widths, means[:, k], errors[:, k], fmt="o", color=line.get_color())
axes.axhline(1, color="black", linewidth=0.8, label="spheres alone")
axes.set(xscale="log", xlabel="width n", ylabel="mean moment over its limit")
axes.set_xticks(widths, map(str, widths))
axes.minorticks_off()
axes.legend(title="dots: 1000 networks each")
plt.show()
