# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Spectra of all grids together
#
# $J = D^L W^L \cdots D^1 W^1$, and its spectrum by that of $J J^T$. What single networks show is in
# the notebooks on each ensemble; this one has what only many of them together show. Every statistic
# $y$ (moments, distribution function at quantiles of the law, resolvent above the axis) is
# extrapolated as $a + b/n$, distances of single networks to the law as $a + b\,n^{-1/2}$ ($a + b/n$
# where $\phi'$ is constant), and it is $a$ that is compared, within an allowed bias of a quarter of
# the correction at the largest width; for the Kolmogorov distance half a step of $F_n$ is added.
#
# **Figure.** `breadth`: weights, activations, depths and biases side by side (Pastur,
# arXiv:2001.06188, arXiv:2201.04543; Pastur and Slavin, arXiv:2011.11439). `convergence`: how the
# distance from the limit law falls with the width, for all weights. `universality`: one limit for
# all laws of the entries with a fourth moment, and how the correction of order $1/n$ depends on
# their fourth cumulant. `forecast`: what fits to narrow networks say of wide ones. `power`:
# statements known to be false, and how many networks it takes to see that.
#
# **What would refute it.** A statistic further from its prediction than the family of all tests of
# a claim allows (Holm's method, one false alarm in ten thousand); for false statements, that none
# is.

# %% tags=["parameters"]
figure = "breadth"

# %%
from importlib import import_module

from IPython.display import Markdown, display

from claims import STUDIES
from freewidth.stats import judge
from scripts.display import checked, picture
from scripts.spectra.figures.together.power import LABELS, table
from scripts.spectra.results import find

# %%
study = find()
source = import_module(f"scripts.spectra.figures.together.{figure}")
display(*picture(source.draw(study), source.caption(study)))

# %% [markdown]
# ## The claims
#
# *Margin*: how large an error of the limit would have been refuted, in units of the distance to
# the nearest rival, by the sharpest statistic of each network and for the network where that is
# worst. Below 1 the evidence shows more than that nothing was found.

# %%
claims = {name: STUDIES["spectra"][name] for name in source.ABOUT if name in STUDIES["spectra"]}
findings = {name: judge(claim, study, name) for name, claim in claims.items()}
rows = ["| claim | verdict | should be | tests | margin | why |", "|---|---|---|--:|--:|---|"]
for name, found in findings.items():
    margin = "" if found["margin"] is None else f"{found['margin']:.2f}"
    rows.append(
        f"| {claims[name].statement} | **{found['verdict']}** | {found['should']} "
        f"| {found['tests']} | {margin} | {found['reasons'][0]} |"
    )
display(Markdown("\n".join(rows).replace("|dF|", "ΔF")))

# %% [markdown]
# ## Every network
#
# The sharpest statistic of each: what it would have refuted, relative to the prediction.

# %%
rows = ["| network | role | verdict | worst distance (s.e.) | least error excluded |",
        "|---|---|---|--:|--:|"]  # fmt: skip
for found in findings.values():
    for entry in found["entries"]:
        counts = entry["role"] != "control"
        known = [i["relative"] for i in entry["evidence"] if counts and i["relative"] is not None]
        least = f"{min(known):.2%}" if known else ""
        far = entry["worst"]
        worst = "counted" if far is None else f"{far:.1f}" if far < 1e4 else "≥ 10⁴"
        rows.append(
            f"| {entry['subject']} | {entry['role']} | {entry['verdict']} | {worst} | {least} |"
        )
display(Markdown("\n".join(rows)))

# %%
if figure == "power":
    rows = [
        "| weights | error | width | networks that show it | statistic |",
        "|---|---|--:|--:|---|",
    ]
    rows += [
        f"| {e} | {LABELS[r]} | {n} | {count:,} | {what} |" for e, r, n, count, what in table(study)
    ]
    display(Markdown("\n".join(rows)))

# %% [markdown]
# ## The checked number
#
# Claims whose verdict is the opposite of what it should be. An open one is not counted: small
# samples leave questions open.

# %% tags=["verdict"]
opposite = {"supported": "refuted", "refuted": "supported"}
wrong = [n for n, found in findings.items() if found["verdict"] == opposite[found["should"]]]
verdict = {"what": f"claims of {len(findings)} with the opposite verdict", "observed": len(wrong),
           "expected": "0", "holds": not wrong}  # fmt: skip
display(checked(verdict), raw=True)
