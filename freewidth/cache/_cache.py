"""Entries by what they mean, with a limit to their size; see :mod:`freewidth.cache`."""

import hashlib
import os
import platform
import random
import re
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth import npz
from freewidth.cache._places import Bucket, Folder, Item, Place
from freewidth.cache._sizes import bytes_of
from freewidth.errors import InvalidInputError

PLACE, LIMIT = "FREEWIDTH_CACHE", "FREEWIDTH_CACHE_LIMIT"  # environment variables
MOST = "20 GB"  # if no other limit is set
DIGITS = 32  # of digests, in hex
SHARE = 0.05  # of the limit: what may be added before room is made
READ, WRITTEN = "read", "written"
NAME = re.compile(r"([a-z_]+)/([0-9a-f]{2})/(\2[0-9a-f]{30})\.([0-9a-f]{32})\.npz")


class Entry(NamedTuple):
    """What an entry holds: what is said of its arrays, and these by name."""

    params: dict[str, Any]
    arrays: dict[str, NDArray]


class Cache:
    """Arrays by what they mean.

    Attributes:
        place: where they lie.
        limit: bytes that they may take.
        taken, added: how many entries this process has taken and added.
    """

    def __init__(self, place: Place, limit: int):
        """Nothing is read or written yet."""
        self.place, self.limit = place, limit
        self.taken = self.added = 0
        self._bytes = 0  # added
        self._failed: set[str] = set()  # what could not be done once is not tried again

    def get(self, kind: str, meaning: Mapping[str, Any]) -> Entry | None:
        """The entry of exactly this meaning; None if there is none that can be trusted.

        One that is damaged is taken away. Of two that differ neither is used.
        """
        if READ in self._failed:
            return None
        found: dict[str, Entry] = {}
        try:
            for item in self.place.items(_start(kind, npz.text(meaning))):
                if NAME.fullmatch(item.name) and (entry := self._whole(item.name)):
                    found[item.name] = entry
        except OSError as error:
            self._fail(READ, error)
            self._failed.add(WRITTEN)  # a place that cannot be read is not waited for twice
            return None
        if len(found) > 1:
            names = " and ".join(sorted(found))
            warnings.warn(f"cache {self.place}: {names} differ; neither is used", stacklevel=2)
        if len(found) != 1:
            return None
        ((name, entry),) = found.items()
        self.place.touch(name)
        self.taken += 1
        return entry

    def put(
        self,
        kind: str,
        meaning: Mapping[str, Any],
        params: Mapping[str, Any],
        arrays: Mapping[str, ArrayLike],
    ) -> None:
        """Keep ``arrays``, and ``params`` that are said of them; what fails is said, no more."""
        if WRITTEN in self._failed:
            return
        file = BytesIO()
        npz.write(file, {"meaning": dict(meaning), "params": dict(params)}, arrays)
        content = file.getvalue()
        name = f"{_start(kind, npz.text(meaning))}{_digest(content)}.npz"
        try:
            self.place.write(name, content)
        except OSError as error:
            self._fail(WRITTEN, error)
            return
        self.added += 1
        self._bytes += len(content)

    def items(self) -> Iterator[Item]:
        """All entries; OSError if the place cannot be read."""
        return (item for item in self.place.items() if NAME.fullmatch(item.name))

    def prune(self, limit: int | None = None, older: float | None = None) -> list[Item]:
        """Take away what was not used for ``older`` seconds, then the least recently used entries.

        Until the rest has ``limit`` bytes at most, or the limit of this cache; what was taken away.
        """
        self.place.tidy()
        most, gone = self.limit if limit is None else limit, list[Item]()
        items = sorted(self.items(), key=lambda item: item.used)
        total = sum(int(item.size) for item in items)
        for item in items:
            if total > most or (older is not None and time.time() - item.used > older):
                self.place.remove(item.name)
                total -= item.size
                gone.append(item)
        return gone

    def verify(self) -> Iterator[tuple[str, str]]:
        """Pairs (name, what is wrong with it), having read every entry."""
        meant: dict[str, list[str]] = {}
        for item in sorted(self.items(), key=lambda item: item.name):
            try:
                why = fault(item.name, self.place.read(item.name))
            except FileNotFoundError:  # taken away meanwhile
                continue
            if why:
                yield item.name, why
                continue
            meant.setdefault(item.name.partition(".")[0], []).append(item.name)
        for several in meant.values():
            for name in several if len(several) > 1 else ():
                others = " and ".join(other for other in several if other != name)
                yield name, f"has the meaning of {others}, and other numbers"

    def end(self) -> None:
        """Keep to the limit, where entries know their use.

        All of them are looked at, once a twentieth of the limit was added, be it by many processes
        that add little: each does it with the chance that its share of that is.
        """
        due = self.added and random.random() * SHARE * self.limit <= self._bytes
        if self.place.keeps_use and (due or WRITTEN in self._failed):
            try:
                self.prune()
            except OSError as error:
                self._fail("pruned", error)

    def _whole(self, name: str) -> Entry | None:
        try:
            content = self.place.read(name)
        except FileNotFoundError:
            return None
        if why := fault(name, content):
            warnings.warn(f"cache {self.place}: {name} {why}; it is made again", stacklevel=3)
            self.place.remove(name)
            return None
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return Entry(npz.params(archive)["params"], npz.arrays(archive))

    def _fail(self, what: str, error: OSError) -> None:
        self._failed.add(what)
        warnings.warn(f"the cache cannot be {what}, and is left out: {error}", stacklevel=3)


