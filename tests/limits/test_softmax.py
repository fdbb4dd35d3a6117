"""Softmax moments and ratios of Hessian blocks: identities, closed forms, and drawn outputs."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.limits import class_block_ratio, softmax_moment, unit_block_ratio

MANY = 1e12  # samples per input


@pytest.mark.parametrize(("classes", "q"), [(2, 0.3), (5, 1.0), (40, 4.0), (3, 25.0)])
def test_probabilities_add_up_to_one(classes, q):
    c = classes
    assert c * softmax_moment((1,), c, q) == pytest.approx(1, rel=1e-10)
    square = c * softmax_moment((2,), c, q) + c * (c - 1) * softmax_moment((1, 1), c, q)
    assert square == pytest.approx(1, rel=1e-10)


def test_outputs_that_vanish_leave_equal_probabilities():
    assert softmax_moment((2, 1, 1), 6, 0.0) == pytest.approx(6.0**-4, rel=1e-10)
    for samples in (0.5, 4.0):
        assert class_block_ratio(6, 0.0, samples) == pytest.approx(1 / 5, rel=1e-9)
        assert unit_block_ratio(6, 0.0, samples) == pytest.approx(7**-0.5, rel=1e-9)


@pytest.mark.parametrize("classes", [3, 10])
def test_many_samples_leave_a_power_of_the_number_of_classes(classes):
    assert class_block_ratio(classes, 2.0, MANY) == pytest.approx(1 / (classes - 1), rel=1e-8)
    assert unit_block_ratio(classes, 2.0, MANY) == pytest.approx((classes + 1) ** -0.5, rel=1e-8)


def test_of_two_classes_one_is_what_the_other_leaves():
    assert class_block_ratio(2, 1.0, 3.0) == pytest.approx(1.0, rel=1e-9)


def softmax(z):
    p = np.exp(z)
    return p / p.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(("classes", "q", "samples"), [(5, 1.5, 0.7), (12, 1.0, 4.0)])
def test_ratios_are_those_of_drawn_outputs(classes, q, samples, rng):
    """c as its definition says, drawn; 1 % is what is left of chance."""
    p = softmax(np.sqrt(q) * rng.standard_normal((40_000, classes)))
    curvature = p[:, :, None] * (np.eye(classes) - p[:, None, :])

    def norm(c):
        return np.mean(c.mean(axis=0) ** 2 + (c**2).mean(axis=0) / samples)

    own, off = norm(curvature[:, [0], [0]]), norm(curvature[:, [0], [1]])
    found = class_block_ratio(classes, q, samples)
    assert found == pytest.approx((off / own) ** 0.5, rel=0.03)
    v, w = rng.standard_normal((2, 3000, classes))
    few = curvature[:400]
    own, off = (norm(np.einsum("ri,sij,rj->sr", v, few, u)) for u in (v, w))
    assert unit_block_ratio(classes, q, samples) == pytest.approx((off / own) ** 0.5, rel=0.06)


@pytest.mark.parametrize(
    ("powers", "classes"), [((), 3), ((0,), 3), ((1, 1), 1), ((2, -1), 3), ((1.7,), 3)]
)
def test_moments_that_are_none_are_refused(powers, classes):
    with pytest.raises(InvalidInputError, match="needs whole powers >= 0"):
        softmax_moment(powers, classes, 1.0)


@pytest.mark.parametrize("ratio", [class_block_ratio, unit_block_ratio])
def test_blocks_that_are_none_are_refused(ratio):
    for classes, samples in ((1, 4.0), (3, 0.0), (3, np.nan)):
        with pytest.raises(InvalidInputError, match="blocks need 2 classes or more"):
            ratio(classes, 1.0, samples)
    for q in (-1.0, 101.0, np.nan):
        with pytest.raises(InvalidInputError, match="variance of outputs"):
            ratio(3, q, 4.0)
