"""Where entries lie: a folder that processes share, or a bucket (S3, or what answers like it).

Names look like paths, ``KIND/ab/abc....npz``. What cannot be reached raises an OSError.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

DRAFT = ".part"
STALE = 86400  # seconds after which a draft is somebody's who was killed


@dataclass(frozen=True)
class Item:
    """One entry.

    Attributes:
        name: as in a path.
        size: bytes.
        used: seconds since 1970 when it was last taken, or, in a bucket, put there.
    """

    name: str
    size: int
    used: float


class Place(Protocol):
    """What a cache needs of the place its entries lie in."""

    keeps_use: bool  # whether taking an entry counts as use

    def items(self, prefix: str = "") -> Iterator[Item]:
        """Entries whose names start like this; ``prefix`` is empty or ends within a file's name."""

    def read(self, name: str) -> bytes:
        """Its bytes; FileNotFoundError if it is gone."""

    def write(self, name: str, content: bytes) -> None:
        """Put it there, whole or not at all."""

    def touch(self, name: str) -> None:
        """It was used now."""

    def remove(self, name: str) -> None:
        """Take it away, if it is there."""

    def tidy(self) -> None:
        """Take away what killed processes have left."""


class Folder:
    """Entries as files, in a folder that may be on a disk that machines share."""

    keeps_use = True

    def __init__(self, path: str | os.PathLike):
        """It need not be there yet."""
        self.path = Path(path)

    def __str__(self):
        return str(self.path)

    def items(self, prefix: str = "") -> Iterator[Item]:
        """Without drafts, and without files that nobody here has written."""
        folder, start = self.path.joinpath(prefix).parent, prefix.rpartition("/")[2]
        if prefix:
            found = folder.glob(f"{start}*") if folder.is_dir() else ()
        else:
            found = self.path.glob("*/??/*.npz")
        for path in found:
            with suppress(FileNotFoundError):  # somebody else removes some
                stat = path.stat()
                yield Item(path.relative_to(self.path).as_posix(), stat.st_size, stat.st_mtime)

    def read(self, name: str) -> bytes:
        """Its bytes."""
        return (self.path / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """A file of its own first, which then takes the name: nobody sees half of it."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid4().hex}{DRAFT}")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def touch(self, name: str) -> None:
        """As far as we may."""
        with suppress(OSError):
            (self.path / name).touch()

    def remove(self, name: str) -> None:
        """If it is there."""
        (self.path / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove drafts of processes that were killed."""
        for draft in self.path.glob(f"*/??/.*{DRAFT}"):
            with suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > STALE:
                    draft.unlink()


class Bucket:
    """Entries as objects in a bucket, through boto3, which finds keys and server in its own way.

    Server and keys are those of AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or
    of the files that boto3 reads.
    """

    keeps_use = False

    def __init__(self, address: str):
        """``s3://BUCKET/FOLDER``; boto3 is loaded when something is asked for first."""
        self.bucket, _, folder = address.removeprefix("s3://").partition("/")
        self.folder = folder.strip("/") + "/" if folder.strip("/") else ""
        self._client: Any = None

    def __str__(self):
        return f"s3://{self.bucket}/{self.folder}"

    def items(self, prefix: str = "") -> Iterator[Item]:
        """A thousand of them with one question."""
        with self._asked() as client:
            pages = client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.folder + prefix):
                for each in page.get("Contents", ()):
                    name = each["Key"].removeprefix(self.folder)
                    if name.endswith(".npz") and name.count("/") == 2:
                        yield Item(name, each["Size"], each["LastModified"].timestamp())

    def read(self, name: str) -> bytes:
        """Its bytes."""
        with self._asked() as client:
            asked = client.get_object(Bucket=self.bucket, Key=self.folder + name)
            found: bytes = asked["Body"].read()
            return found

    def write(self, name: str, content: bytes) -> None:
        """An object is there as a whole or not at all."""
        with self._asked() as client:
            client.put_object(Bucket=self.bucket, Key=self.folder + name, Body=content)

    def touch(self, name: str) -> None:
        """Objects do not know when they were used."""

    def remove(self, name: str) -> None:
        """If it is there."""
        with self._asked() as client:
            client.delete_object(Bucket=self.bucket, Key=self.folder + name)

    def tidy(self) -> None:
        """There are no drafts."""

    @contextmanager
    def _asked(self):
        """The client, whose errors are the operating system's."""
        try:
            errors = import_module("botocore.exceptions")
            if self._client is None:
                settings = import_module("botocore.config").Config(
                    connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 3}
                )
                self._client = import_module("boto3").client("s3", config=settings)
        except ValueError as error:  # such as an address of a server without http://
            raise OSError(f"{self}: {error}") from None
        except ImportError:
            raise OSError(
                f"{self}: boto3 is not installed here; `python3 reproduce.py --cache {self}` runs "
                "where it is"
            ) from None
        try:
            yield self._client
        except errors.ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
                raise FileNotFoundError(f"{self}: {error}") from None
            raise OSError(f"{self}: {error}") from None
        except errors.BotoCoreError as error:
            raise OSError(f"{self}: {error}") from None
