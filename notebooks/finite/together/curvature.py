# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How is the Hessian at random weights built?
#
# Two properties of Hessians that can be seen before any training. Those of classifiers are nearly
# block-diagonal, the more so the more classes $C$ there are: in root mean square
#
# $$ \frac{\|H_{ij}\|}{\|H_{ii}\|} \to \frac{1}{C - 1} \text{ (classes)}, \qquad
#    \frac{\|H_{ij}\|}{\|H_{ii}\|} \to \frac{1}{\sqrt{C + 1}} \text{ (hidden units)} . $$
#
# And the share of negative directions at a critical point falls with its energy $E$ as the law of
# the Hessian says, $\frac1n \#\{i: \lambda_i(H + E) < 0\} \to \nu((-\infty, -E))$.
#
# **Claims.** [Blocks](../../report.html#dong2025_hessian_blocks): Dong, Zhang, Luo, Yao and Sun
# ([arXiv:2505.02809](https://arxiv.org/abs/2505.02809)). [The index by its
# law](../../report.html#index_by_law): ours, about laws that Granziol
# ([arXiv:2006.07721](https://arxiv.org/abs/2006.07721)) discusses. How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** Cross-entropy, random weights, linear hidden units, independent Gaussian inputs;
# matrices drawn from a law, not Hessians of trained networks.
#
# **What would refute it.** A ratio of blocks or a share of negative eigenvalues off its
# prediction.
#
# **Rivals.** No dependence on $C$, the rate of the other sort of blocks, $1/C^2$; the index of any
# other of the laws.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    dong2025_hessian_blocks,
    index_by_law,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import hessian_blocks, layering
from scripts.finite.results import find

results = find()
about = judged(
    (
        dong2025_hessian_blocks,
        index_by_law,
    ),
    results,
)

# %% [markdown]
# ## Blocks

# %% tags=["hide-input"]
display(*drawn(hessian_blocks, results.experiment("hessian_blocks")))

# %% [markdown]
# ## The index

# %% tags=["hide-input"]
display(*drawn(layering, results.experiment("layering")))

# %% [markdown]
# ## One classifier, here and now
#
# A linear model of eight inputs and $C$ classes at random weights, its exact Hessian, and the root
# mean square of blocks off the diagonal over those on it. The limit is that of many inputs.

# %% tags=["live"]
import numpy as np

from freewidth import rng
from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP
from scripts.display import Table

rows = []
for classes in (4, 8, 16):
    draw, mlp = rng.stream(0, "notebook", "curvature", classes), MLP((8, classes), "linear")
    x, y = draw.standard_normal((256, 8)), draw.integers(0, classes, 256)
    found = hessian(mlp, mlp.initial(draw), Dataset("random", x, y, classes))
    squares = (found.reshape(classes, 9, classes, 9)[:, :8, :, :8] ** 2).sum(axis=(1, 3))
    off = (squares.sum() - np.trace(squares)) / (classes - 1) / np.trace(squares)
    rows.append((classes, f"{np.sqrt(off):.3f}", f"{1 / (classes - 1):.3f}"))
Table(("classes C", "one Hessian", "1/(C - 1)"), rows)

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias.

# %% tags=["hide-input"]
entries = [entry for each in about for entry in each.entries]
display(table(entries))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(conclusion(each.finding for each in about))

# %% [markdown]
# ## The checked number
#
# All statistics are one set of tests, by Holm's method at the level of the claims: none of a
# theorem may fail, and every control must.

# %% tags=["verdict"]
display(checked(stats.check(entries)), raw=True)
