"""The explorer: how its laws are rounded, what its samples say, what is refused."""

import json
import re
import struct
import zlib
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest

from freewidth.errors import NotConvergedError
from freewidth.jacobian import law
from freewidth.network import Network, shifted
from scripts import artifact
from scripts.explorer import _laws, _pack, page
from scripts.explorer._lattice import KINDS, LAWS, Lattice, Sizes, plain, through
from scripts.explorer._samples import Limit, Place, binned
from tests.explorer.made import LATTICE, whole
from tests.explorer.unpack import unpacked
from tests.plotted import Law

NETWORKS = {
    "soft edges": Network("orthogonal", "tanh", 3, 1.0, 0.1),
    "down to 0": Network("gaussian", "tanh", 5, 1.0, 0.1),
    "an atom at 0, a hard edge": Network("orthogonal", "relu", 2, 2.0),
    "an atom within": Network("orthogonal", "hardtanh", 2, 1.0, 0.1),
    "branch points": Network("orthogonal", "sin", 1, 4.0, 0.1),
    "an atom alone": Network("orthogonal", "linear", 2, 1.5),
}


@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS)
def test_a_packed_law_is_the_law_but_for_what_is_said(net):
    own = law(net)
    found, (m1, spread), rest = unpacked(_pack.packed(own), own)
    assert rest == b""
    assert [x for x, _ in found.atoms] == [x for x, _ in own.atoms]
    assert np.allclose([m1, spread * m1**2], own.moments(2), rtol=1e-6, atol=0)  # f32
    x = np.unique(
        [*np.geomspace(1e-9, 1, 400) * own.quantile(1.0), *own.quantile(np.linspace(0, 1, 99))]
    )
    assert np.abs(found.cdf(x) - own.cdf(x)).max() < _pack.CDF
    if not own.support:
        return
    first = len(own.pieces.left) - len(found.pieces.left)
    for i, series in enumerate(found.pieces.density, first):
        largest = np.abs(own.pieces.density[i]).max()
        assert np.abs(series - own.pieces.density[i]).sum() < _pack.DENSITY * largest * (1 + 1e-6)


def test_the_bound_of_the_distribution_function_tells_neighbours_apart():
    """A control: the law with one more thousandth of sigma_w^2 is farther off than rounding."""
    net = NETWORKS["soft edges"]
    own, other = law(net), law(replace(net, sigma_w2=net.sigma_w2 * 1.003))
    found, _, _ = unpacked(_pack.packed(own), own)
    x = own.quantile(np.linspace(0.01, 0.99, 99))
    assert np.abs(found.cdf(x) - other.cdf(x)).max() > _pack.CDF


def test_laws_lie_in_the_order_of_the_lattice():
    nets = list(LATTICE.networks("tanh"))
    assert LATTICE.size == 2 * len(nets) == 2 * 2 * 2 * 3 * 2 * 2
    sizes = len(KINDS), len(LATTICE.depths), len(LATTICE.sigma_w2), len(LATTICE.sigma_b2), len(LAWS)
    at = np.ravel_multi_index((1, 0, 2, 1, 1), sizes)  # Haar, L = 2, 2.25, 0.1, off by one
    assert nets[at] == shifted(Network(nets[at].ensemble, "tanh", 2, 2.25, 0.1))
    assert nets[at].kinds[0].name == KINDS[1]


def test_the_lattice_has_what_was_sampled_and_only_what_belongs_together():
    main, other = Network("gaussian", "tanh", 3, 1.0, 0.1), Network("gaussian", "erf", 7, 1.3)
    sizes = Sizes((0.5, 1.0), (0.0,), (2,), ("main",))
    some = [("main", main), ("more", other)]
    there, foreign = Network("rademacher", "tanh", 2, 2.25), Network("gaussian", "linear", 9)
    found = through(sizes, some, [there, foreign])
    assert found == Lattice(("tanh",), (2, 3), (0.5, 1.0, 2.25), (0.0, 0.1), 1.0)
    assert "erf" in through(replace(sizes, grids=()), some, []).activations
    assert through(sizes, [], []).activations == ("tanh",)  # a page of laws alone
    assert plain(main)
    assert not plain(replace(main, bias="rademacher"))
    assert not plain(replace(main, widths=(6, 12, 4, 9)))
    assert not plain(replace(main, ensemble="biunitary_two"))


