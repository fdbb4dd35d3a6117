"""Traces of words in the weights and slopes of a network, at infinite width.

A word is text such as ``W2 D1 W2' C1``: W2 are the weights of the second layer without sigma_w,
W2' their transposes, D1 the diagonal matrix of the slopes of the first layer, C1 = D1 - tr D1.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import prod

from freewidth.activations import Activation
from freewidth.arguments import checked
from freewidth.gaussian import expect
from freewidth.limits._free_moments import Moment, Word, mixed_moment
from freewidth.network import Network


@checked
def word_limit(
    net: Network,
    word: str,
    weights: Callable[[Sequence[int]], float],
    joint: Callable[[Word, Moment], float] = mixed_moment,
) -> float:
    """Normalised trace of a word, of square layers.

    ``weights`` gives traces of words in the weights of one layer (letters 1, and -1 for
    transposes), ``joint`` those across families: the weights of each layer are one family, all
    slopes together another, in which matrices of different layers commute and are independent.
    """

    def moment(family, letters):
        if family == "slopes":
            return prod(_slopes(net, layer, letters) for layer in range(1, net.depth + 1))
        return weights([-1 if letter.endswith("'") else 1 for letter in letters])

    return joint([(_family(letter), letter) for letter in word.split()], moment)


def _family(letter: str) -> str:
    return letter.rstrip("'") if letter.startswith("W") else "slopes"


def _slopes(net: Network, layer: int, letters: Sequence[str]) -> float:
    """Expectation of the product of those letters that are slopes of one layer."""
    plain, centred = letters.count(f"D{layer}"), letters.count(f"C{layer}")
    return _mean(net.phis[layer - 1], net.q[layer - 1], plain, centred)


@lru_cache(maxsize=4096)  # words share their traces of slopes
def _mean(phi: Activation, q: float, plain: int, centred: int) -> float:
    """E phi'^plain (phi' - E phi')^centred at the variance q."""
    df, kinks = phi.df, phi.cuts
    mean = expect(df, q, kinks)
    return float(expect(lambda y: df(y) ** plain * (df(y) - mean) ** centred, q, kinks))
