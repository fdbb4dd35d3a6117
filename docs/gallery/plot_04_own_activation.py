r"""
An activation of your own
=========================

Say what the function and its derivative are, where it has kinks, and the slopes of straight
pieces. A straight piece holds a share of all units, whose slope is then one number: that makes
atoms of the limit law.
"""

import matplotlib.pyplot as plt
import numpy as np

import freewidth
from freewidth import sample
from freewidth.activations import Activation
from freewidth.rng import stream

ramp = Activation(
    "ramp",
    f=lambda h: np.clip(h, -1, 2),
    df=lambda h: np.where((h > -1) & (h < 2), 1.0, 0.0),
    kinks=(-1.0, 2.0),
    slopes=(0.0, 1.0, 0.0),
    bounded=True,
)

# %%
# The derivative is checked against the function when the activation is made:

try:
    Activation("wrong", f=np.tanh, df=lambda h: 1.1 / np.cosh(h) ** 2, bounded=True)
except freewidth.FreewidthError as error:
    print(error)

# %%
# Three layers with orthogonal weights. Units beyond the kinks pass nothing on: an atom at 0.

net = freewidth.Network("orthogonal", ramp, depth=3, sigma_b2=0.1)
law = freewidth.law(net)
print("atoms:", law.atoms)
print("support:", law.support)
values = sample.spectrum(net, 800, stream(0, "a ramp"))
print("zeros of one network:", np.mean(values == 0))

x = np.linspace(0, 1.05, 2000)
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.plot(x, law.cdf(x), color="black", label="limit law")
axes.step(values, np.arange(1, 801) / 800, where="post", label="one network, n = 800")
axes.set(xlabel=r"eigenvalue of $J J^\top$", ylabel="share below", ylim=(0, 1.02))
axes.legend()
plt.show()
