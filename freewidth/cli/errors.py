"""Errors meant for the user, as one line and an exit code."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from freewidth.contracts import ContractError
from freewidth.errors import FreewidthError, InvalidInputError

FAILURE, USAGE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141  # the last two: 128 + number of a signal


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an expected error into one line on stderr: exit code 2 if the input is at fault, else 1.

    Floating-point warnings are not shown: what is printed has been certified, or is an error.
    Anything else is a bug and keeps its traceback.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            yield
    except ContractError as error:  # a file each, in lines of its own
        raise Misuse(str(error)) from None
    except InvalidInputError as error:
        raise failure(error, USAGE) from None
    except BrokenPipeError:
        raise
    except MemoryError as error:
        more = str(error) or "take a smaller width"
        raise failure(f"not enough memory: {more}", FAILURE) from None
    except (FreewidthError, OSError) as error:
        raise failure(error, FAILURE) from None


class Misuse(click.ClickException):
    """``Error: message`` and exit code 2, without click's reminder of the usage."""

    exit_code = USAGE


def failure(message: object, code: int) -> click.ClickException:
    """The exception that makes click print ``Error: message`` and exit with ``code``."""
    line = " ".join(str(message).split())
    return Misuse(line) if code == USAGE else click.ClickException(line)
