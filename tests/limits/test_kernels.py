"""Limit kernels against another library's numbers, and what must hold for any network."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.limits import covariances, tangent_kernel
from freewidth.network import Network, shifted

REFERENCE = json.loads((Path(__file__).parent / "reference" / "neural_tangents.json").read_text())
INPUTS = np.array(REFERENCE["inputs"])
GRAM = INPUTS @ INPUTS.T / INPUTS.shape[1]


def reference_network(case):
    activation, _, depth = case.partition("/L")
    numbers = REFERENCE["sigma_w2"], REFERENCE["sigma_b2"]
    return Network("gaussian", activation, int(depth), *numbers)


@pytest.mark.parametrize("case", REFERENCE["cases"])
def test_another_library_has_the_same_numbers(case):
    """neural-tangents has closed forms, see reference/make.py. 1e-13: 100 roundings a layer."""
    net, known = reference_network(case), REFERENCE["cases"][case]
    assert_allclose(covariances(net, GRAM)[-1], known["nngp"], rtol=1e-13)
    assert_allclose(tangent_kernel(net, GRAM), known["ntk"], rtol=1e-13)


@pytest.mark.parametrize("case", ["relu/L3", "erf/L3"])
def test_one_layer_more_or_less_is_another_kernel(case):
    net, known = reference_network(case), REFERENCE["cases"]
    other = np.array(known[case.replace("L3", "L2")]["ntk"])
    assert np.abs(tangent_kernel(net, GRAM) / other - 1).max() > 0.1


def test_the_diagonal_is_the_variance_recursion(ordinary_name, activation_name):
    net = Network(ordinary_name, activation_name, 4, sigma_w2=1.3, sigma_b2=0.2, q0=0.7)
    found = [sigma[0, 0] for sigma in covariances(net, [[0.7]])]
    assert_allclose(found, net.q, rtol=1e-13)


def test_the_diagonal_of_tall_isometries_loses_what_the_recursion_loses():
    net = Network("orthogonal", "tanh", 3, sigma_b2=0.1, widths=(1, 2, 3, 1))
    assert_allclose([sigma[0, 0] for sigma in covariances(net, [[1.0]])], net.q, rtol=1e-13)


def test_kernels_are_positive_and_symmetric(activation_name):
    net = Network("gaussian", activation_name, 4, sigma_w2=1.3, sigma_b2=0.2)
    for matrix in (covariances(net, GRAM)[-1], tangent_kernel(net, GRAM)):
        assert_allclose(matrix, matrix.T, rtol=0)
        assert np.linalg.eigvalsh(matrix).min() > 0


def test_linear_networks_by_hand():
    """Sigma is multiplied by sigma_w^2 a layer, and every layer adds the same to the kernel."""
    net = Network("gaussian", "linear", 3, sigma_w2=1.5)
    assert_allclose(covariances(net, GRAM)[-1], 1.5**3 * GRAM, rtol=1e-13)
    assert_allclose(tangent_kernel(net, GRAM), 3 * 1.5**3 * GRAM, rtol=1e-13)


def test_shifted_inputs_are_another_network():
    net = Network("gaussian", "tanh", 3, sigma_b2=0.1)
    wrong = shifted(net)
    assert abs(covariances(net, [[wrong.q0]])[-1][0, 0] / net.q[-1] - 1) > 0.1


@pytest.mark.parametrize(
    ("gram", "message"),
    [([[1, 2], [3, 4]], "symmetric"), ([1, 2], "square"), ([[1, 2], [2, 1]], "no negative")],
)
def test_bad_gram_matrices_are_refused(gram, message):
    with pytest.raises(InvalidInputError, match=message):
        covariances(Network("gaussian", "tanh", 2), gram)


def test_covariances_that_are_not_symmetric_are_refused():
    net = Network("gaussian", "relu", 2)
    gram = [[1.0, 0.5], [0.5, 1.0]]
    sigma = covariances(net, gram)
    sigma[0][0, 1] = 0.9
    with pytest.raises(InvalidInputError):
        tangent_kernel(net, gram, sigma)
