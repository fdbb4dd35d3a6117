"""Finite networks: draw one, and take the spectrum of its input-output Jacobian."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.network import Network


def delocalised_input(rng: np.random.Generator, size: int, q0: float) -> NDArray:
    """Input uniform on the sphere with :math:`|x|^2/n_0 = q_0` exactly, shape (size,)."""
    x = rng.standard_normal(size)
    return x * np.sqrt(q0 * size / (x @ x))


def layers(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> Iterator[tuple[NDArray, NDArray]]:
    r"""The layers (W^l, diagonal of D^l), l = 1..L, of one random network, drawn one at a time.

    W^l has shape (n_l, n_{l-1}) and includes :math:`\sigma_w`; the diagonal has shape (n_l,).
    With ``independent`` the network is not run: each D^l holds fresh
    :math:`\phi'(\sqrt{q_l}\,g_j)`, the analog to which the theorems reduce the true D^l.
    """
    sizes = net.sizes(width)
    x = _input(net, sizes[0], rng, input)
    for layer, ensemble in enumerate(net.ensembles):
        rows, columns = sizes[layer + 1], sizes[layer]
        weights = ensemble.sample(rng, rows, columns)
        if net.sigma_w2 != 1:
            weights = weights * np.sqrt(net.sigma_w2)
        if independent:
            y = np.sqrt(net.q[layer]) * rng.standard_normal(rows)
        else:
            y = weights @ x + np.sqrt(net.sigma_b2) * rng.standard_normal(rows)
            x = net.phi.f(y)
        yield weights, np.asarray(net.phi.df(y), dtype=float)


def jacobian(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> NDArray:
    r""":math:`J = D^L W^L \cdots D^1 W^1` of one random network, shape (n_L, n_0)."""
    product = None
    for weights, slopes in layers(net, width, rng, input, independent):
        product = weights if product is None else weights @ product
        product *= slopes[:, None]
    return product


def spectrum(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> NDArray:
    """Sorted eigenvalues of J J^T of one random network, shape (n_L,), with n_0 = ``width``.

    They are squared singular values of J, so none is negative; those below about
    (1e-16 times the largest singular value) squared are rounding noise. For n_L > n_0 the
    n_L - n_0 structural zeros are included.

    The default ``input`` is uniform on the sphere of |x|^2/n_0 = q0 (delocalised, as the i.i.d.
    theorem needs); one given must have shape (n_0,) and that norm. ``independent`` replaces each
    D^l by an independent copy (see :func:`layers`).

    Raises:
        InvalidInputError: bad width or input, or J or J J^T overflows double precision.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # _finite() says it better
        product = _finite(net, width, "J", jacobian(net, width, rng, input, independent))
        values = np.linalg.svd(product, compute_uv=False)[::-1] ** 2
    missing = product.shape[0] - values.size
    return np.concatenate([np.zeros(missing), _finite(net, width, "J J^T", values)])


def _finite(net, width, name, values):
    if np.all(np.isfinite(values)):
        return values
    raise InvalidInputError(
        f"{net.label}: {name} of a network of width {width} overflows double precision; lower "
        f"sigma_w2 or the depth, or take an ensemble with lighter tails"
    )


def _input(net, size, rng, given):
    if given is None:
        return delocalised_input(rng, size, net.q0)
    try:
        x = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"input must be {size} real numbers: {error}") from None
    if x.shape != (size,):
        raise InvalidInputError(f"input must have shape ({size},), got {x.shape}")
    seen = x @ x / size
    if not np.isclose(seen, net.q0, rtol=1e-8, atol=0):
        remedy = f"rescale it by {np.sqrt(net.q0 / seen):.6g} or set q0" if seen > 0 else "set q0"
        raise InvalidInputError(
            f"input has |x|^2/n_0 = {seen:.6g}, but the network says q0 = {net.q0:.6g}; {remedy}"
        )
    return x
