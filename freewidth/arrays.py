"""Arrays of other libraries, through the array-API standard.

Code that runs on them asks an array for its ``namespace`` and uses what the standard has. Random
numbers are always NumPy's, drawn on the host: a stream means the same numbers on every device.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError

Array = Any  # of whatever library


def namespace(x: Array) -> ModuleType:
    """The standard's functions for arrays like x."""
    if isinstance(x, np.ndarray):
        return np
    return import_module("array_api_compat").array_namespace(x)


def conj(x: Array) -> Array:
    """Complex conjugate; x itself if real."""
    if isinstance(x, np.ndarray):
        return x.conj()
    xp = namespace(x)
    return xp.conj(x) if xp.isdtype(x.dtype, "complex floating") else x


def adjoint(x: Array) -> Array:
    """Conjugate transpose of the last two axes."""
    return conj(x).mT


def host(x: Array) -> NDArray:
    """The same numbers as a NumPy array."""
    if isinstance(x, np.ndarray):
        return x
    compat = import_module("array_api_compat")
    if compat.is_torch_array(x) or compat.is_cupy_array(x):
        x = compat.to_device(x, "cpu")
    return np.from_dlpack(x)


@dataclass(frozen=True)
class Device:
    """Where arrays are computed with.

    Attributes:
        name: what was asked for.
        put: takes a NumPy array there.
    """

    name: str
    put: Callable[[NDArray], Array]


def device(name: str) -> Device:
    """``"cpu"`` (NumPy), ``"cuda"`` (CuPy, else PyTorch), or an array library by its name.

    Raises:
        InvalidInputError: no such library is installed, or it sees no such device.
    """
    if name == "cpu":
        return Device(name, lambda x: x)
    for library, where in (
        (("cupy", None), ("torch", "cuda")) if name == "cuda" else ((name, None),)
    ):
        try:
            xp = import_module(library)
            return _device(name, xp, where)
        except (ImportError, AttributeError, RuntimeError, AssertionError):
            continue
    raise InvalidInputError(
        f"no device {name!r} here: 'cuda' needs CuPy or PyTorch and a GPU that it sees; any array "
        f"library needs array-api-compat too. device='cpu' always works"
    )


def single(where: Device | None) -> Device:
    """The same device (None: the host), holding numbers in single precision."""

    def put(x):
        short = x.astype(np.complex64 if np.iscomplexobj(x) else np.float32)
        return where.put(short) if where else short

    return Device("single", put)


def _device(name, xp, where):
    namespace_ = namespace(xp.asarray(0.0))
    options = {} if where is None else {"device": where}

    def put(x):
        return namespace_.asarray(np.ascontiguousarray(x), **options)

    put(np.zeros(1))  # fails here rather than later
    return Device(name, put)
