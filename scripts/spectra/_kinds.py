"""Kinds of weights on a grid: each has a limit law of its own, and a name in results."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR, IID
from freewidth.network import Network

KINDS = (IID.name, HAAR.name)  # solved on every grid: each is the other's rival


def kind_of(net: Network) -> str:
    """The kind of weights of a network."""
    return net.ensembles[0].kind.name


def further(ensembles: Iterable[str]) -> tuple[str, ...]:
    """Kinds of some ensembles beside those of :data:`KINDS`."""
    found = dict.fromkeys(EVERY[name].kind.name for name in ensembles)
    return tuple(kind for kind in found if kind not in KINDS)


def representative(kind: str) -> str:
    """An ensemble of this kind that theorems cover: the limit law does not depend on which.

    Raises:
        InvalidInputError: there is none.
    """
    seen = {}
    for name, each in EVERY.items():  # one by one, as each is loaded when it is asked for
        if each.has_finite_fourth_moment:
            if each.kind.name == kind:
                return name
            seen[each.kind.name] = name
    raise InvalidInputError(
        f"no ensemble has weights of kind {kind!r}; there are {', '.join(seen)}"
    )


def of_kind(net: Network, kind: str | None = None) -> Network:
    """The network whose law is compared: with weights of this kind, or of its own if none is given.

    For weights without a limit law it is that of i.i.d. weights with the same sigma_w^2.
    """
    kind = kind or kind_of(net)
    if kind == kind_of(net) and not net.ensembles[0].no_law:
        return net
    return replace(net, ensemble=representative(kind))


def rivals(net: Network) -> Sequence[str]:
    """Kinds of weights with a law that the network does not have, those of :data:`KINDS` if the
    kind names none.
    """
    return net.ensembles[0].kind.rivals or KINDS


def foreign(net: Network) -> str:
    """The first of :func:`rivals`."""
    return rivals(net)[0]
