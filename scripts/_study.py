"""What the workflow has made so far, read back: spectra, laws and comparisons."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from numpy.typing import NDArray

from freewidth.compare import Comparison
from freewidth.ensembles import ENSEMBLES
from freewidth.freeprob import Law
from freewidth.jacobian import restore
from freewidth.network import Network, shifted
from scripts import artifact

KINDS = ("iid", "haar")  # of weights: each has a limit law of its own
Case = tuple[str, int]  # activation, depth


def representative(kind: str) -> str:
    """An ensemble of this kind that theorems cover: the limit law does not depend on which."""
    covered = (name for name, each in ENSEMBLES.items() if each.has_finite_fourth_moment)
    return next(name for name in covered if ENSEMBLES[name].kind.name == kind)


def foreign(net: Network) -> str:
    """The kind of weights that the network does not have."""
    return next(kind for kind in KINDS if kind != net.ensembles[0].kind.name)


def deeper(net: Network) -> Network:
    """One more layer, of the size of the last one."""
    widths = net.widths and (*net.widths, net.widths[-1])
    return replace(net, depth=net.depth + 1, widths=widths)


OWN = "own"
RIVALS = {  # laws to be told apart from a network's own, by the name that results carry
    "shifted": shifted,  # every layer variance off by one
    "deeper": deeper,
    "sigma_b": lambda net: replace(net, sigma_b2=net.sigma_b2 * 1.01**2),  # 1 % too large
    "gaussian_bias": lambda net: replace(net, bias="gaussian"),  # of the same variance
}


def place(kind: str, depth: int, of: str) -> str:
    """Where the arrays of a law lie in the artifact of its activation."""
    return f"{kind}/L{depth}/{of}/"


def law(path: str | Path, net: Network, kind: str | None = None, of: str = OWN) -> Law:
    """A stored law of ``net``: its own, that of another kind of weights, or one of ``RIVALS``.

    ``path`` is the artifact of the network's activation.
    """
    kind = kind or net.ensembles[0].kind.name
    _, found = artifact.load(path, place(kind, net.depth, of))
    if kind != net.ensembles[0].kind.name:
        net = replace(net, ensemble=representative(kind))
    return restore(net if of == OWN else RIVALS[of](net), found)


def spectra(path: str | Path, activation: str, depth: int) -> dict[int, NDArray]:
    """Width -> eigenvalues, shape (networks, n_L), of one case."""
    _, found = artifact.load(path, f"{activation}/L{depth}/")
    return {int(name.removeprefix("n")): values for name, values in found.items()}


def comparisons(path: str | Path) -> Iterator[tuple[str, int, Comparison]]:
    """Every (activation, depth, comparison) of one case."""
    params, arrays = artifact.load(path)
    networks = {network["depth"]: network for network in params["networks"]}
    for key, names in sorted(params["names"].items()):
        activation, _, depth = key.partition("/L")
        net = Network(params["ensemble"], activation, **networks[int(depth)])
        head = f"{key}/"
        own = {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}
        yield activation, int(depth), Comparison.restore(net, params["dependence"], names, own)


@dataclass(frozen=True)
class Study:
    """Results of one grid and its ensembles, under the folder ``root``."""

    root: Path
    grid: str
    ensembles: tuple[str, ...]

    @cache  # noqa: B019 - a study lives as long as the process that draws from it
    def comparisons(self, dependence: str, ensemble: str) -> dict[Case, Comparison]:
        """All networks of one ensemble."""
        path = self.root / "compare" / self.grid / dependence / f"{ensemble}.npz"
        return {(activation, depth): c for activation, depth, c in comparisons(path)}

    def across(self, dependence: str, activation: str) -> dict[tuple[str, int], Comparison]:
        """All networks of one activation, by (ensemble, depth)."""
        return {
            (ensemble, depth): c
            for ensemble in self.ensembles
            for (phi, depth), c in self.comparisons(dependence, ensemble).items()
            if phi == activation
        }

    def widest(self, dependence: str, ensemble: str) -> dict[Case, NDArray]:
        """Eigenvalues of the largest networks, shape (networks, n_L)."""
        path = self.root / "spectra" / self.grid / dependence / f"{ensemble}.npz"
        found = {}
        for activation, depth in self.comparisons(dependence, ensemble):
            by_width = spectra(path, activation, depth)
            found[activation, depth] = by_width[max(by_width)]
        return found

    def law(self, net: Network, kind: str | None = None, of: str = OWN) -> Law:
        """See :func:`law`."""
        return law(self.root / "theory" / self.grid / f"{net.activation}.npz", net, kind, of)