def test_samples_say_what_was_drawn():
    known = Law(zero=0.25, top=0.1)
    values = known.sample(np.random.default_rng(0), networks=50, n=400)
    values[:, :60], values[:, -40:] = 0.0, 4.0 * (1 + 1e-14)  # rounding is no bulk
    place = Place.of(Network("gaussian", "tanh", 2), "true", 400)
    found = binned(place, values, Limit.of(known))
    assert np.all(np.diff(found.u) > 0)
    assert found.atoms == pytest.approx((np.mean(values == 0), np.mean(values >= 4)), abs=1e-12)
    assert found.atoms[1] >= 0.1
    below = [(values <= np.exp(u)).mean() for u in found.u]
    assert np.allclose(found.cdf, below, atol=1e-12)
    top = np.log(4.0)
    assert found.u[np.argmin(abs(found.u - top))] > top  # the edge of the law is within a bin
    record = found.packed()
    count, atoms, scale = struct.unpack_from("<BBf", record)
    assert (count, atoms) == (len(found.u), 2)
    rounded = np.frombuffer(record, "<u2", count, 6 + 4 * count) / 65535
    assert np.abs(rounded - found.cdf).max() <= 0.5 / 65535
    errors = np.frombuffer(record, "u1", count, 6 + 6 * count) * scale / 255
    assert np.abs(errors - found.error).max() <= 0.5 * scale / 255
    assert len(record) == 6 + 7 * count + 4 * atoms


def test_a_law_that_is_refused_is_said_to_be(tmp_path, monkeypatch):
    def refusing(net):
        if getattr(net, "sigma_w2", 0) == 2.25:
            raise NotConvergedError("no edge near x=1: <b>try</b> another")
        return law(net)

    monkeypatch.setattr(_laws, "law", refusing)
    small = Lattice(("relu",), (2,), (1.0, 2.25), (0.0,), 1.0)
    _laws.save(tmp_path / "laws.npz", small, {})
    params, blocks = artifact.load(tmp_path / "laws.npz")
    assert params["refused"] == 4
    assert params["reasons"] == ["no edge near x=1: <b>try</b> another"]
    assert blocks["relu"].tobytes().endswith(_pack.refused(0))
    text = page.render(page.header(small, params, [], {}), {"laws-relu": blocks["relu"].tobytes()})
    assert "4 laws of the lattice were refused" in text
    assert "<b>try" not in text


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    small = Lattice(("tanh",), (2,), (1.0, 2.25), (0.0, 0.1), 1.0)
    return whole(tmp_path_factory.mktemp("explorer"), small)


def test_the_page_asks_for_nothing_and_runs_its_own_script_only(text):
    (rules,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert "default-src &#39;none&#39;" in rules
    assert "unsafe-eval" not in rules
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(?:link|img|iframe|object)\b|\ssrc=|url\((?!#)|@import", text)


def test_what_is_in_the_page_is_what_was_packed(text):
    blocks = dict(re.findall(r'id="block-([\w-]+)">([^<]*)<', text))
    data = {n: zlib.decompress(b64decode(t), -zlib.MAX_WBITS) for n, t in blocks.items()}
    assert set(data) == {"laws-tanh", "laws-signs", "list", "samples"}
    net = Network("gaussian", "tanh", 2)
    own = law(net)
    found, _, _ = unpacked(data["laws-tanh"], own)  # the first of all
    assert abs(found.cdf(0.3) - own.cdf(0.3)) < _pack.CDF
    rows = json.loads(data["list"])
    assert {row[0] for row in rows} >= {"gaussian", "sparse", "rademacher"}
    assert all(len(row) == len(Place._fields) + 2 for row in rows)
