"""Whether a sampler is a function of the generator that it is given, and of nothing else."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.contracts._fault import Fault

Draw = Callable[[np.random.Generator], Any]

PURE = "take every random number from rng, keep nothing from one call to the next"


def impure(what: str, draw: Draw, one: Callable[[], np.random.Generator], other: np.random.Generator
           ) -> Iterator[Fault]:  # fmt: skip
    """What is wrong with a sampler called ``what``: of fresh generators ``one`` makes, and another.

    It must not touch the global generators, must give the same for the same state of a generator,
    and something else for the next state and for another generator.
    """
    rng, before = one(), _global()
    first = np.array(draw(rng))
    if _global() != before:
        yield Fault(
            f"{what} takes its random numbers from the generator that it is given",
            "the state of numpy.random or of random, which all share, is another after a call",
            "call methods of rng in place of functions of numpy.random and random",
        )
    following, apart = np.array(draw(rng)), np.array(draw(other))
    again = np.array(draw(one()))
    if not _same(first, again):
        yield Fault(
            f"{what} gives the same numbers from the same state of a generator",
            f"{_share(first, again)} of the numbers differ between two such calls",
            f"{PURE}; use no generator of your own",
        )
    if _same(first, following):
        yield Fault(
            f"{what} gives new numbers at each call with one generator: layers are independent",
            "a second call with the same generator gives the numbers of the first",
            PURE,
        )
    if _same(first, apart):
        yield Fault(
            f"{what} gives other numbers from another generator: networks are independent",
            "two generators of different seed give the same numbers",
            PURE,
        )


def _global() -> tuple:
    """State of the generators that everybody shares."""
    state: Any = np.random.get_state(legacy=False)  # noqa: NPY002
    inner = state["state"]
    return (inner["key"].tobytes(), inner["pos"], state["has_gauss"], random.getstate())


def _same(a: NDArray, b: NDArray) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def _share(a: NDArray, b: NDArray) -> str:
    return f"{np.mean(a != b):.0%}" if a.shape == b.shape else "all"
