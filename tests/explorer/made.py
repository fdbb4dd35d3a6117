"""A small explorer: laws of a few networks, and samples of as few, beside what breaks them."""

from itertools import product

import numpy as np

from freewidth.jacobian import law, localised
from freewidth.network import Network, shifted
from freewidth.rng import stream
from freewidth.sample import spectra
from scripts import artifact
from scripts.explorer import _laws, page
from scripts.explorer._lattice import Lattice
from scripts.explorer._samples import SPARSE, Limit, Place, Sample, binned

LATTICE = Lattice(("tanh", "relu"), (2, 3), (0.5, 1.0, 2.25), (0.0, 0.1), 1.0)
SIGNS = Network("rademacher", "tanh", 2, 2.25)
DRAWN = {  # weights with (depths, activations, ways to draw D)
    "gaussian": ((2, 3), ("tanh", "relu"), ("true", "independent", "shifted")),
    "orthogonal": ((3,), ("tanh",), ("true",)),
    "cauchy": ((3,), ("tanh",), ("true",)),
}
WIDTHS, NETWORKS = (24, 48), 40


def samples():
    """Of every kind that there is, small ones."""
    found = []
    for name, axes in DRAWN.items():
        for depth, phi, way in product(*axes):
            net = Network(name, phi, depth, 1.0, 0.1)
            limit = Limit.of(law(Network("orthogonal" if name == "orthogonal" else "gaussian",
                                         phi, depth, 1.0, 0.1)))  # fmt: skip
            for width in WIDTHS:
                values = eigenvalues(net, way, width)
                found.append(binned(Place.of(net, way, width), values, limit))
    net = Network("gaussian", "tanh", 2, 1.0, 0.1)
    place = Place.of(net, "true", 48, weights=SPARSE)
    found.append(binned(place, eigenvalues(net, "true", 48), Limit.of(law(net))))
    return [*found, one_hot()]


def eigenvalues(net, way, width):
    streams = [stream(0, "explorer", net.label, way, width, k) for k in range(NETWORKS)]
    source = shifted(net) if way == "shifted" else net
    return spectra(source, width, streams, independent=way != "true").eigenvalues


def one_hot():
    """F of the law for an input of one entry, at eight points, as if it had been sampled."""
    own = law(localised(SIGNS, 1))
    u = np.log(law(SIGNS).quantile((np.arange(8) + 0.5) / 8))
    place = Place.of(SIGNS, "true", 48, entries=1)
    return Sample(place, NETWORKS, False, u, own.cdf(np.exp(u)), np.full(8, 0.002))


def whole(folder, lattice=LATTICE):
    """The page, and where it keeps its laws."""
    signs = {"tanh/1": (SIGNS, 1)}
    kept = folder / "explorer.npz"
    _laws.save(kept, lattice, signs)
    params, laws = artifact.load(kept)
    blocks = {f"laws-{name}": values.tobytes() for name, values in laws.items()}
    drawn = [s for s in samples() if s.place.activation in lattice.activations]
    blocks |= {"list": page.listed(drawn), "samples": b"".join(s.packed() for s in drawn)}
    return page.render(page.header(lattice, params, drawn, signs), blocks)
