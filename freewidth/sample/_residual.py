r"""Jacobians of finite residual networks, :math:`J = \prod_l (1 + a_l D^l W^l)`."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.residual_network import ResidualNetwork


def residual_jacobian(
    net: ResidualNetwork, width: int, rng: np.random.Generator, input: ArrayLike | None = None
) -> NDArray:
    r"""J of one random residual network, multiplied out, shape (n, n), n = ``width``.

    Drawn are the input, then for each layer weights and biases (even where these have no variance).

    Args:
        net, width, rng: which network, how wide, and its random numbers.
        input: of shape (n,); by default entries of mean ``mean0`` and mean square ``q0`` exactly,
            uniform among those.

    Raises:
        InvalidInputError: a width below 2, an input of another shape, or J overflows.
    """
    x = _input(net, width, rng, input)
    product = np.eye(width)
    with np.errstate(over="ignore", invalid="ignore"):
        for a in net.scales:
            weights = np.sqrt(net.sigma_w2) * net.weights.sample(rng, width, width)
            y = weights @ x + np.sqrt(net.sigma_b2) * rng.standard_normal(width)
            product = product + (a * net.phi.df(y))[:, None] * (weights @ product)
            x = x + a * net.phi.f(y)
    if not np.isfinite(product).all():
        raise InvalidInputError(f"{net.label}: J overflows at width {width}; lower scale or depth")
    return product


def residual_eigenvalues(
    net: ResidualNetwork,
    width: int,
    rngs: Iterable[np.random.Generator],
    input: ArrayLike | None = None,
) -> NDArray:
    """Sorted eigenvalues of J J^T of one network per generator, shape (networks, n).

    Squares of singular values of J multiplied out: right to 1e-16 of the largest singular value
    times the number of layers. Arguments and errors are those of :func:`residual_jacobian`.
    """
    values = [
        np.linalg.svd(residual_jacobian(net, width, rng, input), compute_uv=False) for rng in rngs
    ]
    return np.sort(np.reshape(values, (len(values), width)) ** 2, axis=1)


def _input(net, width, rng, given):
    """The input given, or one of given mean and mean square."""
    if isinstance(width, bool) or not isinstance(width, int | np.integer) or width < 2:
        raise InvalidInputError(f"width must be a whole number >= 2, got {width!r}")
    if given is not None:
        x = np.asarray(given, dtype=float)
        if x.shape != (width,):
            raise InvalidInputError(f"input must have shape ({width},), got {x.shape}")
        return x
    x = rng.standard_normal(width)
    x -= x.mean()
    spread = np.sqrt((net.q0 - net.mean0**2) * width)
    return net.mean0 + x * (spread / np.linalg.norm(x))