def fault(name: str, content: bytes) -> str | None:
    """What is wrong with an entry of this name; None if nothing is."""
    found = NAME.fullmatch(name)
    if not found:
        return "has no name of an entry"
    if _digest(content) != found[4]:
        return "is not what was written"
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            meaning = npz.params(archive)["meaning"]
    except npz.DAMAGE as error:
        return f"cannot be read ({type(error).__name__})"
    return None if _digest(npz.text(meaning).encode()) == found[3] else "means something else"


def _start(kind: str, meaning: str) -> str:
    key = _digest(meaning.encode())
    return f"{kind}/{key[:2]}/{key}."


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]


def opened(place: str, limit: str = MOST) -> Cache:
    """The cache in a folder, or in a bucket if ``place`` begins with ``s3://``.

    Raises:
        InvalidInputError: there is a file of this name, no bucket is named, the limit is no size.
    """
    if place.startswith("s3://"):
        bucket = Bucket(place)
        if not bucket.bucket:
            raise InvalidInputError(f"{place} names no bucket: write s3://BUCKET/FOLDER")
        return Cache(bucket, bytes_of(limit))
    if "://" in place:
        raise InvalidInputError(f"{place}: a cache is a folder, or s3://BUCKET/FOLDER")
    path = Path(place).expanduser()
    if path.exists() and not path.is_dir():
        raise InvalidInputError(f"{place} is a file: name a folder for the cache")
    return Cache(Folder(path), bytes_of(limit))


@cache
def current() -> Cache | None:
    """The cache that the environment names; None if it names none. Errors as :func:`opened`."""
    place = os.environ.get(PLACE, "")
    return opened(place, os.environ.get(LIMIT) or MOST) if place else None


def taken(
    kind: str,
    meaning: Mapping[str, Any],
    make: Callable[[], tuple[Mapping[str, Any], Mapping[str, NDArray]]],
) -> Entry:
    """What ``make`` gives, a pair (params, arrays), from the cache if it is there.

    ``meaning`` holds all that determines it, the code included; ``kind`` is a word for such things.
    """
    kept = current()
    if kept is None:
        params, arrays = make()
        return Entry(dict(params), dict(arrays))
    whole = {**meaning, "machine": machine()}
    found = kept.get(kind, whole)
    if found is not None:
        return found
    params, arrays = make()
    kept.put(kind, whole, params, arrays)
    return Entry(dict(params), dict(arrays))


@cache
def machine() -> dict[str, Any]:
    """What else the bits of a result depend on: linear algebra, vector instructions, C library."""
    import scipy.linalg  # noqa: F401, whose BLAS may be another than NumPy's
    from threadpoolctl import threadpool_info

    said = ("internal_api", "version", "architecture", "num_threads")
    blas = {tuple(str(each.get(key)) for key in said) for each in threadpool_info()}
    return {
        "system": [platform.system(), platform.machine(), *platform.libc_ver()],
        "release": platform.mac_ver()[0],  # of macOS, whose C library has no version
        "numpy": np.__version__,
        "simd": np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", []),
        "blas": sorted(map(list, blas)),
    }
