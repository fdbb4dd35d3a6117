"""Traces of words in the weights and slopes of finite networks.

A word is text such as ``W2 D1 W2' C1``: W2 are the weights of the second layer without sigma_w,
W2' their transposes, D1 the diagonal matrix of the slopes of the first layer, C1 = D1 - tr D1.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Length, checked
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample._forward import Layer


@checked
def word_traces(
    net: Network, layers: Iterable[Layer], words: Annotated[Sequence[str], Length()]
) -> NDArray:
    """Normalised traces of words of square layers at the first input, shape (batch, words).

    A word begins with a W, which is no loss: words may be turned under the trace.

    Raises:
        InvalidInputError: a word does not, or has other letters.
    """
    letters: dict[str, NDArray] = {}
    for number, (phi, layer) in enumerate(zip(net.phis, layers, strict=True), 1):
        slopes = phi.df(layer.y[:, :, :1]).swapaxes(1, 2)  # a row stands for a diagonal matrix
        letters[f"D{number}"], matrices = slopes, layer.weights.dense()
        letters[f"W{number}"], letters[f"W{number}'"] = matrices, matrices.swapaxes(1, 2)
        letters[f"C{number}"] = slopes - slopes.mean(axis=2, keepdims=True)
    for word in words:
        missing = [name for name in word.split() if name not in letters]
        if missing or not word.startswith("W"):
            raise InvalidInputError(
                f"{word!r} must begin with a W and have letters W1, W1', D1, C1, ... of the layers"
            )
    products = (reduce(_times, (letters[name] for name in word.split())) for word in words)
    return np.stack([np.einsum("bii->b", product) / product.shape[1] for product in products], 1)


def _times(product: NDArray, letter: NDArray) -> NDArray:
    return product * letter if letter.shape[1] == 1 else product @ letter
