"""The second moment of a product of turned matrices, at any size."""

import numpy as np

from claims._base import Claim, Source
from claims._papers import PASTUR2023B
from claims.finite._experiments import cases, entry, mistakes
from claims.finite._products import INGREDIENTS, mistaken, spectra
from freewidth.limits import rotated_second_moment
from freewidth.sample import given_spectrum
from freewidth.stats import exact, without_rivals

LIMIT = "the free value, without a correction"
UNITARY = "unitary U"


def entries(study):
    """Every pair of spectra, all sizes together; permutations are the control."""
    for draws in cases(study, "multiplication").values():
        yield entry(draws, "", "theorem", evidence(draws, "turned"))
        if not mistakes(draws):
            wrong = without_rivals(evidence(draws, "shuffled"))
            yield entry(draws, "permuted", "control", wrong, "a permutation for U")


def evidence(draws, kind):
    """m_2 at every size."""
    return [item for n, values in second_moments(draws, kind) for item in _at(draws, n, values)]


def second_moments(draws, kind):
    """Sizes, and m_2 of every product of that size, shape (R, 1)."""
    yield from draws.observed[f"{kind}/small"].items()
    for n, values in draws.observed[f"{kind}/moments"].items():
        yield n, values[:, 1:2]


def _at(draws, n, values):
    first, second = spectra(draws)
    a, b = given_spectrum(first, n), given_spectrum(second, n)
    own = given_spectrum(mistaken(first, draws), n)
    rivals = {LIMIT: [free(a, b)], UNITARY: [rotated_second_moment(a, b, "complex")]}
    return exact([f"m_2, n = {n}"], values, [rotated_second_moment(own, b)], rivals)


def free(a, b):
    """m_2 of the free product of two spectra."""
    return a.var() * b.mean() ** 2 + a.mean() ** 2 * np.mean(b**2)


def corrections(draws):
    """Of every product, by n: m_2 less its free value, over the product of the variances."""
    found = {}
    for n, values in second_moments(draws, "turned"):
        a, b = (given_spectrum(spectrum, n) for spectrum in spectra(draws))
        found[n] = (values[:, 0] - free(a, b)) / (a.var() * b.var())
    return found


claim = Claim(
    statement=(
        "Two matrices of given spectra, turned against each other by a Haar orthogonal one: at "
        "every size n the mean of m_2 of their product is the free value plus the product of the "
        "variances of the two spectra times (n - 2)/((n - 1)(n + 2))."
    ),
    formula=(
        r"\mathbb{E}\,m_2 = a_2 b_1^2 + a_1^2 b_2 - a_1^2 b_1^2 + (a_2 - a_1^2)(b_2 - "
        r"b_1^2)\,\varepsilon_n \qquad "
        r"\varepsilon_n = \frac{n - 2}{(n - 1)(n + 2)}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2023B,),
        "derived in freewidth.limits.products from the invariance of U B U^T; the paper has the "
        "limit",
    ),
    hypotheses={
        "symmetric A and B of given eigenvalues": "ours",
        "Haar orthogonal U": "ours",
    },
    rival="the free value at every size; the correction of unitary U, of order 1/n^2",
    entries=entries,
    ingredients=INGREDIENTS,
)
