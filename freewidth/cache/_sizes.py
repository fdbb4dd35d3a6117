"""Sizes and durations as people write them."""

import re
from collections.abc import Mapping

from freewidth.errors import InvalidInputError

BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400}


def bytes_of(text: str) -> int:
    """``20 GB`` as a number of bytes; kB, MB, GB and TB are powers of 1000.

    Raises:
        InvalidInputError: it is no size.
    """
    return _read(text, BYTES, "size: write 500 MB or 20 GB")


def duration_of(text: str) -> int:
    """``30 d`` as a number of seconds; h, d and w are hours, days and weeks.

    Raises:
        InvalidInputError: it is no duration.
    """
    return _read(text, SECONDS, "duration: write 12 h, 30 d or 8 w")


def _read(text: str, units: Mapping[str, int], wanted: str) -> int:
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,3})?)\s*([a-z]*)", text.strip().lower())
    if not found or found[2] not in units:
        raise InvalidInputError(f"{text!r} is no {wanted}")
    return round(float(found[1]) * units[found[2]])


def size(number: float) -> str:
    """A number of bytes in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.3g} {unit}" if unit != "bytes" else f"{number:.0f} bytes"
        number /= 1000
    return f"{number:.4g} TB"
