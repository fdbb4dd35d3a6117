"""Independent random streams named by what they are for, not by call order."""

import hashlib
from numbers import Real

import numpy as np

from freewidth.errors import InvalidInputError


def stream(seed: int, *labels: str | float | None) -> np.random.Generator:
    """Generator determined by ``(seed, labels)`` alone.

    Adding an ensemble, a depth or a replicate never changes anybody else's draws. Labels say what
    the numbers are for (``"spectrum", "gaussian", "tanh", 3, 256, 7``), never where code lives.

    Raises:
        InvalidInputError: a label is neither text nor a number nor None, so that its text might
            differ from one run to the next.

    Examples:
        >>> from freewidth.rng import stream
        >>> round(stream(0, "weights", 3).random(), 6)
        0.659527
        >>> stream(0, "weights", 3).random() == stream(0, "weights", 3).random()
        True
        >>> stream(0, "weights", 3).random() == stream(0, "weights", 4).random()
        False
    """
    for label in (seed, *labels):
        if not isinstance(label, str | Real | None):
            raise InvalidInputError(f"a stream's label is text or a number, got {label!r}")
    text = "\x1f".join(map(str, (seed, *labels)))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
