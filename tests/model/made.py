"""Models that tests make."""

from itertools import pairwise

import numpy as np

from freewidth import model

SIZES = (12, 20, 16, 8)
ACTIVATIONS = ("tanh", "gelu", "linear")


def numbers(rng, sizes=SIZES, bias=0.3):
    """Gaussian weights of variance one, and biases."""
    pairs = list(pairwise(sizes))
    weights = [rng.standard_normal((b, a)) / np.sqrt(a) for a, b in pairs]
    return weights, [bias * rng.standard_normal(b) for _, b in pairs]


def made(rng, sizes=SIZES, activations=ACTIVATIONS, bias=0.3):
    """A model with such numbers."""
    return model.from_arrays(*numbers(rng, sizes, bias), activations)
