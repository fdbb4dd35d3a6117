"""The quadrature of squared singular values, against closed forms on the real axis itself."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import NotConvergedError
from freewidth.freeprob.singular import Singular
from freewidth.kinds import Density, SingularValues

QUARTER = Singular(SingularValues(density=Density(lambda s: np.sqrt(4 - s**2) / np.pi, 0.0, 2.0)))
LOW = 0.2
HIGH = np.sqrt(3 - 0.75 * LOW**2) - LOW / 2  # E s^2 = (a^2 + ab + b^2)/3 = 1
UNIFORM = Singular(SingularValues(density=Density(lambda s: 0 * s + 1 / (HIGH - LOW), LOW, HIGH)))


def quarter(w):
    """E w/(w - s^2): Marchenko and Pastur's w G(w), above the axis."""
    root = np.sqrt(w) * np.sqrt(w - 4 + 0j)
    return (w - np.where(root.imag < 0, -root, root)) / 2


def uniform(w):
    r"""E w/(w - s^2) with 1/(w - s^2) = (1/(r - s) + 1/(r + s))/2r, r = sqrt(w)."""
    r = np.sqrt(w)
    logs = np.log((r + HIGH) / (r + LOW)) - np.log(r - HIGH) + np.log(r - LOW)
    return r / 2 * logs / (HIGH - LOW)


@pytest.mark.parametrize(("source", "exact"), [(QUARTER, quarter), (UNIFORM, uniform)])
@pytest.mark.parametrize("floor", [1e-13, 1e-30, 1e-100])
def test_the_transform_on_the_support_itself(source, exact, floor):
    """Above the axis at no distance, also next to both ends, and around them."""
    rule = source.rule(floor, 1e-4)
    top = rule.top
    near = np.concatenate([top * (1 + np.array([-1e-4, -1e-3, 1e-4, 0.3])), [rule.bottom + 1e-3]])
    w = np.concatenate([np.linspace(0.1, 2.9, 15), near]) + 0j
    w = np.concatenate([w, w + 1e-5j, 1j * w, [1e3 + 1e3j]])
    assert_allclose(rule.flow(w)[0], exact(w + 0j), rtol=1e-11)  # logs next to an end cancel


def test_small_w_next_to_a_hard_end():
    """A = sqrt(w) i to leading order for the quarter circle, down to thirty times the floor."""
    w = -np.geomspace(3e-29, 1e-12, 12) + 0j
    assert_allclose(QUARTER.rule(1e-30, 1e-4).flow(w)[0], np.sqrt(-w), rtol=1e-6)
    assert_allclose(QUARTER.rule(1e-30, 1e-4).flow(w)[0], quarter(w), rtol=1e-12)


@pytest.mark.parametrize("source", [QUARTER, UNIFORM])
def test_moments_and_half_plane(source):
    rule = source.rule(1e-30, 1e-12)
    assert np.all(rule.k.imag <= 0)
    assert abs(rule.c.sum() - 1) < 1e-13
    assert_allclose(rule.moments(6), source.values.moments(6), rtol=1e-12)


def test_what_is_known_without_a_quadrature():
    mixed = Singular(SingularValues(((0.0, 0.5), (np.sqrt(2), 0.5))))
    mass, atoms = mixed.masses()
    assert mass == 0.5
    assert_allclose(atoms, [(2.0, 0.5)])
    assert QUARTER.masses() == (1.0, ())
    assert QUARTER.rule(1e-13, 1e-4).decay == 0.5  # P(s^2 < t) = sqrt(t)/pi
    assert UNIFORM.rule(1e-13, 1e-4).decay == np.inf


def test_a_density_that_is_not_analytic_is_refused():
    values = SingularValues(density=Density(lambda s: 0 * s.real + 1 / np.sqrt(3), 0.0, np.sqrt(3)))
    Singular(values).rule(1e-13, 1e-4)  # constant: it is
    bad = Density(lambda s: (1 + np.abs(s.imag)) / np.sqrt(3), 0.0, np.sqrt(3))
    with pytest.raises(NotConvergedError, match="is it analytic there"):
        Singular(SingularValues(density=bad)).rule(1e-13, 1e-4)
