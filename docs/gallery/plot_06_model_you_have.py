r"""
A network that you have, against its law
========================================

Weights from anywhere: here NumPy arrays, drawn as PyTorch's ``nn.Linear`` draws them.
``freewidth.model.from_torch`` and others read those of frameworks. The model measures its
weights, names the random network that is like it, and compares: not with the law alone, on which
no finite network is, but with random networks of its size.
"""

from itertools import pairwise

import numpy as np

from freewidth import model

rng = np.random.default_rng(0)


def linear(outputs, inputs):
    bound = 1 / np.sqrt(inputs)
    return rng.uniform(-bound, bound, (outputs, inputs)), rng.uniform(-bound, bound, outputs)


sizes = (128, 256, 256, 128)
layers = [linear(outputs, inputs) for inputs, outputs in pairwise(sizes)]
weights, biases = (list(each) for each in zip(*layers, strict=True))
mine = model.from_arrays(weights, biases, ["tanh", "tanh", "linear"])
for layer in mine.measured:
    variance = f"sigma_w2 = {layer.sigma_w2:.4f} +- {layer.sigma_w2_sem:.4f}"
    print(layer.name, layer.shape, layer.looks, variance)

# %%
# An input at which the Jacobian is taken:

x = rng.standard_normal(128)
found = mine.compare(x)
print(found.verdict)
figure = found.plot()

# %%
# Now training is played: a matrix of rank one is added to the second layer. Its largest eigenvalue
# gives it away.

weights[1] = weights[1] + 2 * np.outer(rng.standard_normal(256), rng.standard_normal(256)) / 256
changed = model.from_arrays(weights, biases, ["tanh", "tanh", "linear"]).compare(x)
print(changed.verdict)
figure = changed.plot()
