"""Layers of a model of another library, collected in the order in which they are applied."""

from dataclasses import dataclass, field
from typing import Any

from freewidth.activations import Activation
from freewidth.errors import InvalidInputError


@dataclass
class Collected:
    """Parts with a matrix, and what follows each of them.

    Attributes:
        kind: what a part with a matrix is called there.
        matrices: these parts.
        activations: of each, None as long as none follows it.
    """

    kind: str
    matrices: list[Any] = field(default_factory=list)
    activations: list[str | Activation | None] = field(default_factory=list)

    def matrix(self, part: Any) -> None:
        """Begin a layer."""
        self.matrices.append(part)
        self.activations.append(None)

    def activation(self, place: str, function: str | Activation) -> None:
        """End the layer that was begun.

        Raises:
            InvalidInputError: there is none, or it has an activation.
        """
        if not self.activations or self.activations[-1] is not None:
            raise InvalidInputError(
                f"{place} follows no {self.kind} without an activation: a layer is a {self.kind} "
                f"and at most one activation after it"
            )
        self.activations[-1] = function

    def functions(self, model: str) -> list[str | Activation]:
        """The activation of each layer, the identity where none follows.

        Raises:
            InvalidInputError: there is no layer.
        """
        if not self.matrices:
            raise InvalidInputError(f"{model} holds no {self.kind}")
        return [each or "linear" for each in self.activations]
