"""Two matrices of given spectra, turned against each other. Cases are pairs of spectra.

No network in it: the law of multiplication of large random matrices, on which the limit laws of
networks rest.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.errors import InvalidInputError
from freewidth.sample import (
    batches,
    given_spectrum,
    product_eigenvalues,
    product_moments,
    rotations,
    shuffled_eigenvalues,
)
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, points, styled

TIE = 1e-9  # of the largest product of eigenvalues: equal ones differ by 1e-14, others by far more
ORDERS = 4
COLUMNS = 3  # panels in a row
SHOWN = 400  # points at which distribution functions are drawn


@s.limit("parts (low, high, mass) with 0 <= low <= high and masses that add up to 1")
def given(parts) -> str:
    """A limit of settings: parts that make a spectrum."""
    try:
        given_spectrum(parts, 2)
    except InvalidInputError as error:
        return str(error)
    return ""


Part = tuple[s.Nonnegative, s.Nonnegative, s.Nonnegative]
Spectrum = Annotated[tuple[Part, ...], s.at_most_entries(s.MOST), given]
Pairs = Annotated[
    tuple[tuple[s.Name, Spectrum, Spectrum], ...], s.length(1), s.at_most_entries(s.MOST)
]


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: names of pairs.
        pairs: name, spectrum of A and spectrum of B; a spectrum is a list of (low, high, mass):
            mass spread evenly from low to high, or an atom where these are equal.
        at: where distribution functions are taken, over the largest a times the largest b.
        widths: sizes n, and how many products of each are drawn.
        spectra: of how many of the largest ones the eigenvalues are kept.
        small: more sizes, and how many products of each are drawn for their m_2 alone.
    """

    cases: s.Names
    pairs: Pairs
    at: Annotated[tuple[Annotated[float, s.between(0, 1)], ...], s.length(1)]
    widths: s.Widths
    spectra: s.Networks
    small: Annotated[tuple[tuple[s.Width, s.Networks], ...], s.length(1), s.at_most_entries(s.MOST)]

    def __post_init__(self):
        s.check(self)
        known = Annotated[s.Names, s.among([name for name, *_ in self.pairs], "pair of spectra")]
        s.fitted(self.cases, known, "multiplication.cases")


PAPER = Settings(
    cases=("two_values", "uniform", "uniform_atom", "projections", "small_projections"),
    pairs=(
        ("two_values", ((1, 1, 0.5), (4, 4, 0.5)), ((1, 1, 0.75), (3, 3, 0.25))),
        ("uniform", ((0.2, 1.8, 1),), ((1, 1, 0.5), (4, 4, 0.5))),
        ("uniform_atom", ((0, 0, 0.25), (0, 2, 0.75)), ((0.5, 3.5, 1),)),
        ("projections", ((0, 0, 0.25), (1, 1, 0.75)), ((0, 0, 0.375), (1, 1, 0.625))),
        ("small_projections", ((0, 0, 0.75), (1, 1, 0.25)), ((0, 0, 0.5), (1, 1, 0.5))),
    ),
    at=(0.15, 0.5, 0.65),
    widths=((64, 600), (128, 300), (256, 100)),
    spectra=20,
    # at n = 8 the correction of m_2 is 0.033 to 0.11 of its standard deviation: ten standard errors
    small=((4, 100_000), (8, 100_000), (16, 30_000)),
)  # fmt: skip
QUICK = replace(
    PAPER,
    cases=("two_values", "uniform", "uniform_atom", "projections"),
    widths=((24, 400), (48, 200), (96, 100)),
    small=((4, 8000), (8, 40_000)),
)


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """Statistics of A^{1/2} U B U^T A^{1/2}, U Haar orthogonal (``turned``) or a permutation.

    Of each in groups named after it, by n: ``moments``, m_1 to m_4; ``below``, shares of
    eigenvalues up to the points; ``atom/4``, the share at 4, for every product of two atoms.
    Eigenvalues of some turned ones of the largest size in ``spectra``.
    """
    first, second = spectra(settings.pairs, case)
    widest = max(n for n, _ in settings.widths)
    observed: s.Observed = {}
    for n, count in settings.widths:
        found = _eigenvalues(first, second, n, count, stream)
        for kind, values in found.items():
            for group, numbers in _statistics(values, first, second, settings.at).items():
                observed.setdefault(f"{kind}/{group}", {})[n] = numbers
        if n == widest:
            observed["spectra"] = {n: found["turned"][: settings.spectra]}
    for n, count in settings.small:
        for kind, numbers in _small(first, second, n, count, stream).items():
            observed.setdefault(f"{kind}/small", {})[n] = numbers
    return observed


def _eigenvalues(first, second, n, count, stream):
    a, b, turns = given_spectrum(first, n), given_spectrum(second, n), stream(n)
    some = batches(count, 2 * n**2)
    turned = [product_eigenvalues(a, b, rotations(turns, k, n)) for k in some]
    shuffled = shuffled_eigenvalues(stream("shuffled", n), a, b, count)
    return {"turned": np.concatenate(turned), "shuffled": shuffled}


