"""Independent random streams named by what they are for, not by call order."""

import hashlib

import numpy as np


def stream(seed: int, *labels: object) -> np.random.Generator:
    """Generator determined by ``(seed, labels)`` alone.

    Adding an ensemble, a depth or a replicate never changes anybody else's draws. Labels say what
    the numbers are for (``"spectrum", "gaussian", "tanh", 3, 256, 7``), never where code lives.
    """
    text = "\x1f".join(map(str, (seed, *labels)))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
