"""Newton's method and the path from z < 0: what converged, what did not, and why."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network, law
from freewidth.errors import NotConvergedError
from freewidth.freeprob import continuation
from freewidth.freeprob.continuation import continued, solve
from freewidth.freeprob.newton import Solution, newton, unsolved
from freewidth.freeprob.prepare import prepare
from freewidth.jacobian import free_product


@pytest.fixture(scope="module")
def net():
    return Network("gaussian", "tanh", 3, sigma_b2=0.1)


@pytest.fixture(scope="module")
def product(net):
    return prepare(free_product(net))[0]


@pytest.fixture(scope="module")
def u(net):
    return np.log(law(net).quantile(np.linspace(0.6, 0.95, 7)))


def exact(count, **changes):
    """A solution that converged, but for ``changes``."""
    yes = np.ones(count, dtype=bool)
    status = {"correction": np.zeros(count), "rounded": ~yes, "valid": yes} | changes
    return Solution(np.zeros(count, complex), np.zeros((count, 1), complex), **status)


def test_what_counts_as_converged():
    correction = np.array([1e-12, 1e-3, 1e-3, 1e-12, np.nan, np.inf])
    rounded = np.array([False, False, True, True, False, False])
    valid = np.array([True, True, True, False, True, True])
    found = exact(6, correction=correction, rounded=rounded, valid=valid)
    assert found.converged().tolist() == [True, False, True, False, False, False]
    assert found.converged(1e-2).tolist() == [True, True, True, False, False, False]
    assert not unsolved(3, 2).converged().any()


def test_some_points_replaced_by_others():
    none = unsolved(4, 1)
    here = np.array([False, True, False, True])
    both = none.replaced(here, exact(2))
    assert np.array_equal(both.converged(), here)
    assert np.array_equal(both.at(here).y, np.zeros(2))
    assert np.isnan(none.y).all()  # stays as it was


def test_a_guess_nearby_converges_to_the_solution(product, u):
    y, w = solve(product, u, 0.0)
    again = newton(product, u + 0j, y * (1 + 1e-3j), w * (1 - 1e-3j))
    assert again.converged(1e-12).all()
    assert_allclose(again.y, y, rtol=1e-11)
    assert_allclose(product.log_z(again.y, again.w), u, atol=1e-13)


def test_from_the_other_half_planes_it_finds_the_solution_or_says_that_it_has_none(net, product):
    """Where it settles on another solution of these equations, that one is not valid."""
    u = np.log(law(net).quantile(np.linspace(0.1, 0.95, 17)))
    y, w = solve(product, u, 0.0)
    found = newton(product, u + 0j, y.conj(), w.conj())
    right = found.converged()
    assert_allclose(found.y[right], y[right], rtol=1e-12)
    settled = ~right & (found.correction < 1e-12)
    assert settled.any()
    assert not found.valid[settled].any()
    assert np.all(np.abs(found.y[settled] / y[settled] - 1) > 0.1)


def test_one_coarse_path_may_fail_and_a_finer_one_does_not():
    """Its status says so; nothing is raised."""
    net = Network("gaussian", "leaky_relu", 2, widths=(3.94883, 1.30009, 1.13337))
    product, _ = prepare(free_product(net))
    ends = np.log(np.ravel(law(net).support))
    u = np.concatenate([ends[:1] + 1e-9, ends[1:2] - 1e-9, ends[2:3] + 1e-9, ends[3:] - 1e-9])
    coarse, fine = (continued(product, u, np.zeros(4), refinements=n) for n in (1, 8))
    assert not coarse.converged().all()
    assert fine.converged().all()


def test_what_is_not_found_is_refused_with_the_remedy(monkeypatch, product, u):
    monkeypatch.setattr(continuation, "JUMP", 1e-12)  # no step is small enough
    with pytest.raises(NotConvergedError, match=r"left its half plane even with \d+ steps"):
        solve(product, u, 0.0, "net")
