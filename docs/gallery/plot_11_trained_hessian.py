r"""
The Hessian of a trained network against Marchenko and Pastur's law
===================================================================

A network of 387 parameters learns to tell three sorts of wine. The eigenvalues of its exact
Hessian are compared with the nearest Marchenko-Pastur law: ratio, scale and shift are fitted. And
with a matrix that was drawn from that law, which is what agreement would look like.
"""

import matplotlib.pyplot as plt
import numpy as np

from freewidth.rng import stream
from freewidth.stats import fits
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.training import train

wine = load("wine")
mlp = MLP((13, 16, 8, 3), "tanh")
run = train(mlp, wine, stream(0, "training on wine"), epochs=[0, 60], rate=0.05)
print(run, "accuracy", run.accuracies)
values = np.linalg.eigvalsh(hessian(mlp, run.thetas[-1], wine))

# %%
# The family is solved for some ratios, and the nearest of its laws found:

family = MATRIXLAWS["wishart"]
tables = {shape: family.solve(**dict(shape)) for shape in family.combinations()}
best = fits.fit(values, "wishart", tables)
rng = stream(0, "a Wishart matrix")
drawn = MATRICES["wishart"].eigenvalues(rng, len(values), **dict(best.shape))
drawn = best.scale * drawn + best.shift
print(best)

# %%
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
share = (np.arange(len(values)) + 1) / len(values)
x = np.linspace(values.min(), np.quantile(values, 0.98), 1000)
axes.step(values, share, where="post", label="Hessian")
axes.step(drawn, share, where="post", linewidth=4, label="matrix of the fitted law")
axes.plot(x, best.law(tables).cdf(x), color="black", label="nearest Marchenko-Pastur law")
axes.set(xlabel="eigenvalue", ylabel="share below", xlim=(x[0], x[-1]))
axes.legend()
plt.show()

# %%
# Distances: of the Hessian, and of the drawn matrix.

law = best.law(tables)
print("Hessian", fits.kolmogorov(values, law))
print("drawn  ", fits.kolmogorov(drawn, law))
