"""Laws of the lattice, solved, certified and packed; those that are refused, with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth import cache
from freewidth.errors import FreewidthError
from freewidth.freeprob import FreeProduct
from freewidth.jacobian import law, localised, slopes
from freewidth.network import Network
from scripts import _kept, artifact
from scripts.explorer import _pack
from scripts.explorer._lattice import LAWS, Lattice
from scripts.folders import module


@dataclass
class Packer:
    """Packs laws one after the other, and collects why some were refused.

    Attributes:
        reasons: what the solver said.
        refused: how many laws it refused.
    """

    reasons: list[str] = field(default_factory=list)
    refused: int = 0

    def pack(self, of: Iterable[Network | FreeProduct]) -> bytes:
        """The records of their laws."""
        return b"".join(map(self._one, of))

    def _one(self, of):
        try:
            return _pack.packed(law(of))
        except FreewidthError as error:
            self.refused += 1
            if str(error) not in self.reasons:
                self.reasons.append(str(error))
            return _pack.refused(self.reasons.index(str(error)))


def made(lattice: Lattice, signs: Mapping[str, tuple[Network, int]]) -> dict:
    """What the packed laws are made from."""
    modules = [__name__, *(module(n, "freewidth/activations") for n in lattice.activations)]
    said = {name: f"{net!r}, {entries}" for name, (net, entries) in signs.items()}
    return _kept.made_from(modules, [], lattice=lists(asdict(lattice)), signs=said)


def save(path: Path, lattice: Lattice, signs: Mapping[str, tuple[Network, int]]) -> None:
    """All of them, solved unless the cache has them."""
    params, arrays = cache.taken("laws", made(lattice, signs), lambda: solved(lattice, signs))
    artifact.save(path, params, **arrays)


def solved(
    lattice: Lattice, signs: Mapping[str, tuple[Network, int]]
) -> tuple[dict, dict[str, NDArray]]:
    """What is said of them, and the laws: an array for each activation, one for sparse inputs."""
    packer = Packer()
    blocks = {name: _block(packer, lattice, name) for name in lattice.activations}
    blocks["signs"] = packer.pack(localised(net, entries) for net, entries in signs.values())
    arrays = {name: np.frombuffer(block, dtype=np.uint8) for name, block in blocks.items()}
    params = {"reasons": packer.reasons, "refused": packer.refused, "signs": list(signs)}
    return {**lists(asdict(lattice)), **params}, arrays


def _block(packer: Packer, lattice: Lattice, activation: str) -> bytes:
    """The laws of one activation in their order, those of the same variances solved together.

    They share rules for slopes, of up to a megabyte each, which are then forgotten.
    """
    nets = list(lattice.networks(activation))
    points = len(lattice.sigma_w2) * len(lattice.sigma_b2)
    found: dict[int, bytes] = {}
    for point in range(points):
        for k in range(len(nets)):
            if k // len(LAWS) % points == point:
                found[k] = packer.pack([nets[k]])
        slopes.slope_rule.cache_clear()
    return b"".join(found[k] for k in range(len(nets)))


def lists(data: Mapping) -> dict:
    """With lists for tuples, as JSON has them."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in data.items()}
