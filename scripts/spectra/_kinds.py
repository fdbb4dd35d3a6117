"""Kinds of weights on a grid: each has a limit law of its own, and a name in results."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR, IID, Kind
from freewidth.network import Network

KINDS = (IID.name, HAAR.name)  # solved on every grid: each is the other's rival


def kind_of(net: Network) -> str:
    """The kind of weights of a network."""
    return net.ensembles[0].kind.name


def further(ensembles: Iterable[str]) -> dict[str, str]:
    """Kinds of some ensembles beside those of :data:`KINDS`: name -> an ensemble that has it.

    Raises:
        InvalidInputError: a name cannot name a file, or stands for two kinds.
    """
    found: dict[str, str] = {}
    seen: dict[str, Kind] = {IID.name: IID, HAAR.name: HAAR}
    for name in ensembles:
        kind = EVERY[name].kind
        if not kind.name.isidentifier():
            raise InvalidInputError(
                f"ensemble {name}: its kind is called {kind.name!r}, but the files of its laws are "
                f"named after it; use letters, digits and _ only"
            )
        if seen.setdefault(kind.name, kind) is not kind:
            raise InvalidInputError(
                f"ensemble {name}: another kind of weights is called {kind.name!r} already; give "
                f"its kind a name of its own, or import the other"
            )
        if kind.name not in KINDS:
            found.setdefault(kind.name, name)
    return found


def stem(activation: str, kind: str) -> str:
    """Name of the file that holds a law: one for all :data:`KINDS`, one for each further kind."""
    return activation if kind in KINDS else f"{activation}-{kind}"


def representative(kind: str) -> str:
    """An ensemble of this kind that theorems cover: the limit law does not depend on which.

    Raises:
        InvalidInputError: there is none.
    """
    seen = {}
    for name, each in EVERY.items():  # one by one, as each is loaded when it is asked for
        if each.has_law:
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


def compared(ensemble: str) -> list[str]:
    """Kinds whose laws the spectra of an ensemble are compared with: its own, and its rivals."""
    kind = EVERY[ensemble].kind
    return [kind.name, *(kind.rivals or KINDS)]


def foreign(net: Network) -> str:
    """The first of :func:`rivals`."""
    return rivals(net)[0]