def _small(first, second, n, count, stream):
    """m_2 of products of a size at which its correction is easily seen."""
    a, b, turns = given_spectrum(first, n), given_spectrum(second, n), stream("small", n)
    some = batches(count, 2 * n**2)
    turned = [product_moments(a, b, rotations(turns, k, n), 2)[:, 1:] for k in some]
    shuffled = shuffled_eigenvalues(stream("small shuffled", n), a, b, count)
    return {
        "turned": np.concatenate(turned),
        "shuffled": (shuffled**2).mean(axis=1, keepdims=True),
    }


def spectra(pairs, case):
    """The two spectra of a case."""
    return next((first, second) for name, first, second in pairs if name == case)


def top(first, second) -> float:
    """The largest eigenvalue of A times that of B."""
    return first[-1][1] * second[-1][1]


def places(first, second) -> list[float]:
    """Products of atoms of A and atoms of B, increasing."""
    a, b = ([low for low, high, _ in spectrum if low == high] for spectrum in (first, second))
    zero = [0.0] if 0 in (*a, *b) else []
    return sorted({*zero, *(x * y for x in a for y in b)})


def _statistics(found, first, second, at):
    """Groups of ``sample`` from eigenvalues, shape (R, n)."""
    shares = [(found <= x * top(first, second)).mean(axis=1) for x in at]
    powers = [(found**k).mean(axis=1) for k in range(1, ORDERS + 1)]
    near = TIE * top(first, second)
    equal = {
        f"atom/{x:g}": (abs(found - x) <= near).mean(axis=1)[:, None] for x in places(first, second)
    }
    return {"moments": np.stack(powers, axis=1), "below": np.stack(shares, axis=1), **equal}


@styled
def draw(draws: Cases) -> Figure:
    """Distribution functions, pair by pair; and how far the mean of m_2 is from the free value."""
    from scripts.finite import _pictures as p

    rows = 1 + len(draws) // COLUMNS
    figure = p.page(0.4 + 2.1 * rows)
    panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    for ax, (case, own), color in zip(panels, draws.items(), p.PALETTE, strict=False):
        _functions(p, ax, own)
        ax.set(ylim=(-0.02, 1.02), xlabel="$x$")
        ax.set_title(case.replace("_", " "), color=color)
    for ax in panels[:-1:COLUMNS]:
        ax.set_ylabel("$F(x)$")
    _corrections(p, panels[len(draws)], draws)
    for ax in panels[len(draws) + 1 :]:
        ax.axis("off")
    handles = [
        p.handle("sampled", p.DATA, line="-", width=2.2),
        p.handle("free product", p.PALETTE[0], line="-", width=1.0),
        p.handle("commuting", p.RIVAL, line="--", width=1.0),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def _functions(p, ax, own):
    """F of the eigenvalues that were kept, of the free product and of the commuting one."""
    from claims.finite._products import commuting_shares, solve
    from claims.finite._products import spectra as given

    first, second = given(own)
    (values,) = own.observed["spectra"].values()
    x = np.linspace(-0.02, 1.02, SHOWN) * top(first, second)
    below = np.searchsorted(np.sort(values, axis=None), x, side="right") / values.size
    ax.step(x, below, where="post", color=p.DATA, lw=2.2)
    ax.plot(x, solve(first, second).cdf(x), color=p.PALETTE[0], lw=1.0)
    ax.plot(x, commuting_shares(first, second, x), color=p.RIVAL, lw=1.0, linestyle="--")


def _corrections(p, ax, draws):
    """n times the distance of m_2 from its free value, over the product of the variances."""
    from claims.finite.exact_multiplication import corrections

    sizes = [n for n, _ in common(draws)["small"]]
    for own, aside, color in zip(draws.values(), p.aside(len(draws)), p.PALETTE, strict=False):
        n, mean, error = points({n: v for n, v in corrections(own).items() if n in sizes})
        p.errorbars(ax, (n * 1.08**aside, n * mean, n * error), color, "o", 3)
    n = np.geomspace(min(sizes) * 0.8, max(sizes) * 1.25)
    ax.plot(n, n * (n - 2) / ((n - 1) * (n + 2)), color=p.INK, lw=0.9, label="orthogonal")
    ax.plot(n, -n / (n**2 - 1), color=p.RIVAL, lw=0.9, linestyle=":", label="unitary")
    ax.set(xscale="log", xlabel="size $n$", ylim=(-0.5, 1.6))
    ax.set_title("$n\\,(m_2 - \\lim)$ / variances")
    ax.legend(loc="upper left", ncols=2)
    p.ticks(ax, sizes)


def caption(draws: Cases) -> str:
    """What is drawn."""
    (n,) = next(iter(draws.values())).observed["spectra"]
    return (
        f"Products of two matrices of given spectra, turned against each other by a Haar "
        f"orthogonal one: the distribution function of eigenvalues of size {n}, of the free "
        f"product, and of the product of commuting matrices. Last panel: n times the distance of "
        f"the mean of m_2 from its free value, over the product of the variances of the two "
        f"spectra, with two standard errors, in the colours of the titles; the lines are exact."
    )
