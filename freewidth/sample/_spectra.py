"""Spectra of finite networks, each by the cheapest method that resolves it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth import arrays
from freewidth.arguments import LATER, AnyFloat, checked, shown
from freewidth.arrays import Array, Device, host, namespace, outline
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample._forward import Factors
from freewidth.sample._graded import graded_singular_values
from freewidth.sample._methods import (
    METHODS,
    MULTIPLIED,
    SOLVERS,
    Method,
    likely_ratio,
    masked,
    noise_floor,
)
from freewidth.sample._product import compressed, stack
from freewidth.sample._streams import Generators, drawn_factors

SMALL = 200  # up to this width networks are multiplied in stacks: calls cost more than dead units
CHUNK = 2**18  # entries of one stack: few enough for a processor's cache
SLACK = 10.0  # between what is likely and what is seen
MODERATE = 1e-140, 1e140  # sums of squares in between are far from both ends of the range, squared


@dataclass(frozen=True)
class Sample:
    """Spectra of several networks, and how far they can be trusted.

    Attributes:
        eigenvalues: of J J^T, sorted, shape (replicates, n_L); structural zeros are exactly 0.
        methods: the method that gave each spectrum, shape (replicates,).
        floors: of that method, shape (replicates,).
    """

    eigenvalues: NDArray
    methods: NDArray
    floors: NDArray

    def __repr__(self) -> str:
        return outline(self)


@checked
def singular_values(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> NDArray:
    """Sorted singular values of J, shape (min(n_0, n_L),), each right to 1e-8 of itself or better.

    By the graded method; unlike their squares they do not underflow before 1e-300. Arguments are
    those of :func:`spectrum`.

    Raises:
        InvalidInputError: bad width or input, or the Jacobian overflows double precision.
        NotConvergedError: Jacobi's rotations did not converge.

    Examples:
        >>> from freewidth import Network, sample
        >>> from freewidth.rng import stream
        >>> net = Network("orthogonal", "linear", depth=5)
        >>> sample.singular_values(net, 4, stream(0, "an example")).round(10)
        array([1., 1., 1., 1.])
    """
    sizes = net.sizes(width)
    draw = partial(drawn_factors, net, width, input=input, independent=independent)
    with np.errstate(over="ignore", invalid="ignore"):  # _finite() says it better
        values = graded_singular_values(_repeatable(draw, rng, rng.bit_generator.state))
    values = _finite(net, width, "J", values[::-1])
    return np.concatenate([np.zeros(min(sizes[0], sizes[-1]) - values.size), values])


@checked
def spectrum(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
    method: Annotated[Method | Literal["auto"], LATER] = "auto",
    floor: AnyFloat = 0.0,
    device: str = "cpu",
) -> NDArray:
    """Sorted eigenvalues of J J^T of one random network, shape (n_L,), with n_0 = ``width``.

    None is negative. Those that vanish because of dead units or narrow layers are exactly 0.

    Args:
        net, width, rng: which network, how wide, and its random numbers.
        input: of shape (n_0,) with :math:`|x|^2/n_0` = q0; by default uniform on that sphere
            (delocalised, as the i.i.d. theorem needs).
        independent: replace each D^l by an independent copy (see :func:`layers`).
        method: how (the table in ``freewidth/sample/_methods.py``); ``"auto"`` takes the cheapest
            in double precision that resolves the spectrum.
        floor: what ``"auto"`` may neglect: eigenvalues below this fraction of the largest need not
            be right. 0 asks for all of them; 1e-10 suffices for moments, distances and resolvents,
            and is several times faster for deep networks.
        device: where products and solves of gram and svd run, see :func:`freewidth.arrays.device`;
            random numbers and the graded method stay on the host.

    Raises:
        InvalidInputError: bad width, input, method or device, or the Jacobian overflows double
            precision.
        NotConvergedError: Jacobi's rotations (graded) did not converge.

    Examples:
        >>> from freewidth import Network, sample
        >>> from freewidth.rng import stream
        >>> net = Network("gaussian", "tanh", depth=3, sigma_b2=0.1)
        >>> values = sample.spectrum(net, 400, stream(0, "an example"))
        >>> values.shape
        (400,)
        >>> bool(abs(values.mean() - 0.1697) < 0.02)
        True
    """
    return spectra(net, width, [rng], input, independent, method, floor, device).eigenvalues[0]


@checked
def spectra(
    net: Network,
    width: int,
    rngs: Iterable[np.random.Generator],
    input: ArrayLike | None = None,
    independent: bool = False,
    method: Annotated[Method | Literal["auto"], LATER] = "auto",
    floor: AnyFloat = 0.0,
    device: str = "cpu",
) -> Sample:
    """Spectra of one network per random generator, with the method and floor of each.

    Small networks are multiplied together, one chunk after another; which share a chunk changes no
    number. Arguments and errors are those of :func:`spectrum`; no generator may appear twice.

    Examples:
        >>> from freewidth import Network, sample
        >>> from freewidth.rng import stream
        >>> net = Network("rademacher", "relu", depth=2)
        >>> found = sample.spectra(net, 50, [stream(0, replicate) for replicate in range(3)])
        >>> found.eigenvalues.shape
        (3, 50)
        >>> found.methods.tolist()
        ['gram', 'gram', 'gram']
    """
    if str(method) not in (*METHODS, "auto"):
        names = ", ".join(("auto", *METHODS))
        raise InvalidInputError(f"no method named {shown(method)}; available: {names}")
    if not 0 <= floor < 1:
        raise InvalidInputError(f"floor is a fraction of the largest eigenvalue, got {floor!r}")
    where = None if device == "cpu" else arrays.device(device)
    sizes = net.sizes(width)
    together = max(1, CHUNK // max(sizes) ** 2) if max(sizes) <= SMALL else 1
    draw = partial(drawn_factors, net, width, input=input, independent=independent)
    parts = [_empty(0, sizes[-1])]
    with np.errstate(over="ignore", invalid="ignore"):  # _finite() says it better
        for some in _some(rngs, together):
            parts.append(_chunk(net, width, some, draw, method, floor, where))
    values = np.concatenate([part.eigenvalues for part in parts])
    return Sample(
        _finite(net, width, "J J^T", values),
        np.concatenate([part.methods for part in parts]),
        np.concatenate([part.floors for part in parts]),
    )


def _some(rngs: Iterable[np.random.Generator], count: int) -> Iterator[list[np.random.Generator]]:
    """Lists of up to ``count`` generators; itertools.batched needs Python 3.12."""
    rngs = iter(rngs)
    while some := list(islice(rngs, count)):
        yield some


def _empty(replicates: int, size: int) -> Sample:
    """Arrays to fill: all eigenvalues 0."""
    names = np.full(replicates, "", dtype="U6")
    return Sample(np.zeros((replicates, size)), names, np.zeros(replicates))


def _fill(
    found: Sample, index: Sequence[int] | NDArray, values: NDArray, method: Method, floor: float
) -> None:
    """Set the largest eigenvalues of some networks; the others stay 0."""
    found.eigenvalues[index, found.eigenvalues.shape[1] - values.shape[1] :] = values
    found.methods[index] = method
    found.floors[index] = floor


def _chunk(
    net: Network,
    width: int,
    rngs: Generators,
    draw: Callable[[Generators], Factors],
    method: Method | Literal["auto"],
    wanted: float,
    device: Device | None,
) -> Sample:
    """Spectra of a few networks: multiplied out together, graded one by one."""
    found = _empty(len(rngs), net.sizes(width)[-1])
    states = [rng.bit_generator.state for rng in rngs]
    left = np.arange(len(rngs))
    candidates = _candidates(net, width, method, wanted)
    if candidates:
        enough = wanted if method == "auto" else 1.0
        left = _multiply_out(net, width, draw(rngs), candidates, enough, device, found)
    for i in map(int, left):
        fresh = _again(rngs[i], states[i]) if candidates else rngs[i]
        values = graded_singular_values(_repeatable(draw, fresh, states[i]))
        _fill(found, [i], values[None, ::-1] ** 2, "graded", 0.0)
    return found


def _candidates(
    net: Network, width: int, method: Method | Literal["auto"], wanted: float
) -> tuple[Method, ...]:
    """The methods to try on J multiplied out, in turn; none where only graded is likely to do."""
    if method != "auto":
        return (method,) if method != "graded" else ()
    sizes = net.sizes(width)
    ratio = likely_ratio(net, sizes)
    floors = {name: noise_floor(name, max(sizes), net.depth) for name in MULTIPLIED}
    return tuple(name for name, floor in floors.items() if floor <= max(wanted, SLACK * ratio))


def _multiply_out(
    net: Network,
    width: int,
    factors: Factors,
    candidates: Sequence[Method],
    wanted: float,
    device: Device | None,
    found: Sample,
) -> NDArray:
    """Fill in the spectra that the multiplied product gives, and say which it does not resolve."""
    where = arrays.single(device) if "single" in candidates else device
    product, rank, scale = _product(factors, net, width, where)
    left = np.arange(len(rank))
    for name in candidates:
        values = masked(SOLVERS[name](_taken(product, left)), rank[left])
        reached = noise_floor(name, max(net.sizes(width)), net.depth)
        _fill(found, left, values * scale[left, None] ** 2, name, reached)
        if reached <= wanted:
            return left[:0]
        first = np.minimum(values.shape[1] - rank[left], values.shape[1] - 1)
        smallest = values[np.arange(left.size), first]
        left = left[smallest < reached * values[:, -1]]
        if left.size == 0:
            break
    return left


def _product(
    factors: Factors, net: Network, width: int, device: Device | None
) -> tuple[Array, NDArray, NDArray]:
    """Stacked products, bounds on their ranks, and powers of two taken out of them.

    Without the scale, J J^T would over- or underflow long before J does.
    """
    product: Array
    if device or max(net.sizes(width)) <= SMALL:
        product, rank = stack(factors, device)
    else:
        single, bound = compressed(factors)
        product, rank = single[None], np.array([bound])
    if not device and np.all(_moderate(np.vecdot(product, product).sum(axis=-1).real)):
        return product, rank, np.ones(len(product))
    xp = namespace(product)
    largest = _finite(net, width, "J", host(xp.max(xp.abs(product), axis=(-1, -2))))
    scale = np.exp2(np.floor(np.log2(np.where(largest > 0, largest, 1.0))))
    divisor = scale[:, None, None]
    product /= device.put(divisor) if device else divisor
    return product, rank, scale


def _moderate(size: NDArray) -> NDArray:
    """Whether squares of squares are far from both ends of the range; False for nan."""
    return (size > MODERATE[0]) & (size < MODERATE[1])


def _taken(product: Array, index: NDArray) -> Array:
    """Some matrices of a stack; no copy if all."""
    if index.size == product.shape[0]:
        return product
    return namespace(product).stack([product[int(i), ...] for i in index])


def _repeatable(
    draw: Callable[[Generators], Factors], rng: np.random.Generator, state: Any
) -> Callable[[], Factors]:
    """What draws the factors of one network from ``rng``, and the same ones when called again."""
    fresh = iter([rng])
    return lambda: draw([next(fresh, None) or _again(rng, state)])


def _again(rng: np.random.Generator, state: Any) -> np.random.Generator:
    """A generator that draws the same numbers again."""
    fresh = deepcopy(rng)
    fresh.bit_generator.state = state
    return fresh


def _finite(net: Network, width: int, name: str, values: NDArray) -> NDArray:
    """The values, if all are."""
    if np.all(np.isfinite(values)):
        return values
    raise InvalidInputError(
        f"{net.label}: {name} of a network of width {width} overflows double precision; lower "
        f"sigma_w2 or the depth, or take an ensemble with lighter tails"
    )
