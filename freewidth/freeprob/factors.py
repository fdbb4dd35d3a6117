r"""What a limit law is the law of: a product of free factors, from the first to the last.

.. math:: M = J J^\top, \qquad J = D^L W^L \cdots D^1 W^1, \qquad (D^l)^2 \sim K^l,

W^l of some kind, of n_l times n_{l-1} entries, free from all that comes before, and D^l diagonal.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

from freewidth.arguments import checked
from freewidth.freeprob.measure import Source
from freewidth.freeprob.singular import Singular
from freewidth.kinds import Kind


@dataclass(frozen=True)
class Stage:
    """Weights and the diagonal matrix behind them.

    Attributes:
        kind: of the weights, without singular values of their own.
        columns, rows: their relative sizes.
        source: law of the squared diagonal.
        scale: factor of M.
    """

    kind: Kind
    columns: float
    rows: float
    source: Source
    scale: float


@checked
@dataclass(frozen=True)
class FreeProduct:
    """A list of factors, l = 1..L, hashable.

    Attributes:
        label: one line for messages and captions.
        kinds: of the weights, per layer.
        sources: where K^l comes from, per layer.
        scales: factors of M, per layer.
        ratios: relative sizes (n_0, ..., n_L).
        origin: what it was made of, a network perhaps, for whoever asks a law for it.
    """

    label: str
    kinds: tuple[Kind, ...]
    sources: tuple[Source, ...]
    scales: tuple[float, ...]
    ratios: tuple[float, ...]
    origin: Hashable = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"FreeProduct({self.label})"

    @property
    def depth(self) -> int:
        """L."""
        return len(self.kinds)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The factors one by one: two for weights of given singular values, one for others."""
        found = []
        for layer, kind in enumerate(self.kinds):
            for part in kind.stages(self.ratios[layer], self.ratios[layer + 1]):
                source: Source = self.sources[layer]
                scale = self.scales[layer]
                if part.singular_values is not None:
                    source, scale = Singular(part.singular_values), 1.0
                found.append(Stage(part.kind, part.columns, part.rows, source, scale))
        return tuple(found)

    @cached_property
    def vanishes(self) -> bool:
        """Whether M = 0, since some diagonal matrix is."""
        return any(stage.source.masses()[0] == 0 for stage in self.stages)
