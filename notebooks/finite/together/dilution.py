# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How few weights does a unit need, and may they be complex?
#
# Keep every entry with probability $p$ and rescale, $W = B \circ X / \sqrt{pn}$: its variance is
# $1/n$ whatever $p$, its fourth cumulant of order $1/(p n^2)$. The limits agree if and only if $pn
# \to \infty$. With $pn = c$ fixed the spectrum of a linear network remembers $c$,
#
# $$ m_2 = 1 + \sum_{l=1}^{L} (1 + \mu D_{l-1}), \qquad D_l = 1 + \mu D_{l-1},\ D_0 = 1,\
#    \mu = \mathbb E X^4/c, $$
#
# and one layer has an atom at 0, the corank of a random bipartite graph. With complex Ginibre or
# Haar unitary weights and an entire activation pre-activations become circular Gaussians, and the
# same sums hold with $|\phi'(y)|^2$.
#
# **Claims.** [The limit of sparse weights](../../report.html#cirone2024_sparse_limit) and [of
# complex weights](../../report.html#cirone2024_complex_limit): Muca Cirone, Hamdan and Salvi
# ([arXiv:2407.08459](https://arxiv.org/abs/2407.08459)).
# [Corrections](../../report.html#sparse_corrections), [a fixed number of
# weights](../../report.html#fixed_degree) and [unitary weights](../../report.html#unitary_limit)
# are ours; the corank is that of Bordenave, Lelarge and Salez
# ([arXiv:0907.4244](https://arxiv.org/abs/0907.4244)). How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** $pn = 2\sqrt n$ (sparse); independent Gaussian or Haar unitary weights (complex).
#
# **What would refute it.** Extrapolated moments off their limits.
#
# **Rivals.** The limit of full weights where $pn$ is fixed; the moments of the other kind of
# complex weights, or of real pre-activations.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    cirone2024_complex_limit,
    cirone2024_sparse_limit,
    fixed_degree,
    sparse_corrections,
    unitary_limit,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import dilution, holomorphic
from scripts.finite.results import find

results = find()
about = judged(
    (
        cirone2024_sparse_limit,
        sparse_corrections,
        fixed_degree,
        cirone2024_complex_limit,
        unitary_limit,
    ),
    results,
)

# %% [markdown]
# ## Sparse weights

# %% tags=["hide-input"]
display(*drawn(dilution, results.experiment("dilution")))

# %% [markdown]
# ## Complex weights

# %% tags=["hide-input"]
display(*drawn(holomorphic, results.experiment("holomorphic")))

# %% [markdown]
# ## Forty layers, here and now
#
# How much of one linear layer of 64 units is lost if every unit has $c$ weights on average: the
# share of zero singular values, against the corank of the infinite graph.

# %% tags=["live"]
import numpy as np

from freewidth import limits, rng, sample
from freewidth.ensembles import ENSEMBLES
from scripts.display import Table

rows = []
for c in (1, 2, 4):
    law = sample.diluted(ENSEMBLES["gaussian"], c / 64)
    w, _ = law.draw(rng.stream(0, "notebook", "dilution", c), 40, 64, 64)
    lost = 1 - np.linalg.matrix_rank(w) / 64
    error = lost.std(ddof=1) / np.sqrt(40)
    rows.append((c, f"{lost.mean():.3f} ± {error:.3f}", f"{limits.corank(c):.3f}"))
Table(("weights per unit c", "share of zeros, width 64", "infinite width"), rows)

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
