r"""Jacobians of finite residual networks, :math:`J = \prod_l (1 + a_l D^l W^l)`, in batches."""

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Batches, Reals, Width, checked
from freewidth.errors import InvalidInputError
from freewidth.residual_network import ResidualNetwork
from freewidth.sample._batch import weights


@checked
def residual_jacobians(
    net: ResidualNetwork,
    width: Width,
    rng: np.random.Generator,
    batch: Batches = 1,
    input: Reals | None = None,
) -> NDArray:
    r"""J of random residual networks, multiplied out, shape (batch, n, n), n = ``width``.

    Drawn are the inputs, then for each layer all weights and all biases (even where these have no
    variance).

    Args:
        net, width, rng: which networks, how wide, and their random numbers.
        batch: how many.
        input: of shape (n,), for all; by default entries of mean ``mean0`` and mean square ``q0``
            exactly, uniform among those.

    Raises:
        InvalidInputError: a width below 2, an input of another shape, or J overflows.
    """
    x = _inputs(net, width, rng, batch, input)[..., None]
    variances = zip(net.plain.weight_variances, net.plain.bias_variances, strict=True)
    layers = zip(net.scales, net.plain.phis, net.plain.ensembles, variances, strict=True)
    product = np.broadcast_to(np.eye(width), (batch, width, width))
    with np.errstate(over="ignore", invalid="ignore"):
        for a, phi, ensemble, (sigma_w2, sigma_b2) in layers:
            matrices = np.sqrt(sigma_w2) * weights(ensemble).draw(rng, batch, width, width)[0]
            biases = np.sqrt(sigma_b2) * rng.standard_normal((batch, width, 1))
            y = matrices @ x + biases
            product = product + a * phi.df(y) * (matrices @ product)
            x = x + a * phi.f(y)
    if not np.isfinite(product).all():
        raise InvalidInputError(f"{net.label}: J overflows at width {width}; lower scale or depth")
    return product


@checked
def residual_eigenvalues(
    net: ResidualNetwork,
    width: Width,
    rng: np.random.Generator,
    batch: Batches = 1,
    input: Reals | None = None,
) -> NDArray:
    """Sorted eigenvalues of J J^T of random residual networks, shape (batch, n).

    Squares of singular values of J multiplied out: right to 1e-16 of the largest singular value
    times the number of layers. Arguments and errors are those of :func:`residual_jacobians`.
    """
    product = residual_jacobians(net, width, rng, batch, input)
    with np.errstate(over="ignore"):
        squares = np.linalg.svd(product, compute_uv=False)[:, ::-1] ** 2
    if not np.isfinite(squares).all():
        raise InvalidInputError(f"{net.label}: J J^T overflows; lower scale or depth")
    return squares


def _inputs(net, width, rng, batch, given):
    """The input given, or some of given mean and mean square, shape (batch, n)."""
    if isinstance(width, bool) or not isinstance(width, int | np.integer) or width < 2:
        raise InvalidInputError(f"width must be a whole number >= 2, got {width!r}")
    if given is not None:
        x = np.asarray(given, dtype=float)
        if x.shape != (width,):
            raise InvalidInputError(f"input must have shape ({width},), got {x.shape}")
        return np.broadcast_to(x, (batch, width))
    x = rng.standard_normal((batch, width))
    x -= x.mean(axis=1, keepdims=True)
    spread = np.sqrt((net.q0 - net.mean0**2) * width)
    return net.mean0 + x * (spread / np.linalg.norm(x, axis=1, keepdims=True))
