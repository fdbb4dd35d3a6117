"""The network that is explored: what it starts from, and what sliders change of it."""

from dataclasses import dataclass, replace
from typing import Any

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.layerwise import name_of
from freewidth.network import Network

MOST_W2, MOST_B2, MOST_DEPTH = 4.0, 1.0, 20  # ends of sliders, unless the start is beyond
LEAST = 0.01  # of sigma_w^2, or of a factor; it is positive
FACTOR = 4.0  # by which variances of layers that differ may be multiplied


@dataclass(frozen=True)
class Start:
    """The network that was given.

    Sliders set the variances of layers that are alike, and multiply those of layers that differ;
    a depth that sizes of layers or a file say stays.

    Attributes:
        net: that network.
    """

    net: Network

    @property
    def alike(self) -> bool:
        """Whether sliders say variances, and not factors of them."""
        return not isinstance(self.net.sigma_w2, tuple) and not isinstance(self.net.sigma_b2, tuple)

    @property
    def deepens(self) -> bool:
        """Whether the number of layers may change."""
        each = (self.net.ensemble, self.net.activation, self.net.bias)
        return (
            self.alike and self.net.widths is None and not any(isinstance(v, tuple) for v in each)
        )

    @property
    def values(self) -> dict[str, Any]:
        """Where the controls stand: ensemble and activation are None where layers differ."""
        named = {name: _single(getattr(self.net, name)) for name in ("ensemble", "activation")}
        sizes = {"w": self.net.sigma_w2, "b": self.net.sigma_b2} if self.alike else {"w": 1, "b": 1}
        return {**named, **sizes, "depth": self.net.depth}

    @property
    def ends(self) -> dict[str, float]:
        """Where sliders end."""
        if not self.alike:
            return {"w": FACTOR, "b": FACTOR, "depth": self.net.depth}
        now = self.values
        return {
            "w": max(MOST_W2, 2 * now["w"]),
            "b": max(MOST_B2, 2 * now["b"]),
            "depth": max(MOST_DEPTH, now["depth"]),
        }

    def choices(self, name: str) -> list[str]:
        """Names for ``ensemble`` or ``activation``, the given one first if it is not listed."""
        every = list(ENSEMBLES if name == "ensemble" else ACTIVATIONS)
        own = self.values[name]
        return every if own is None or own in every else [own, *every]

    def at(
        self, ensemble: str | None, activation: str | None, w: float, b: float, depth: int
    ) -> Network:
        """The network that controls say.

        Raises:
            InvalidInputError: there is no such network.
        """
        changed: dict[str, Any] = {"ensemble": ensemble, "activation": activation}
        own = self.values
        changed = {k: v for k, v in changed.items() if v is not None and v != own[k]}
        if self.deepens:
            changed["depth"] = int(depth)
        if self.alike:
            return replace(self.net, sigma_w2=float(w), sigma_b2=float(b), **changed)
        weights = tuple(w * each for each in self.net.weight_variances)
        biases = tuple(b * each for each in self.net.bias_variances)
        return replace(self.net, sigma_w2=weights, sigma_b2=biases, **changed)


def _single(value):
    """The name of what all layers share, None if they differ."""
    return None if isinstance(value, tuple) else name_of(value)
