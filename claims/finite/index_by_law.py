"""How the index of critical points falls with energy depends on the law of their Hessians."""

from dataclasses import replace
from functools import cache

import numpy as np

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.finite._experiments import cases, entry, error, ingredients, mistakes
from freewidth.stats import at_infinite_width
from freewidth.stats.extrapolation import WHY_BIAS
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.laws.percolated_wigner import levels

SEMICIRCLE = "wigner"
DYNAMIC = "percolated_wigner"  # the law that is solved by population dynamics
WHY_LAW = f"{WHY_BIAS}; and five standard errors of the law, which is solved by populations"


def entries(study):
    """Matrices of every law: the index at all energies against its own and all other laws."""
    every = cases(study, "layering")
    for draws in every.values():
        if not mistakes(draws):
            limits = {case: predicted(other) for case, other in every.items()}
            yield from compared(draws, limits)
        elif draws.case != DYNAMIC:
            yield entry(draws, "", "theorem", evidence(draws, predicted(draws), {}))


def compared(draws, limits):
    """One law's matrices against it, with all others as rivals; and against one of these."""
    own, others = limits[draws.case], [name for name in limits if name != draws.case]
    rivals = {called(name): nearest(*limits[name], own[0]) for name in others}
    yield entry(draws, "", "theorem", evidence(draws, own, rivals))
    for other in others[:1] if draws.case == SEMICIRCLE else {SEMICIRCLE} & set(others):
        wrong = evidence(draws, limits[other], {})
        yield entry(draws, f"as {other}", "control", wrong, f"tested against {called(other)}")


def called(name):
    """What the law of some matrices is called."""
    return MATRIXLAWS[name].label


def nearest(other, off, own):
    """Shares of another law, as near to one's own as their errors allow."""
    gap = other - own
    return own + np.sign(gap) * np.maximum(np.abs(gap) - off, 0.0)


def evidence(draws, limit, rivals):
    """The index at all energies, extrapolated, against shares known up to some error."""
    below, error_of_law = limit
    names = [f"share below -{energy:g}" for energy in draws.settings["energies"]]
    observed = draws.observed["index"]
    one = {n: np.full(len(names), 1 / n) for n in observed}  # eigenvalue
    items = at_infinite_width(names, observed, below, rivals, steps=one)
    return [
        replace(item, bias=item.bias + more, why_bias=WHY_LAW) if more else item
        for item, more in zip(items, error_of_law, strict=True)
    ]


def predicted(draws):
    """Shares of the case's law below -E for all energies, and how far off they may be."""
    shapes, factor = draws.settings["shapes"], error(draws, "rms")
    shape = tuple((name, value) for law, name, value in shapes if law == draws.case)
    return below(draws.case, shape, tuple(factor * e for e in draws.settings["energies"]))


@cache
def below(case, shape, energies):
    """The same for a law with parameters ``shape``, pairs of name and value."""
    if case == DYNAMIC:
        level, off = levels(energies, **dict(shape))
        return 1 - level, off  # symmetric
    return table(case, shape).below(-np.array(energies)), np.zeros(len(energies))


@cache
def table(case, shape):
    """The solved law."""
    return MATRIXLAWS[case].solve(**dict(shape))


claim = Claim(
    statement=(
        "How the index of critical points falls with their energy depends on the law of their "
        "Hessians: the share of negative eigenvalues of H + E, for shifts E of a given size "
        "relative to the root mean square of the eigenvalues, follows the distribution function "
        "of the law that H is drawn from (semicircle, Wigner product, sandwich, percolated "
        "Wigner), and no other of these."
    ),
    formula=r"\frac1n\,\#\{i : \lambda_i(H + E) < 0\} \to \nu((-\infty, -E))",
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "The abstract says that results on the layers of critical points depend on the exact law; "
        "the share below -E as their measure, and matrices drawn from known laws, are ours.",
    ),
    hypotheses={
        "matrices drawn from the law, not Hessians of trained networks": "ours",
        "Gaussian entries": "ours",
    },
    rival="the layers of a semicircle, or of any other of the laws",
    entries=entries,
    ingredients=ingredients("rms"),  # of the laws that need no populations
)
