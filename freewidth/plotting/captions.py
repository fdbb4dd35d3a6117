"""What stands under a figure: the parameters, what is drawn, and (given findings) the verdict.

Captions are plain text, so that a web page, a notebook and a terminal can all show them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison
from freewidth.ensembles import ENSEMBLES

WORDS = {"theorem": "covered by the theorem", "empirical": "outside its hypotheses",
         "control": "negative controls"}  # fmt: skip


def limit_law(comparisons: Iterable[Comparison], rival: str = "") -> str:
    """For :func:`freewidth.plotting.limit_law` of one ensemble."""
    some = list(comparisons)
    text = (
        f"{_ensembles(some)} weights: eigenvalues of J Jᵀ at width {_sizes(some)}, pooled (blue: "
        f"steps above, bars below), and the limit law (black), by activation and depth. Top: "
        f"distribution function, with its distance from the law. Bottom: density of log₁₀ λ. A "
        f"triangle at the left edge marks an atom at 0, a stem an atom elsewhere; no density "
        f"is smoothed. "
    )
    if rival:
        text += f"Dashed: the {rival}, with which the same data must disagree. "
    return text + _parameters(some)


def cases(comparisons: Iterable[Comparison]) -> str:
    """For :func:`freewidth.plotting.cases` of one activation."""
    some = list(comparisons)
    return (
        f"{_activations(some)}: eigenvalues of J Jᵀ at width {_sizes(some)}, pooled (markers: "
        f"quantiles above, bins below), and the two limit laws (lines). Independent entries of "
        f"whatever law, Gaussian included, must lie on the solid line, Haar on the dashed one. "
        f"{_parameters(some)}"
    )


def independence(comparisons: Iterable[Comparison]) -> str:
    """For :func:`freewidth.plotting.independence` of one ensemble."""
    some = list(comparisons)
    return (
        f"{_ensembles(some)} weights, true D against independent copies at width {_sizes(some)}. "
        f"Left: difference of the distribution functions inside its band of two standard errors. "
        f"Middle: quantiles against quantiles. Right: difference of every statistic (moments m, "
        f"distribution function F, resolvent G) extrapolated to infinite width from widths "
        f"{_list(some[0].widths)}, in standard errors. {_parameters(some)}"
    )


def convergence(comparisons: Iterable[Comparison]) -> str:
    """For :func:`freewidth.plotting.convergence` of one ensemble."""
    some = list(comparisons)
    return (
        f"{_ensembles(some)} weights: Kolmogorov distance between the spectrum of one network and "
        f"the limit law; mean and two standard errors over networks at widths "
        f"{_list(some[0].widths)}. {_parameters(some)}"
    )


def claim(finding: Mapping) -> str:
    """For :func:`freewidth.plotting.claim`."""
    return (
        f"{finding['name']}: {finding['verdict']}. Every statistic's distance from its prediction "
        f"(dots) must stay left of the dashed line, which allows for {finding['tests']} tests; "
        f"the distance from a rival (diamonds) and the controls (crosses) must lie beyond it."
    )


def verdict(entries: Iterable[Mapping]) -> str:
    """Count the verdicts of entries of findings, by role: one sentence."""
    counts = Counter((entry["role"], entry["verdict"]) for entry in entries)
    parts = []
    for role, words in WORDS.items():
        of_role = {v: c for (r, v), c in counts.items() if r == role}
        if of_role:
            tally = ", ".join(f"{count} {name}" for name, count in sorted(of_role.items()))
            parts.append(f"{words}: {tally}")
    return f"Verdicts {'; '.join(parts)}." if parts else "No claim reports on this figure."


def _ensembles(comparisons):
    return _list(dict.fromkeys(ENSEMBLES[c.net.ensemble].label for c in comparisons))


def _activations(comparisons):
    return _list(dict.fromkeys(ACTIVATIONS[c.net.activation].label for c in comparisons))


def _sizes(comparisons):
    """Largest width and number of networks there, the same for all or a range."""
    width = _range(c.widths[-1] for c in comparisons)
    return f"{width} ({_range(len(c.kolmogorov[c.widths[-1]]) for c in comparisons)} networks each)"


def _parameters(comparisons):
    nets = [c.net for c in comparisons]
    fixed = {
        "sigma_w2": {net.sigma_w2 for net in nets},
        "sigma_b2": {net.sigma_b2 for net in nets},
        "q0": {net.q0 for net in nets},
    }
    text = ", ".join(f"{name} = {_range(values)}" for name, values in fixed.items())
    ratios = {net.ratios for net in nets}
    square = all(len(set(r)) == 1 for r in ratios)
    shapes = "; ".join(":".join(f"{size:g}" for size in r) for r in sorted(ratios, key=len))
    text += f"; {'square layers' if square else f'layers of sizes {shapes}'}"
    biases = sorted({net.bias for net in nets} - {"gaussian"})
    return f"{text}; {', '.join(biases)} biases." if biases else f"{text}."


def _range(values):
    low, high = min(values := set(values)), max(values)
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _list(values):
    return ", ".join(str(value) for value in values)
