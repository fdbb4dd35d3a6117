"""The spectrum of a conjugate kernel is that of its Gaussian equivalent."""

from claims._base import Claim, Source
from claims._papers import BENIGNI2021
from claims.finite._experiments import cases, entry, ingredients, mistakes
from claims.finite._kernels import LINEAR, equivalent, of_spectra, others, statistics_for
from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.ensembles import EVERY as ENSEMBLES

SUB_GAUSSIAN = ("gaussian", "rademacher", "uniform")


def entries(study):
    """Every kind of weights with a variance, every activation: spectra against the law."""
    for case, draws in cases(study, "conjugate_kernel").items():
        if case not in ENSEMBLES or ENSEMBLES[case].finite_moments <= 2:
            continue
        for activation in draws.settings["activations"]:
            covered = case in SUB_GAUSSIAN and not ACTIVATIONS[activation].kinks
            yield from compared(draws, activation, "theorem" if covered else "empirical")


def compared(draws, activation, role):
    """One activation: against the law and, if that should hold, against a wrong one."""
    by_width = draws.observed[f"spectra/{activation}"]
    law, power, note = equivalent(draws, activation), 1.0, ""
    if ENSEMBLES[draws.case].finite_moments <= 4:
        power = ENSEMBLES[draws.case].finite_moments / 2 - 1
        note = f"no fourth moment: corrections of order n^-{power:g}, as of sum_j W_ij^2"
    statistics = statistics_for(equivalent(draws, activation, errors=False))
    rivals = {} if mistakes(draws) else others(law)
    evidence = of_spectra(statistics, by_width, law, rivals, power)
    yield entry(draws, activation, role, evidence, note)
    if role == "theorem" and rivals:
        wrong = of_spectra(statistics, by_width, rivals[LINEAR], {})
        yield entry(draws, f"{activation}, {LINEAR}", "control", wrong, "tested against its law")


claim = Claim(
    statement=(
        "The spectrum of M = Y Y^T/m, Y = f(W X), converges to that of its Gaussian equivalent, in "
        "which f is replaced by its linear part and independent noise: it depends on f by "
        "theta_1 = E f^2 and theta_2 = (E g f)^2 alone."
    ),
    formula=(
        r"Y = f(WX) \simeq \sqrt{\theta_2}\,WX + \sqrt{\theta_1 - \theta_2}\,Z \qquad "
        r"\theta_1 = \mathbb{E} f(g)^2 \qquad "
        r"\theta_2 = (\mathbb{E}\,g f(g))^2"
    ),
    source=Source(
        "recalled",
        (BENIGNI2021,),
        "The abstract says that the limit is computed, for sub-Gaussian W and X and real analytic "
        "f, extending that of Pennington and Worah (2017) for Gaussian W and X; that it is the law "
        "of the Gaussian equivalent is recalled, and its equation was derived here",
    ),
    hypotheses={
        "W and X with independent centred sub-Gaussian entries": "abstract",
        "f real analytic (ReLU is empirical)": "abstract",
        "E f = 0 for Gaussian arguments of the limiting variance": "recalled",
    },
    rival="a linear network of the same mean square; a Marchenko-Pastur law",
    entries=entries,
    ingredients=ingredients("q", "rows", "inner"),
)
