"""False: that heavy-tailed weights lead to some Gaussian equivalent. It has other quantiles."""

from claims._base import Claim, Source
from claims._papers import BENIGNI2021
from claims.finite._experiments import cases, entry
from claims.finite._kernels import equivalent, of_spectra, others, ratios, statistics_for
from claims.finite.guionnet2025_heavy_tailed_weights import LIMITS, has_rows, limits
from freewidth.limits.conjugate_kernel import ConjugateKernel


def entries(study):
    """Cauchy and sparse weights against the equivalent nearest to them; Gaussian ones beside."""
    for case, draws in cases(study, "conjugate_kernel").items():
        for activation in draws.settings["heavy"] if has_rows(draws) else ():
            if case in LIMITS:
                law = matched(limits(draws, activation, case), *ratios(draws))
                note = f"theta_1, theta_2 = {law.theta1:.4f}, {law.theta2:.4f} from m_1 and m_2"
                note += ", which no equivalent has" if law.theta1 == law.theta2 else ""
                role = "empirical" if law.theta1 == law.theta2 else "theorem"  # m_2 alone decides
                yield entry(draws, activation, role, against(draws, activation, law), note)
            elif case == "gaussian":
                law = equivalent(draws, activation)
                items = against(draws, activation, law, others(law))
                yield entry(draws, activation, "empirical", items, "here it is true")


def against(draws, activation, law, rivals=None):
    """Spectra against a law."""
    by_width = draws.observed[f"spectra/{activation}"]
    return of_spectra(statistics_for(law), by_width, law, rivals or {})


def matched(moments, ratio, inner):
    """The Gaussian equivalent whose m_1 is given, and whose m_2 is as near as can be."""
    first, _, second = moments
    squared = (second - (1 + ratio) * first**2) / inner
    return ConjugateKernel(first, min(max(squared, 0.0) ** 0.5, first), ratio, inner)


claim = Claim(
    statement=(
        "Whatever the weights W, the spectrum of Y Y^T/m, Y = f(W X), converges to that of a "
        "Gaussian equivalent: the one with its first moment, and its second as nearly as can be."
    ),
    formula=(
        r"f(WX) \simeq \sqrt{\theta_2}\,WX + \sqrt{\theta_1 - \theta_2}\,Z \text{ for any } W"
    ),
    source=Source(
        "ours",
        (BENIGNI2021,),
        "false: what this paper states, without the light tails that it assumes",
    ),
    hypotheses={
        "any independent symmetric weights: heavy-tailed or sparse ones are what is wrong": "ours",
        "f bounded, smooth and odd": "ours",
    },
    rival="rows of Y whose mean squares differ",
    entries=entries,
    should="refuted",
)
