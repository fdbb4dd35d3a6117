"""Finite networks, drawn and run layer by layer."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.biases import BIASES
from freewidth.ensembles import Weights, normal
from freewidth.errors import InvalidInputError
from freewidth.network import Network

Steps = Iterator[tuple[Weights, NDArray]]


def delocalised_input(rng: np.random.Generator, size: int, q0: float) -> NDArray:
    """Input uniform on the sphere with :math:`|x|^2/n_0 = q_0` exactly, shape (size,)."""
    x = rng.standard_normal(size)
    return x * np.sqrt(q0 * size / (x @ x))


def run(
    net: Network,
    width: int,
    rngs: Sequence[np.random.Generator],
    input: ArrayLike | None = None,
    independent: bool = False,
) -> Steps:
    r"""Pairs (weights, slopes) whose product :math:`\prod_l \mathrm{diag}(s_l) W_l` is J.

    One network per generator: weights are a stack of them, standardised and in their cheapest form;
    the slopes :math:`\sigma_w \phi'(y^l)` have shape (networks, n_l). The order of draws, which
    every way to a spectrum shares: input, then for each layer weights and bias, or with
    ``independent`` the limiting pre-activation (see :meth:`Preactivation.sample`).
    """
    sizes = net.sizes(width)
    x = np.stack([_input(net, sizes[0], rng, input) for rng in rngs])
    scale = np.sqrt(net.sigma_w2)
    for layer, ensemble in enumerate(net.ensembles):
        rows, columns = sizes[layer + 1], sizes[layer]
        weights = ensemble.draw(rngs, rows, columns)
        dtype = complex if ensemble.field == "complex" else float
        if independent:
            y = _fresh(net, layer, rngs, rows, dtype)
        else:
            noise = np.stack([_bias(net, rng, rows, dtype) for rng in rngs])
            y = scale * weights.times(x[..., None])[..., 0] + np.sqrt(net.sigma_b2) * noise
            x = net.phi.f(y)
        yield weights, scale * np.asarray(net.phi.df(y), dtype=y.dtype)


def _bias(net, rng, rows, dtype):
    """Standardised biases, shape (rows,)."""
    if net.bias == "gaussian":
        return normal(rng, (rows,), dtype)
    return BIASES[net.bias].sample(rng, (rows,))


def _fresh(net, layer, rngs, rows, dtype):
    """Independent pre-activations of their limiting law, shape (networks, rows)."""
    law = net.preactivations[layer]
    if dtype is complex:
        return np.sqrt(law.q) * np.stack([normal(rng, (rows,), dtype) for rng in rngs])
    return np.stack([law.sample(rng, (rows,)) for rng in rngs])


def alone(steps: Steps) -> Steps:
    """The first network of a stack."""
    return ((weights[0], slopes[0]) for weights, slopes in steps)


def layers(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> Iterator[tuple[NDArray, NDArray]]:
    r"""The layers (W^l, diagonal of D^l), l = 1..L, of one random network, drawn one at a time.

    W^l has shape (n_l, n_{l-1}) and includes :math:`\sigma_w`; the diagonal has shape (n_l,).
    With ``independent`` the network is not run: each D^l holds :math:`\phi'` of fresh draws of its
    limiting pre-activation, the analog to which the theorems reduce the true D^l.
    """
    scale = np.sqrt(net.sigma_w2)
    for weights, slopes in alone(run(net, width, [rng], input, independent)):
        dense = weights.dense()
        yield (dense if scale == 1 else dense * scale), slopes / scale


def _input(net, size, rng, given):
    if given is None:
        return delocalised_input(rng, size, net.q0)
    try:
        x = np.asarray(given)
        x = x.astype(complex if np.iscomplexobj(x) else float)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"input must be {size} numbers: {error}") from None
    if x.shape != (size,):
        raise InvalidInputError(f"input must have shape ({size},), got {x.shape}")
    seen = np.vdot(x, x).real / size
    if not np.isclose(seen, net.q0, rtol=1e-8, atol=0):
        remedy = f"rescale it by {np.sqrt(net.q0 / seen):.6g} or set q0" if seen > 0 else "set q0"
        raise InvalidInputError(
            f"input has |x|^2/n_0 = {seen:.6g}, but the network says q0 = {net.q0:.6g}; {remedy}"
        )
    return x
