# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What becomes of very deep networks?
#
# **Order and chaos.** At a fixed point $q^*$ of the variance every layer multiplies $m_1$ by
# $\chi = \sigma_w^2 \mu_1$, $\mu_k = \mathbb E\,\phi'(\sqrt{q^*}g)^{2k}$. Gradients die out for
# $\chi < 1$, explode for $\chi > 1$; $\chi = 1$ is a line in the plane of $(\sigma_w, \sigma_b)$.
#
# **On the line** $m_1 = 1$ at every depth, but the spectrum spreads:
#
# $$ \frac{m_2}{m_1^2} - 1 = L \Bigl( \frac{\mu_2}{\mu_1^2} - 1 - s_1 \Bigr), \qquad
#    s_1 = -1 \text{ (Gaussian)},\quad 0 \text{ (Haar)}. $$
#
# **Double scaling.** With Haar weights the growth stops if $L(\mu_2/\mu_1^2 - 1) = s$ is kept
# fixed: the variance of the layers has to fall with $L$. The law that is left at infinite depth
# remembers only whether $\phi'$ takes the values 0 and 1 ($S = e^{-s m/(1+m)}$) or is smooth ($S
# = e^{-s m}$), and has a bounded support: dynamical isometry. Gaussian weights have no such
# limit.
#
# Pennington, Schoenholz and Ganguli (arXiv:1711.04735, arXiv:1802.09979). Both limit laws have
# closed forms; they are derived in `freewidth.limits.deep`.
#
# **Hypotheses.** Input of the fixed point's length; infinite width first, then infinite depth.
#
# **What would refute it.** Extrapolated moments, edges or gradients off their predictions; laws of
# growing depth that converge elsewhere.
#
# **Rivals.** The other kind of weights; one layer less; $\sigma_w$ 5 % off; the other class.

# %% tags=["parameters"]
part = "overview"

# %%
FAMILY = "experiments"
PARTS = ("overview",)

# %%
import os
from pathlib import Path

from IPython.display import Image, Markdown, display

from claims.finite.pennington2017_critical_line import claim as line_claim
from claims.finite.pennington2017_dynamical_isometry import claim as isometry_claim
from claims.finite.pennington2017_moment_growth import claim as growth_claim
from claims.finite.pennington2018_universality_classes import claim as classes_claim
from freewidth import plotting
from scripts.finite import classes as classes_drawing
from scripts.finite import deep as deep_drawing
from scripts.finite import phases as phases_drawing
from scripts.studies.experiments import find

# %%
draws = find(Path(os.environ.get("FREEWIDTH_RESULTS", "results")))
study = draws.study("phases", "deep", "classes")

# %% [markdown]
# ## Order and chaos

# %%
display(Image(plotting.png(phases_drawing.draw(draws["phases"])), retina=True))
display(Markdown(phases_drawing.caption(draws["phases"])))

# %% [markdown]
# ## Growth on the line, and isometry

# %%
display(Image(plotting.png(deep_drawing.draw(draws["deep"])), retina=True))
display(Markdown(deep_drawing.caption(draws["deep"])))

# %% [markdown]
# ## Two classes

# %%
display(Image(plotting.png(classes_drawing.draw(draws["classes"])), retina=True))
display(Markdown(classes_drawing.caption(draws["classes"])))

# %% [markdown]
# ## The numbers
#
# For every subject the statistic that fits worst, in standard errors beyond its bias; solved laws
# have no standard error.

# %%
claims = (line_claim, growth_claim, isometry_claim, classes_claim)

# %%
entries = [entry for claim in claims for entry in claim.entries(study)]
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
# With $N$ statistics in all, each may lie as far from its limit as happens by chance once in
# $10^4 N$ times.

# %% tags=["verdict"]
items = [item for entry in entries if entry.role == "theorem" for item in entry.evidence]
worst = min(items, key=lambda item: item.p_value())
level = 1e-4 / len(items)
verdict = {
    "what": f"smallest p-value of {len(items)} statistics",
    "observed": float(worst.p_value()),
    "expected": f"at least {level:.1e}",
    "holds": bool(worst.p_value() >= level),
}
display({"application/json": verdict, "text/markdown": "\n".join(
    f"- **{name}**: {value}" for name, value in verdict.items()
)}, raw=True)  # fmt: skip
