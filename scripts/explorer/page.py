"""The explorer: a page that opens from disk, with precomputed limit laws and sampled spectra.

    python -m scripts.explorer.page results/explorer.html --laws results/explorer.npz \\
        --sizes paper --results results/spectra/*/*.npz results/laws/*/*.npz \\
        --experiments results/finite/dilution.npz results/finite/localisation.npz

Laws are solved for every point of a lattice and kept while they would come out the same.
"""

import json
import zlib
from argparse import ArgumentParser
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.limits.phases import contours
from freewidth.network import Network
from scripts import _kept, artifact, ledger
from scripts._step import run
from scripts.explorer import _laws, _pack, _samples
from scripts.explorer._lattice import KINDS, LAWS, PROFILES, Lattice, through
from scripts.fingerprint import ROOT
from scripts.finite.results import Finite
from scripts.publish._policy import policy
from scripts.publish._template import template
from scripts.spectra.results import Spectra

TEMPLATES = ROOT / "workflow" / "templates"
VARIANCES = np.geomspace(1e-6, 1e2, 161)  # fixed points at which the critical line is drawn
ATTRACTS = 1 + 1e-9  # of the slope of the variance map: rounding at homogeneous activations
FINEST = 9  # of deflate: the page is made once and read often


def compressed(data: bytes) -> str:
    """Deflated, without a header, in base64: what browsers unpack by themselves."""
    packer = zlib.compressobj(FINEST, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(packer.compress(data) + packer.flush()).decode()


def render(header: Mapping, blocks: Mapping[str, bytes]) -> str:
    """HTML of the page: ``header`` is what JSON holds, ``blocks`` what is unpacked when needed."""
    script = (TEMPLATES / "explorer.js").read_text(encoding="utf-8")
    return template("explorer.html.j2", TEMPLATES).render(
        header=header,
        blocks={name: compressed(data) for name, data in blocks.items()},
        script=script,
        policy=policy(script),
    )


def critical(activation: str) -> list[list[float]]:
    """(sigma_w^2, sigma_b^2, whether q attracts) where chi = 1 at a fixed point q."""
    found = contours(activation, (1.0,), VARIANCES)[1.0]
    return [[round(w, 5), round(b, 5), int(s <= ATTRACTS)] for w, b, s in found.tolist()]


def header(lattice: Lattice, params: Mapping, samples: Sequence, signs: Mapping) -> dict:
    """What the page needs to know before anything is unpacked."""
    names = lattice.activations
    return {
        "activations": [{"name": n, "label": ACTIVATIONS[n].label} for n in names],
        "kinds": KINDS,
        "laws": list(LAWS),
        "depths": lattice.depths,
        "sigma_w2": lattice.sigma_w2,
        "sigma_b2": lattice.sigma_b2,
        "q0": lattice.q0,
        "solved": lattice.size - params["refused"],
        "refused": params["refused"],
        "reasons": params["reasons"],
        "weights": _samples.weights(samples),
        "signs": [[net.activation, net.depth, net.sigma_w2, net.sigma_b2, entries]
                  for net, entries in signs.values()],
        "critical": {name: critical(name) for name in names},
        "precision": {"density": _pack.DENSITY, "cdf": _pack.CDF},
    }  # fmt: skip


def listed(samples: Sequence[_samples.Sample]) -> bytes:
    """The samples' list, which goes with their records."""
    rows = [[*s.place, s.networks, int(s.bins)] for s in samples]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()


def gathered(
    paths: Sequence[Path], finite: Finite, lattice: Lattice
) -> tuple[list[_samples.Sample], dict[str, tuple[Network, int]]]:
    """(samples, networks with signs as weights and inputs of few entries, by their names)."""
    files = [path for path in paths if path.parts[-3] == "spectra"]
    found = [*_samples.sampled(files, lattice, Spectra(paths))]
    found += _samples.sparse(finite, lattice)
    signs: dict[str, tuple[Network, int]] = {}
    for net, sample in _samples.few_entries(finite, lattice):
        found.append(sample)
        if net.ensemble == _samples.SIGNS:
            signs[f"{net.activation}/{sample.place.entries}"] = net, sample.place.entries
    first = {sample.place: sample for sample in reversed(found)}  # of two at one place
    return [*reversed(first.values())], signs


def main(words: Sequence[str]) -> None:
    """Solve what is not there, and write the page."""
    parser = ArgumentParser(prog="python -m scripts.explorer.page", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--laws", type=Path, required=True, help="where packed laws are kept")
    parser.add_argument("--sizes", choices=PROFILES, required=True, help="how fine the lattice is")
    parser.add_argument("--results", nargs="+", type=Path, required=True, help="spectra and laws")
    parser.add_argument("--experiments", nargs="*", type=Path, default=[])
    given = parser.parse_args(words)
    finite = Finite(given.experiments)
    files = [path for path in given.results if path.parts[-3] == "spectra"]
    sampled = [(grid, net) for grid, net, *_ in _samples.of_grids(files)]
    lattice = through(PROFILES[given.sizes], sampled, _samples.networks(finite))
    samples, signs = gathered(given.results, finite, lattice)
    made = _laws.made(lattice, signs)
    _kept.keep(given.laws, made, lambda path: _laws.save(path, lattice, signs))
    params, laws = artifact.load(given.laws)
    blocks = {f"laws-{name}": laws[name].tobytes() for name in [*lattice.activations, "signs"]}
    blocks |= {"list": listed(samples), "samples": b"".join(s.packed() for s in samples)}
    given.out.write_text(render(header(lattice, params, samples, signs), blocks), encoding="utf-8")
    ledger.enter(given.out)


if __name__ == "__main__":
    run(main)
