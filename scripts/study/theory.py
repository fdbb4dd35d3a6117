"""Limit laws of a study's networks, and of those that they must be told apart from."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from numpy.typing import NDArray

from freewidth import jacobian, residual
from freewidth.errors import FreewidthError, InvalidInputError
from freewidth.freeprob import FreeProduct
from freewidth.network import Network, shifted
from freewidth.residual_network import ResidualNetwork
from scripts.study.architecture import LOCALISED, Architecture, deeper

Subject = Network | ResidualNetwork | FreeProduct

OWN = "own"


def subject(net: Architecture) -> Subject:
    """What the law is solved for; Gaussian weights stand for those that have no limit law."""
    if net.input == LOCALISED and net.signs:
        return jacobian.localised(net.plain, 1)
    return net.lawful.network


def _deeper(net: Architecture) -> Subject:
    return subject(deeper(net))


def _shifted(net: Architecture) -> Subject | None:
    found = subject(net)
    return shifted(found) if isinstance(found, Network) else None


MISTAKES: Mapping[str, Callable[[Architecture], Subject | None]] = {
    "deeper": _deeper,
    "shifted": _shifted,
}
SAID = {"deeper": "one more layer", "shifted": "variances of the next layer"}  # in the report


def subjects(net: Architecture, mistakes: Iterable[str]) -> dict[str, Subject]:
    """What laws are solved for, by name: its own, and those of mistakes that there are for it."""
    found = {OWN: subject(net)} | {name: MISTAKES[name](net) for name in mistakes}
    return {name: each for name, each in found.items() if each is not None}


def solved(of: Subject) -> Any:
    """The limit law.

    Raises:
        InvalidInputError: there is none, or it did not converge; the message says where.
    """
    try:
        return residual.law(of) if isinstance(of, ResidualNetwork) else jacobian.law(of)
    except FreewidthError as error:
        raise InvalidInputError(str(error)) from error


def restored(of: Subject, arrays: Mapping[str, NDArray]) -> Any:
    """The law whose arrays these are."""
    one = residual if isinstance(of, ResidualNetwork) else jacobian
    return one.restore(of, arrays)  # type: ignore[arg-type]
