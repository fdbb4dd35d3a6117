# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What do all spectra show together?
#
# Single networks are in the notebooks on each ensemble; here is what only many of them together
# show. Every statistic is extrapolated to infinite width ([introduction](introduction.html)),
#
# $$ \mathbb E\, y(n) = a + \frac bn + O(n^{-2}), $$
#
# distances of single networks to the law as $a + b\,n^{-1/2}$ ($a + b/n$ where $\phi'$ is
# constant), and it is $a$ that is compared, within an allowed bias of a quarter of the correction
# at the largest width; for the Kolmogorov distance half a step of $F_n$ is added.
#
# **The figures.** [Breadth](overview-breadth.html): weights, activations, depths and biases side
# by side. [Convergence](overview-convergence.html): how the distance from the limit law falls with
# the width, for all weights. [Universality](overview-universality.html): one limit for all laws of
# the entries with a fourth moment, and how the correction of order $1/n$ depends on their fourth
# cumulant. [Forecast](overview-forecast.html): what fits to narrow networks say of wide ones.
# [Power](overview-power.html): statements known to be false, and how many networks it takes to see
# that.
#
# **Claims.** Those of [Gaussian](../../report.html#pastur2020_gaussian_limit),
# [i.i.d.](../../report.html#pastur2023_iid_limit) and [Haar
# weights](../../report.html#pastur2022_haar_limit) and what follows from them: Pastur
# ([arXiv:2001.06188](https://arxiv.org/abs/2001.06188),
# [arXiv:2201.04543](https://arxiv.org/abs/2201.04543)); Pastur and Slavin
# ([arXiv:2011.11439](https://arxiv.org/abs/2011.11439)).
#
# **What would refute it.** A statistic further from its prediction than the family of all tests of
# a claim allows (Holm's method, one false alarm in ten thousand); for false statements, that none
# is.

# %% tags=["parameters"]
figure = "breadth"

# %% tags=["hide-input"]
from importlib import import_module

from IPython.display import Markdown, display

from claims import STUDIES
from freewidth.ensembles import EVERY
from freewidth.stats import judge
from scripts.display import Table, checked, conclusion, drawn, reasons, rival, subject
from scripts.spectra.figures.together.power import table
from scripts.spectra.results import find

study = find()
source = import_module(f"scripts.spectra.figures.together.{figure}")
claims = {name: STUDIES["spectra"][name] for name in source.ABOUT if name in STUDIES["spectra"]}
findings = {name: judge(claim, study, name) for name, claim in claims.items()}
display(Markdown(f"## {figure.capitalize()}"))

# %% tags=["hide-input"]
display(*drawn(source, study))

# %% [markdown]
# ## An extrapolation, here and now
#
# Sixty small networks of three widths, their first moment extrapolated, and the limit that the fit
# does not know.

# %% tags=["live"]
from freewidth import genus, rng, sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.stats import extrapolate

net, observed, rows = Network("gaussian", "tanh", 2, sigma_b2=0.1), {}, []
for n in (16, 32, 64):
    draw = rng.stream(0, "notebook", "overview", n)
    x = sample.inputs(draw, [[net.q0]], n, 60)
    layers = sample.forward(net, net.sizes(n), sample.weights(ENSEMBLES["gaussian"]), draw, x)
    observed[n] = sample.trace_moments(sample.jacobians(net, layers), 1)
    error = observed[n].std(ddof=1) / 60**0.5
    rows.append((n, f"{observed[n].mean():.4f} ± {error:.4f}"))
found = extrapolate(observed)
rows.append(("extrapolated", f"{found.value[0]:.4f} ± {found.error[0]:.4f}"))
rows.append(("the limit", f"{genus.moments(net, 1)[0]:.4f}"))
Table(("width", "m_1"), rows)

# %% [markdown]
# ## The claims
#
# *Margin*: how large an error of the limit would have been refuted, in units of the distance to
# the nearest rival, by the sharpest statistic of each network and for the network where that is
# worst. Below 1 the evidence shows more than that nothing was found.

# %% tags=["hide-input"]
rows = []
for name, found in findings.items():
    margin = "" if found["margin"] is None else f"{found['margin']:.2f}"
    why = reasons(found)[0]
    rows.append(
        (name.replace("_", " "), found["verdict"], found["should"], found["tests"], margin, why)
    )
display(Table(("claim", "verdict", "should be", "tests", "margin", "why"), rows))

# %% [markdown]
# ## Every network
#
# The sharpest statistic of each: what it would have refuted, relative to the prediction.

# %% tags=["hide-input"]
rows = []
for found in findings.values():
    for entry in found["entries"]:
        counts = entry["role"] != "control"
        known = [i["relative"] for i in entry["evidence"] if counts and i["relative"] is not None]
        least = f"{min(known):.2%}" if known else ""
        far = entry["worst"]
        worst = "counted" if far is None else f"{far:.1f}" if far < 1e4 else "≥ 10⁴"
        rows.append((subject(entry), entry["role"], entry["verdict"], worst, least))
head = ("network", "role", "verdict", "worst distance (s.e.)", "least error excluded")
display(Table(head, rows))

# %% tags=["hide-input"]
if figure == "power":
    head = ("weights", "error", "width", "networks that show it", "statistic")
    rows = [
        (EVERY[name].label, rival(error), width, f"{count:,}", what)
        for name, error, width, count, what in table(study)
    ]
    display(Table(head, rows))

# %% [markdown]
# ## Conclusion

# %% tags=["conclusion", "hide-input"]
display(conclusion(findings.values()))

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
