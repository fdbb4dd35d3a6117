"""Errors meant for the user, as one line and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from freewidth.errors import FreewidthError, InvalidInputError

USAGE, FAILURE = 2, 1


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an expected error into one line on stderr: exit code 2 if the input is at fault, else 1.

    Anything else is a bug and keeps its traceback.
    """
    try:
        yield
    except InvalidInputError as error:
        raise failure(error, USAGE) from None
    except (FreewidthError, MemoryError, OSError) as error:
        raise failure(error, FAILURE) from None


class Misuse(click.ClickException):
    """``Error: message`` and exit code 2, without click's reminder of the usage."""

    exit_code = USAGE


def failure(message: object, code: int) -> click.ClickException:
    """The exception that makes click print ``Error: message`` and exit with ``code``."""
    line = " ".join(str(message).split())
    return Misuse(line) if code == USAGE else click.ClickException(line)
