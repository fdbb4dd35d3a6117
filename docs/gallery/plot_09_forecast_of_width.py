r"""
Forecasting wide networks from narrow ones
==========================================

Means of statistics approach their limits as :math:`a + b/n`. Fitted to widths 16 to 48, this line
says what networks of width 256 do, with an error; and its end at :math:`1/n = 0` is the limit,
which the law says without any network.
"""

import matplotlib.pyplot as plt
import numpy as np

import freewidth
from freewidth import sample, stats
from freewidth.rng import stream

net = freewidth.Network("gaussian", "relu", depth=2, sigma_w2=2.0)
first, second = freewidth.law(net).moments(2)
limit = second / first**2


def spreads(width, networks):
    """m_2/m_1^2 of the spectrum of each network, shape (networks, 1)."""
    rngs = [stream(0, "forecast", width, replicate) for replicate in range(networks)]
    values = sample.spectra(net, width, rngs).eigenvalues
    return np.mean(values**2, axis=1, keepdims=True) / np.mean(values, axis=1, keepdims=True) ** 2


narrow = {width: spreads(width, 500) for width in (16, 24, 32, 48)}
wide = spreads(256, 80)

# %%
# ``stats.extrapolate`` fits by weighted least squares and carries standard errors through.
# ``bias`` is what the next order, :math:`c/n^2`, may have left out.

wider, infinite = stats.extrapolate(narrow, at=256), stats.extrapolate(narrow)
print(f"width 256: forecast {wider.value[0]:.4f} +- {wider.error[0]:.4f}, bias {wider.bias[0]:.4f}")
print(f"           sampled  {wide.mean():.4f} +- {wide.std() / np.sqrt(len(wide)):.4f}")
print(f"infinite:  forecast {infinite.value[0]:.4f} +- {infinite.error[0]:.4f}, law {limit:.4f}")

# %%
everything = {**narrow, 256: wide}
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for width, values in everything.items():
    error, color = values.std() / np.sqrt(len(values)), "C1" if width == 256 else "C0"
    axes.errorbar(1 / width, values.mean(), error, fmt="o", color=color)
at = [np.inf, 256, 64, 32, 24, 15]
fits = [stats.extrapolate(narrow, at=width) for width in at]
x, line = 1 / np.array(at), np.array([fit.value[0] for fit in fits])
margin = np.array([2 * fit.error[0] + fit.bias[0] for fit in fits])
axes.plot(x, line, color="C0", label="line fitted to widths 16 to 48")
axes.fill_between(x, line - margin, line + margin, alpha=0.15, label="2 standard errors and bias")
axes.plot([], [], "o", color="C1", label="width 256, not in the fit")
axes.plot(0, limit, "*", color="black", markersize=10, label="limit law", clip_on=False)
axes.set(xlabel="1 / width", ylabel="mean of $m_2/m_1^2$", xlim=(0, None))
axes.legend()
plt.show()
