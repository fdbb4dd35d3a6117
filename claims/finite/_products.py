"""Products of two matrices of given spectra: their law, what it is not, and entries about it."""

from functools import lru_cache
from math import fsum

import numpy as np

from claims.finite._experiments import cases, entry, error, ingredients, mistakes
from freewidth import freeprob
from freewidth.compare import one_eigenvalue
from freewidth.kinds import Density, SingularValues
from freewidth.sample import given_spectrum
from freewidth.stats import at_infinite_width, counted, without_rivals

ORDERS = 4
NODES = 4096  # levels of B over which F of the commuting product is averaged: off by 1/NODES
KINDS = ("turned", "shuffled")  # by a Haar matrix; the control
COMMUTING = "A and B commute and are independent"
ALONE = "one factor alone, the other replaced by its mean"
INGREDIENTS = ingredients("eigenvalues", "mass")
TIE = 1e-6  # products of atoms as names of groups have them


def products(covered):
    """Entries about the pairs of spectra that ``covered(first, second)`` selects, as a function.

    Turned by a Haar matrix they have the law of the free product; by a permutation they have not:
    the control.
    """

    def entries(study):
        for draws in cases(study, "multiplication").values():
            if not covered(*spectra(draws)):
                continue
            if mistakes(draws):
                yield entry(draws, "", "theorem", measured(draws, "turned"))
                continue
            both = ([*measured(draws, kind), *atoms(draws, kind)] for kind in KINDS)
            turned, shuffled = both
            yield entry(draws, "", "theorem", turned)
            note = "a permutation for U"
            yield entry(draws, "permuted", "control", without_rivals(shuffled), note)

    return entries


def definite(first, second):
    """Whether neither has an eigenvalue 0."""
    return first[0][0] > 0 and second[0][0] > 0


def spectra(draws):
    """Those of A and B, without errors."""
    every = draws.settings["pairs"]
    return next((_frozen(a), _frozen(b)) for name, a, b in every if name == draws.case)


def _frozen(spectrum):
    return tuple(tuple(float(number) for number in part) for part in spectrum)


def measured(draws, kind):
    """Moments and distribution functions, extrapolated, of the products of one kind."""
    first, second = spectra(draws)
    at = np.array(draws.settings["at"]) * first[-1][1] * second[-1][1]
    inside = solve(first, second).density(at) > 0  # elsewhere F is constant: nothing fluctuates
    at = at[inside]
    names = [f"m_{k}" for k in range(2, ORDERS + 1)] + [f"F({x:.3g})" for x in at]
    moments, below = (draws.observed[f"{kind}/{what}"] for what in ("moments", "below"))
    both = {n: np.hstack([moments[n][:, 1:], below[n][:, inside]]) for n in moments}
    law = solve(mistaken(first, draws), second)
    expected = [*law.moments(ORDERS)[1:], *law.cdf(at)]
    rivals = {COMMUTING: commuting(first, second, at), ALONE: alone(first, second, at)}
    steps = {n: one_eigenvalue(names, n) for n in both}
    return at_infinite_width(names, both, expected, rivals, steps=steps)


def mistaken(spectrum, draws):
    """A spectrum with the errors there are: of all eigenvalues, of the mass of its first part."""
    factor, first = error(draws, "eigenvalues"), error(draws, "mass")
    masses = [first * spectrum[0][2], *(mass for _, _, mass in spectrum[1:])]
    scaled = [(factor * low, factor * high) for low, high, _ in spectrum]
    return tuple((*ends, m / fsum(masses)) for ends, m in zip(scaled, masses, strict=True))


@lru_cache(maxsize=64)
def solve(first, second):
    """The law of the free product."""
    return freeprob.law(freeprob.multiply(_factor(first), _factor(second)))


def _factor(spectrum):
    """One spectrum as a law; at most one of its parts is spread out."""
    spread = [part for part in spectrum if part[0] < part[1]]
    if not spread:
        values, _, masses = zip(*spectrum, strict=True)
        return freeprob.discrete(values, masses)
    ((low, high, mass),) = spread
    mean = fsum(m * (a + b) / 2 for a, b, m in spectrum)
    slope = 2 * mass * mean / (high - low)
    density = Density(lambda s: slope * s, (low / mean) ** 0.5, (high / mean) ** 0.5)
    atoms = tuple(((a / mean) ** 0.5, m) for a, b, m in spectrum if a == b)
    return freeprob.scaled(freeprob.bi_invariant(SingularValues(atoms, density)), mean)


def powers(spectrum):
    """The means of the powers 1 to ORDERS."""
    return np.array([fsum(m * _power(a, b, k) for a, b, m in spectrum) for k in _orders()])


def _orders():
    return range(1, ORDERS + 1)


def _power(low, high, k):
    """The mean of x^k over an interval, or at one place."""
    if low == high:
        return low**k
    return (high ** (k + 1) - low ** (k + 1)) / ((k + 1) * (high - low))


def shares(spectrum, x):
    """The distribution function of a spectrum at numbers x."""
    found = np.zeros(np.shape(x))
    for low, high, mass in spectrum:
        spread = np.clip((x - low) / (high - low), 0, 1) if low < high else x >= low
        found = found + mass * spread
    return found


def commuting(first, second, at):
    """Statistics of the product of two independent numbers with these laws."""
    moments = powers(first) * powers(second)
    return [*moments[1:], *commuting_shares(first, second, at)]


def commuting_shares(first, second, x):
    """The distribution function of that product at numbers x, shape (K,)."""
    b = given_spectrum(second, NODES)
    zero, positive = np.reshape(x, (-1, 1)) >= 0, b > 0
    ratio = np.reshape(x, (-1, 1)) / np.where(positive, b, 1.0)
    return np.where(positive, shares(first, ratio), zero).mean(axis=1)


def alone(first, second, at):
    """Statistics of A times the mean of B."""
    mean = powers(second)[0]
    moments = powers(first) * mean ** np.arange(1, ORDERS + 1)
    return [*moments[1:], *shares(first, np.asarray(at) / mean)]


def atoms(draws, kind):
    """The share of eigenvalues at every product of two atoms: of all products the furthest off.

    Eigenspaces of dimensions d and e meet in d + e - n dimensions or not at all, at every n: the
    limit holds exactly where n times every mass is whole.
    """
    first, second = spectra(draws)
    solved = solve(first, second)
    for name, by_width in draws.observed.items():
        if not name.startswith(f"{kind}/atom/"):
            continue
        x = float(name.rpartition("/")[2])
        own = fsum(mass for place, mass in solved.atoms if abs(place - x) <= TIE)
        other = {COMMUTING: commuting_mass(first, second, x)}
        for n, values in by_width.items():
            if all((n * mass).is_integer() for *_, mass in (*first, *second)):
                seen = values[np.argmax(np.abs(values - own)), 0]
                yield counted(f"mass at {x:g}, n = {n}", seen, own, rivals=other)


def commuting_mass(first, second, x):
    """The mass at x of the product of two independent numbers with these laws."""
    (a, b) = ([(low, mass) for low, high, mass in some if low == high] for some in (first, second))
    if x == 0:
        return 1 - (1 - dict(a).get(0, 0)) * (1 - dict(b).get(0, 0))
    return fsum(p * r for low, p in a for other, r in b if abs(low * other - x) <= TIE)
