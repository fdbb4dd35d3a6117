# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How fast do spectra converge, what does D know of the weights, and what may not be left out?
#
# **Rates.** The diagonals of $D$ are $n$ nearly independent numbers per layer. They make linear
# statistics $n^{-1}\operatorname{tr} f(JJ^\top)$ fluctuate with a variance of order $1/n$, and
# set the spectrum of one network $n^{-1/2}$ apart from its limit. Given $D$ only the weights are
# left, and eigenvalues are rigid: variance $n^{-2}$, distance $1/n$ (times a logarithm). By the
# law of total variance
#
# $$ \operatorname{Var} Y = \operatorname{Var} \mathbb E[Y|D]
#    + \mathbb E \operatorname{Var}(Y|D). $$
#
# **Rotations.** $W \to WU$ with $U$ Haar on the rotations that fix the layer's input $x$: then
# $WUx = Wx$, so outputs and all $D$ stay exactly what they are, and for Haar and Gaussian weights
# the law of the Jacobian does, too, at every width. The weights keep no secret from $D$ but $Wx$.
# The idea is that of Collins and Hayase (arXiv:2103.13466).
#
# **Flaws.** Three statements that are false, and how soon one notices: the limit law for any
# input (Pastur and Slavin, arXiv:2011.11439, ask for $n^{-2}\sum_j (x^0_j)^4 \to 0$); orthogonal
# factors of QR as they come; a few units with few weights.
#
# **Hypotheses.** I.i.d. weights with finite fourth moment, or Haar weights; for rotations Haar or
# Gaussian weights.
#
# **What would refute it.** An exponent off its value; a turned network whose law is another; a
# false statement that passes.
#
# **Rivals.** The other exponent and neighbouring ones; rotations that do not fix the input.

# %% tags=["parameters"]
part = "overview"

# %%
FAMILY = "experiments"
PARTS = ("overview",)

# %%
import os
from pathlib import Path

from IPython.display import Image, Markdown, display

from claims.finite.collins2023_stabiliser import claim as rotations_claim
from claims.finite.false_any_input import claim as input_claim
from claims.finite.false_sparse_units import claim as sparse_claim
from claims.finite.false_unsigned_qr import claim as factor_claim
from claims.finite.false_variance_rate import claim as variance_claim
from claims.finite.kolmogorov_rates import claim as distance_claim
from claims.finite.linear_statistics_rates import claim as rates_claim
from freewidth import plotting
from scripts.finite import flaws as flaws_drawing
from scripts.finite import fluctuations as fluctuations_drawing
from scripts.finite import rotations as rotations_drawing
from scripts.studies.experiments import find

# %%
draws = find(Path(os.environ.get("FREEWIDTH_RESULTS", "results")))
study = draws.study("fluctuations", "rotations", "flaws")

# %% [markdown]
# ## Rates

# %%
display(Image(plotting.png(fluctuations_drawing.draw(draws["fluctuations"])), retina=True))
display(Markdown(fluctuations_drawing.caption(draws["fluctuations"])))

# %% [markdown]
# ## Rotations

# %%
display(Image(plotting.png(rotations_drawing.draw(draws["rotations"])), retina=True))
display(Markdown(rotations_drawing.caption(draws["rotations"])))

# %% [markdown]
# ## Flaws

# %%
display(Image(plotting.png(flaws_drawing.draw(draws["flaws"])), retina=True))
display(Markdown(flaws_drawing.caption(draws["flaws"])))

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias.

# %%
claims = (rates_claim, distance_claim, rotations_claim)
false = (variance_claim, input_claim, factor_claim, sparse_claim)

# %%
entries = [entry for claim in (*claims, *false) for entry in claim.entries(study)]
rows = [
    "| | role | worst statistic | observed | expected | s.e. off | |",
    "|---|---|---|--:|--:|--:|---|",
]
for entry in entries:
    item = max(entry.evidence, key=lambda item: item.distance())
    off = f"{item.distance():.1f}" if item.distance() < 1e6 else "certain"
    numbers = f"{item.observed:.5g} | {item.expected:.5g} | {off}"
    rows.append(f"| {entry.subject} | {entry.role} | {item.what} | {numbers} | {entry.note} |")
display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# With $N$ statistics in all, each may lie as far from its prediction as happens by chance once in
# $10^4 N$ times. Each of the false statements must lie further off somewhere.

# %% tags=["verdict"]
covered = [
    [item for entry in claim.entries(study) if entry.role == "theorem" for item in entry.evidence]
    for claim in (*claims, *false)
]
true, wrong = covered[: len(claims)], covered[len(claims) :]
items = [item for some in true for item in some]
worst = min(item.p_value() for item in items)
level = 1e-4 / sum(map(len, covered))
passing = [c.statement for c, some in zip(false, wrong, strict=True)
           if min(item.p_value() for item in some) >= level]  # fmt: skip
verdict = {
    "what": f"smallest p-value of {len(items)} statistics; {len(false)} statements that are false",
    "observed": float(worst),
    "expected": f"at least {level:.1e}; every false statement below",
    "holds": bool(worst >= level and not passing),
}
display({"application/json": verdict, "text/markdown": "\n".join(
    f"- **{name}**: {value}" for name, value in verdict.items()
)}, raw=True)  # fmt: skip
