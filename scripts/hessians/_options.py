"""Options that steps of this study have in common."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained.data import FILES


def parser(step: str, description: str | None, many: bool = False) -> argparse.ArgumentParser:
    """A parser for ``python -m scripts.hessians.STEP OUT ...``; a docstring describes the step.

    With ``many`` the step writes several files.
    """
    made = argparse.ArgumentParser(
        prog=f"python -m scripts.hessians.{step}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if many:
        made.add_argument("out", metavar="OUT", nargs="+", help="the files to write")
    else:
        made.add_argument("out", metavar="OUT", help="the file to write")
        made.add_argument("--code", default="", help="fingerprint of the code, for the cache")
    return made


def add_training(made: argparse.ArgumentParser) -> None:
    """What is trained, on what, and how fast; ``--hidden`` and ``--samples`` differ by step."""
    made.add_argument("--data", required=True, choices=list(FILES), help="data set")
    made.add_argument(
        "--activation",
        required=True,
        choices=list(ACTIVATIONS),
        metavar="NAME",
        help=f"activation between layers: {', '.join(ACTIVATIONS)}",
    )
    add_rate(made)
    add_seed(made)


def add_rate(made: argparse.ArgumentParser) -> None:
    """How fast networks are trained."""
    made.add_argument(
        "--rate",
        required=True,
        type=float,
        metavar="ETA",
        help="of stochastic gradient descent with momentum 0.9, batches of 64",
    )


def add_seed(made: argparse.ArgumentParser) -> None:
    """The master seed."""
    made.add_argument("--seed", required=True, type=int, help="master seed of all random streams")


@contextmanager
def refused(made: argparse.ArgumentParser) -> Iterator[None]:
    """Input that the library refuses ends the program like a wrong option: one line, status 2."""
    try:
        yield
    except InvalidInputError as error:
        made.error(str(error))


def number(text: str) -> int | float:
    """A whole number where it is written as one: ``2`` is 2, ``2.0`` is 2.0.

    Raises:
        ValueError: it is no number.
    """
    try:
        return int(text)
    except ValueError:
        return float(text)


class Entries(argparse.Action):
    """An option that describes one thing each time it is given; all are kept by their names.

    The first word is the name; :meth:`value` says what the others hold.
    """

    expected = "words"

    def value(self, words: Sequence[str]) -> object:
        """What ``words`` hold.

        Raises:
            ValueError: they are not what is ``expected``.
        """
        raise NotImplementedError

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Keep one more thing."""
        name, *words = values
        kept = dict(getattr(namespace, self.dest) or {})
        if name in kept:
            raise argparse.ArgumentError(self, f"{name} is given twice")
        try:
            kept[name] = self.value(words)
        except ValueError:
            got = " ".join(words) or "nothing"
            message = f"{name}: expected {self.expected}, got {got}"
            raise argparse.ArgumentError(self, message) from None
        setattr(namespace, self.dest, kept)


class Pairs(Entries):
    """``--law wishart ratio=0.5``: numbers by name."""

    expected = "PARAMETER=NUMBER ..."

    def value(self, words: Sequence[str]) -> dict[str, int | float]:
        """Name -> number."""
        pairs = (word.split("=") for word in words)
        return {name: number(text) for name, text in pairs}


class Numbers(Entries):
    """``--shape ratio 0.5 1.0 2.0``: a list of numbers."""

    expected = "NUMBER ..."

    def value(self, words: Sequence[str]) -> list[int | float]:
        """At least one number."""
        if not words:
            raise ValueError
        return [number(word) for word in words]
