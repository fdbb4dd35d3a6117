"""With depth in proportion to width, log |J u|^2 is normal and does not concentrate."""

from dataclasses import replace

from claims._base import Claim, Source
from claims._papers import HANIN2020
from claims.finite import _log_norms as lengths
from claims.finite._experiments import entry, error, ingredients, mistakes
from freewidth.limits import log_norm_variance
from freewidth.stats import at_infinite_width, without_rivals

ORDER = "first n, then L: no fluctuations"
GAMMA = "|J u|^2 has a Gamma law"
NONE = 1e-12  # variance of what does not fluctuate


def entries(study):
    """Mean, variance, skewness and two probabilities, extrapolated at fixed L/n, by network."""
    for draws, group, activation, by_width in lengths.groups(study, "square", "alternating"):
        beta, foreign = limit(group, draws, by_width), lengths.other(activation)
        theirs = limit(group.replace(activation, foreign), draws, by_width)
        expected = error(draws, "beta") * beta
        rivals = {f"the constant of {foreign} layers": theirs}
        yield entry(draws, group, "theorem", evidence(by_width, beta, expected, rivals))
        if not mistakes(draws):
            wrong = without_rivals(evidence(by_width, beta, theirs, {}))
            note = f"tested against the constant of {foreign} layers"
            yield entry(draws, f"{group}, off", "control", wrong, note)
    for draws, group, _, by_width in lengths.groups(study, "bottleneck"):
        beta = limit_with_bottleneck(group, draws, by_width)
        wrong = without_rivals(evidence(by_width, beta, beta, {}))
        units = draws.settings["bottleneck"]
        note = f"one layer keeps {units} units: its share of beta does not vanish"
        yield entry(draws, group, "control", wrong, note)


def limit(group, draws, by_width):
    """beta at infinite width: L/n_0 is the same at all widths, and so is beta."""
    width = max(by_width)
    return log_norm_variance(lengths.deep(draws, group, width), width)


def limit_with_bottleneck(group, draws, by_width):
    """The same where one layer keeps its few units: its share is added to that of all others."""
    units, square = draws.settings["bottleneck"], group.replace("bottleneck", "square")
    narrow = replace(lengths.deep(draws, square, max(by_width)), depth=1, widths=(units, units))
    others = limit(square, draws, by_width)
    return others + log_norm_variance(narrow, units)


def evidence(by_width, beta, expected, constants):
    """Statistics about -beta/2 in units of beta, if log R is N(-expected/2, expected)."""
    scale = -beta / 2, beta
    values = {n: lengths.logs(v) for n, v in by_width.items()}
    moments = {n: lengths.hermite(x, *scale) for n, x in values.items()}
    shares = {n: lengths.below(x, *scale) for n, x in values.items()}
    law, silent = (-expected / 2, expected, *scale), (0.0, NONE, *scale)
    rivals = {ORDER: lengths.normal(*silent)}
    rivals |= {name: lengths.normal(-b / 2, b, *scale) for name, b in constants.items()}
    rivals[GAMMA] = [*lengths.normal(*scale, *scale)[:2], lengths.log_gamma_skewness(beta)]
    found = at_infinite_width(lengths.NAMES, moments, lengths.normal(*law), rivals)
    silent_below = {ORDER: lengths.normal_below(*silent)}
    return found + at_infinite_width(
        lengths.BELOW, shares, lengths.normal_below(*law), silent_below
    )


claim = Claim(
    statement=(
        "Where depth grows in proportion to width, log |J u|^2 of any fixed u is asymptotically "
        "normal with mean -beta/2 and variance beta, beta = sum_l Var r_l: 5/n_l for a layer with "
        "ReLU, 2/n_l for a linear one."
    ),
    formula=(
        r"\log\frac{|Ju|^2}{\mathbb{E} |Ju|^2} \to \mathcal{N}(-\beta/2, \beta) \qquad "
        r"\beta = \sum_{l=1}^{L} \frac{1}{n_l} \Bigl(\frac{3\kappa_2}{\kappa_1^2} - 1\Bigr) "
        r"\qquad "
        r"\kappa_s = \mathbb{E}\,\phi'^{2s}"
    ),
    source=Source(
        "abstract",
        (HANIN2020,),
        "the abstract says that it is normal, and that mean and variance follow from moments of "
        "the entries; the constants are derived in freewidth.limits.log_norms",
    ),
    hypotheses={
        "independent entries": "abstract",
        "ReLU, or a plain product": "abstract",
        "symmetric entries with a fourth moment": "recalled",
        "every layer's share of beta vanishes": "ours",
    },
    rival="first n, then L: no fluctuations; the constant of the other layers; a Gamma law of the "
    "norm",
    entries=entries,
    ingredients=ingredients("beta"),
)
