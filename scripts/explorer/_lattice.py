"""Which networks the explorer has limit laws of: the points of a lattice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from freewidth.kinds import HAAR, IID
from freewidth.network import Network, shifted
from scripts.spectra._kinds import representative

KINDS = (IID.name, HAAR.name)  # of weights: a law of its own each
OWN, SHIFTED = "own", "shifted"
LAWS = {OWN: lambda net: net, SHIFTED: shifted}  # of every network: its own, variances off by one


@dataclass(frozen=True)
class Sizes:
    """How fine the lattice is.

    Attributes:
        sigma_w2, sigma_b2: variances beside those that were sampled.
        depths: numbers of layers, likewise.
        grids: grids whose activations it has; all of them if none is named.
    """

    sigma_w2: tuple[float, ...]
    sigma_b2: tuple[float, ...]
    depths: tuple[int, ...] = ()
    grids: tuple[str, ...] = ()


PAPER = Sizes(
    sigma_w2=(0.25, 0.5, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0),
    sigma_b2=(0.0, 0.05, 0.1, 0.3, 1.0),
    depths=(1, 2, 3, 5, 10),
)
QUICK = Sizes(sigma_w2=(0.5, 1.0, 1.5), sigma_b2=(0.0, 0.1), grids=("main",))
USUAL = Network("gaussian", "tanh", 3, 1.0, 0.1)  # where grids have nothing that belongs here
PROFILES = {"paper": PAPER, "quick": QUICK}


@dataclass(frozen=True)
class Lattice:
    """All networks that have one value of each; layers of one size, Gaussian biases.

    Attributes:
        activations, depths, sigma_w2, sigma_b2: the values, increasing but for the names.
        q0: the input's |x|^2/n_0, of all.
    """

    activations: tuple[str, ...]
    depths: tuple[int, ...]
    sigma_w2: tuple[float, ...]
    sigma_b2: tuple[float, ...]
    q0: float

    def networks(self, activation: str) -> Iterator[Network]:
        """Those of one activation in the order of their laws, the last of them changing fastest:
        kind of weights, depth, sigma_w^2, sigma_b^2, law (``LAWS``)."""
        axes = KINDS, self.depths, self.sigma_w2, self.sigma_b2
        for kind, depth, sigma_w2, sigma_b2 in product(*axes):
            net = Network(representative(kind), activation, depth, sigma_w2, sigma_b2, self.q0)
            yield from (change(net) for change in LAWS.values())

    @property
    def size(self) -> int:
        """The number of laws."""
        axes = KINDS, self.activations, self.depths, self.sigma_w2, self.sigma_b2, LAWS
        count = 1
        for axis in axes:
            count *= len(axis)
        return count


def through(
    sizes: Sizes, sampled: Iterable[tuple[str, Network]], others: Iterable[Network]
) -> Lattice:
    """The lattice with the values of ``sizes`` and those of sampled networks, named by their grid.

    ``others`` are networks of experiments: theirs count where the activation and q0 are there.
    """
    sampled = list(sampled)
    wanted = [net for grid, net in sampled if grid in sizes.grids] or [net for _, net in sampled]
    wanted = wanted or [USUAL]
    q0 = wanted[0].q0
    names = dict.fromkeys(str(net.activation) for net in wanted if net.q0 == q0)
    own = [net for net in wanted if net.q0 == q0]
    own += [net for net in others if net.q0 == q0 and net.activation in names]
    return Lattice(
        tuple(names),
        _union(sizes.depths, (net.depth for net in own)),
        _union(sizes.sigma_w2, (net.sigma_w2 for net in own)),
        _union(sizes.sigma_b2, (net.sigma_b2 for net in own)),
        q0,
    )


def plain(net: Network) -> bool:
    """Whether the lattice may have a network: layers of one size, Gaussian biases, a known kind."""
    square = net.widths is None or len(set(net.widths)) == 1
    return square and net.bias == "gaussian" and net.ensembles[0].kind.name in KINDS


def bare(net: Network) -> Network:
    """The same without sizes of layers, which are all equal."""
    return replace(net, widths=None)


def _union(given, found):
    return tuple(sorted({*given, *found}))
