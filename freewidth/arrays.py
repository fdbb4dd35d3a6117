"""Arrays of other libraries, through the array-API standard; and how results show arrays.

Code that runs on them asks an array for its ``namespace`` and uses what the standard has. Random
numbers are always NumPy's, drawn on the host: a stream means the same numbers on every device.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError

Array: TypeAlias = Any  # of whatever library
SHORT = 60  # characters that outline() grants to one attribute


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

    def put(x: NDArray) -> Array:
        short = x.astype(np.complex64 if np.iscomplexobj(x) else np.float32)
        return where.put(short) if where else short

    return Device("single", put)


def _device(name: str, xp: ModuleType, where: str | None) -> Device:
    namespace_ = namespace(xp.asarray(0.0))
    options = {} if where is None else {"device": where}

    def put(x: NDArray) -> Array:
        return namespace_.asarray(np.ascontiguousarray(x), **options)

    put(np.zeros(1))  # fails here rather than later
    return Device(name, put)


def outline(thing: Any) -> str:
    """The ``repr`` of a dataclass or named tuple, with the shape and range of its arrays only."""
    names = getattr(thing, "_fields", None) or [field.name for field in fields(thing)]
    parts = (f"{name}={_outlined(getattr(thing, name))}" for name in names)
    return f"{type(thing).__name__}({', '.join(parts)})"


def _outlined(value: Any) -> str:
    """One attribute."""
    if isinstance(value, float):  # NumPy's are, too
        text = f"{value:.4g}"
    elif getattr(value, "shape", ()) and hasattr(value, "dtype"):
        text = f"<{'x'.join(map(str, value.shape))} {_content(value)}>"
    elif isinstance(value, Mapping):
        text = f"<{len(value)}: {', '.join(map(str, value))}>"
    elif isinstance(value, tuple) and value and not isinstance(value[0], str | float | int):
        text = f"<{len(value)} of {type(value[0]).__name__}>"
    elif callable(value):
        text = f"<function {getattr(value, '__name__', '')}>"
    else:
        text = repr(value)
    return text if len(text) <= SHORT else f"{text[: SHORT - 4]}...{text[-1]}"


def _content(array: Array) -> str:
    """The type of an array; the smallest and largest of real numbers on the host; all texts."""
    if isinstance(array, np.ndarray) and array.size and array.dtype.kind in "iuf":
        return f"{array.dtype}, {array.min():.4g} to {array.max():.4g}"
    if isinstance(array, np.ndarray) and array.dtype.kind == "U":
        return ", ".join(np.unique(array))
    return str(array.dtype)
