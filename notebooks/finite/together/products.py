# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What is the spectrum of a product of matrices?
#
# Every limit law in this study multiplies spectra: if $A$ and $B$ are symmetric with given
# eigenvalues and $U$ is a Haar rotation, then for large matrices
#
# $$ \nu_{A^{1/2} U B U^\top A^{1/2}} \to \nu_A \boxtimes \nu_B, \qquad S(m) = S_A(m)\,S_B(m). $$
#
# There is no network here: this is the step that all of them rest on. At finite size the mean of
# $m_2$ is known exactly, and a product of rectangular matrices of sizes $n_0, \dots, n_k$ has
# exactly $n_0 - \min_i n_i$ zeros.
#
# **Claims.** [The law of multiplication](../../report.html#pastur2023b_multiplication): Pastur
# (2023, Journal of Mathematical Physics, Analysis, Geometry). [Zeros of rectangular
# products](../../report.html#granziol2020_rectangular_products): Granziol
# ([arXiv:2006.07721](https://arxiv.org/abs/2006.07721)). Ours: [matrices with
# zeros](../../report.html#semidefinite_multiplication) and [the mean at every
# size](../../report.html#exact_multiplication). How such claims are tested:
# [introduction](introduction.html).
#
# **Hypotheses.** Positive (semi)definite $A$ and $B$ with limits of their spectra, $U$ Haar
# orthogonal; independent entries with a density, or random signs.
#
# **What would refute it.** A moment, a value of the distribution function or a multiplicity off
# its prediction.
#
# **Rivals.** Matrices that commute; one factor alone; the free value without its correction; other
# ratios of sizes.

# %% tags=["hide-input"]
from IPython.display import display

from claims.finite import (
    exact_multiplication,
    granziol2020_rectangular_products,
    pastur2023b_multiplication,
    semidefinite_multiplication,
)
from freewidth import stats
from scripts.display import checked, conclusion, drawn, judged, table
from scripts.finite import multiplication, rectangular_products
from scripts.finite.results import find

results = find()
about = judged(
    (
        pastur2023b_multiplication,
        semidefinite_multiplication,
        exact_multiplication,
        granziol2020_rectangular_products,
    ),
    results,
)

# %% [markdown]
# ## One matrix turned against another

# %% tags=["hide-input"]
display(*drawn(multiplication, results.experiment("multiplication")))

# %% [markdown]
# ## Rectangular products

# %% tags=["hide-input"]
display(*drawn(rectangular_products, results.experiment("rectangular_products")))

# %% [markdown]
# ## Two matrices, here and now
#
# Half of the eigenvalues of $A$ are 1 and half 4; $B$ has 1 and 3. The mean of $m_2$ over 2,000
# rotations, against its exact value; if $A$ and $B$ commuted it would be the last column.

# %% tags=["live"]
from freewidth import limits, rng, sample
from scripts.display import Table

rows = []
for n in (4, 8, 16):
    a = sample.given_spectrum([(1, 1, 0.5), (4, 4, 0.5)], n)
    b = sample.given_spectrum([(1, 1, 0.5), (3, 3, 0.5)], n)
    turns = sample.rotations(rng.stream(0, "notebook", "products", n), 2000, n)
    found = sample.product_moments(a, b, turns, 2)[:, 1]
    error = found.std(ddof=1) / len(found) ** 0.5
    exact = limits.rotated_second_moment(a, b)
    commuting = (a**2).mean() * (b**2).mean()
    rows.append((n, f"{found.mean():.3f} ± {error:.3f}", f"{exact:.3f}", f"{commuting:.3f}"))
Table(("n", "mean of m_2", "exact", "commuting"), rows)

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
