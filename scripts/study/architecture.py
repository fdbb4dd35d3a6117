"""One network of a study in words of a command line, and what they mean.

Whatever a user writes in (one value for all layers, one for each, a file of layers) has become one
value per layer here, so that equal networks have equal words.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.residual_network import ResidualNetwork
from scripts import _options

DELOCALISED, LOCALISED = "delocalised", "localised"  # inputs that need no file
NEAREST = "gaussian"  # ensemble that stands for one without a limit law
SIGNS = "rademacher"  # ensemble with a law for a localised input
LAYERWISE = ("ensemble", "activation", "sigma_w2", "sigma_b2", "bias")


@dataclass(frozen=True)
class Architecture:
    """A network in words: see ``freewidth.Network`` and ``freewidth.residual.ResidualNetwork``.

    Attributes:
        ensemble, activation, sigma_w2, sigma_b2, bias: one for each layer.
        q0: the input's |x|^2/n_0.
        ratios: relative sizes (n_0, ..., n_L); none if all are equal.
        residual: the factor a_l of what each layer adds; none if it replaces what enters.
        input: ``delocalised`` (uniform on the sphere), ``localised`` (one entry other than 0), or
            a file ``.npy`` whose numbers are repeated up to the width.
    """

    ensemble: tuple[str, ...]
    activation: tuple[str, ...]
    sigma_w2: tuple[float, ...]
    sigma_b2: tuple[float, ...]
    bias: tuple[str, ...]
    q0: float = 1.0
    ratios: tuple[float, ...] = ()
    residual: tuple[float, ...] = ()
    input: str = DELOCALISED

    @property
    def network(self) -> Network | ResidualNetwork:
        """The network itself.

        Raises:
            InvalidInputError: it is none, such as a residual one whose layers differ in size.
        """
        layers: dict[str, Any] = {name: getattr(self, name) for name in LAYERWISE}
        if not self.residual:
            return Network(**layers, q0=self.q0, widths=self.ratios or None)
        if self.ratios or set(layers.pop("bias")) != {"gaussian"} or self.input != DELOCALISED:
            raise InvalidInputError(
                "residual networks have layers of one size, Gaussian biases and a delocalised "
                "input: leave out ratios, bias and input, or residual"
            )
        return ResidualNetwork(**layers, scale=self.residual, q0=self.q0)

    @property
    def plain(self) -> Network:
        """The same without what is added to, which has the weights, sizes and biases."""
        found = self.network
        return found.plain if isinstance(found, ResidualNetwork) else found

    @property
    def label(self) -> str:
        """One line."""
        kind = {DELOCALISED: "", LOCALISED: ", localised input"}.get(self.input, ", given input")
        return f"{self.network.label}{kind}"

    @property
    def no_law(self) -> str:
        """Why weights have no limit law; empty if they have one."""
        return next((each.no_law for each in self.plain.ensembles if each.no_law), "")

    @property
    def outside(self) -> str:
        """Why the law it is compared with need not be its own; empty if it is."""
        if self.no_law:
            return (
                f"there is no limit law, as {self.no_law}; compared with that of Gaussian weights"
            )
        first = self.plain.ensembles[0]
        independent = self.ensemble[0] != NEAREST and first.entry is not None
        if self.input == LOCALISED and independent and not self.signs:
            return (
                "a localised input shows single weights of the first layer; compared with the law "
                "of a delocalised one"
            )
        return ""

    @property
    def signs(self) -> bool:
        """Signs as weights and no biases in the first layer: a localised input has a law."""
        return self.ensemble[0] == SIGNS and not self.sigma_b2[0] and not self.residual

    @property
    def lawful(self) -> "Architecture":
        """The same with Gaussian weights for those that have no limit law."""
        each = zip(self.ensemble, self.plain.ensembles, strict=True)
        return replace(self, ensemble=tuple(NEAREST if e.no_law else name for name, e in each))

    def require(self) -> None:
        """That it is a network, and one that can be compared with a law.

        Raises:
            InvalidInputError: it is not; the message says what would do.
        """
        found = self.lawful.plain
        if found.field == "complex":
            raise InvalidInputError("complex weights have no law of J J^T here; take real ones")
        for phi in found.phis:
            if not phi.bounded_slope:
                raise InvalidInputError(
                    f"the slope of {phi.label} is unbounded, and so is the support of the law: "
                    f"there is none to compare with"
                )
        found.preactivations  # noqa: B018  # whose variances may overflow

    def at(self, width: int, given: NDArray | None = None) -> NDArray | None:
        """The input of networks with n_0 = ``width``; None if each network draws its own.

        Raises:
            InvalidInputError: the width is no multiple of the numbers given.
        """
        if self.input == DELOCALISED:
            return None
        if given is None:
            return np.sqrt(self.q0 * width) * np.eye(width)[0]
        if width % given.size:
            raise InvalidInputError(
                f"width {width} is no multiple of the {given.size} numbers of {self.input}"
            )
        return np.tile(given, width // given.size)

    @property
    def words(self) -> list[str]:
        """As options of a step; :func:`read` is the inverse."""
        return _options.words(self)

    @property
    def data(self) -> dict[str, Any]:
        """As JSON holds it, without where the input lies."""
        kind = self.input if self.input in (DELOCALISED, LOCALISED) else "given"
        found = asdict(replace(self, input=kind)).items()
        return {name: list(v) if isinstance(v, tuple) else v for name, v in found}

    @classmethod
    def restore(cls, data: Mapping[str, Any]) -> "Architecture":
        """Inverse of :attr:`data`, but for the path of an input."""
        found: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in data.items()
        }
        return cls(**found)


def deeper(net: Architecture) -> Architecture:
    """With its last layer twice."""
    rows: dict[str, Any] = {
        name: (*getattr(net, name), getattr(net, name)[-1]) for name in LAYERWISE
    }
    rows |= {n: (*v, v[-1]) for n in ("ratios", "residual") if (v := getattr(net, n))}
    return replace(net, **rows)


def add(parser: ArgumentParser) -> None:
    """The options of a network."""
    _options.add(parser, Architecture)


def read(given: Namespace) -> Architecture:
    """The network that was asked for."""
    return _options.read(Architecture, given)
