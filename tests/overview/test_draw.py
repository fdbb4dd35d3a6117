"""The overview: what stands where, and what its caption counts."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from claims import STUDIES
from freewidth.network import Network
from freewidth.plotting.verdicts import ROLES, Tile
from freewidth.rng import stream
from scripts.overview import _story
from scripts.overview import draw as overview
from tests.plotted import Law, assert_legible, assert_whole
from tests.publish.conftest import finding


def shown(ensemble):
    """Networks that have their limit law at every width, and a rival."""
    rng, law = stream(0, "overview", ensemble), Law()
    by_width = {n: law.sample(rng, 8, n) for n in (50, 200)}
    return _story.Shown(Network(ensemble, "tanh", 3), by_width, law, {"kind": Law(zero=0.4)})


def test_the_page_is_legible_and_its_caption_counts():
    tiles = [Tile("A (2001)", role, out) for role, out in zip(ROLES, OUT, strict=True)]
    some = [shown("gaussian"), shown("orthogonal")]
    figure = overview.picture(some, tiles)
    assert_legible(figure)
    assert_whole(figure)
    said = overview.caption(some, tiles)
    assert "2 true statements supported, 1 of 1 statements that are false" in said
    assert "the other kind of weights: 0.4" in said


OUT = ("expected", "expected", "inconclusive", "undecided", "denied")  # one for each role


def test_distances_are_those_of_the_law_that_is_asked_for():
    one = shown("gaussian")
    n, own, error = one.distances(one.law)
    assert list(n) == [50, 200]
    # sqrt(n) sup|F_n - F| of independent points has the mean sqrt(pi/2) log 2
    assert np.abs(own * np.sqrt(n) - np.sqrt(np.pi / 2) * np.log(2)).max() < 5 * np.max(
        error * np.sqrt(n)
    ) + 0.5 / np.sqrt(n.min())
    assert one.distances(one.rivals["kind"])[1].min() > 0.35
    gap, error = one.residual(200)
    assert (np.abs(gap) < 5 * error.max()).all()


def test_every_claim_stands_with_its_paper_and_role():
    tiles = {}
    for study, claims in STUDIES.items():
        for name, claim in claims.items():
            known = {"known": claim.source.known}
            found = finding(claim.should, claim.should, name=name, source=known)
            tiles[name] = overview.tile(study, found)
    assert tiles["pastur2020_gaussian_limit"] == ("Pastur (2020)", "theorem", "expected")
    assert tiles["width_forecast"].role == "derived"
    assert tiles["false_depth"] == ("Pastur (2020)", "false", "denied")
    assert tiles["trained_null_space"] == (overview.OURS, "trained", "expected")
    assert {tile.role for tile in tiles.values()} == set(ROLES)
    papers = list(dict.fromkeys(t.paper for t in overview.by_year([*tiles.values()])))
    assert papers[-1] == overview.OURS
    years = [paper.rpartition("(")[2] for paper in papers[:-1]]
    assert years == sorted(years)


@pytest.mark.parametrize(
    ("authors", "said"),
    [("Wigner", "Wigner (1955)"), ("A and B", "A and B (1955)"), ("A, B and C", "A et al. (1955)")],
)
def test_many_authors_are_abbreviated(authors, said):
    assert overview.short(SimpleNamespace(authors=authors, year=1955, letter="")) == said


def test_the_step_keeps_what_would_come_out_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_story, "shown", lambda paths: [shown("gaussian")])
    claim = tmp_path / "results/claims/spectra/width_forecast.json"
    claim.parent.mkdir(parents=True)
    known = {"source": {"known": "ours"}, "name": "width_forecast"}
    claim.write_text(json.dumps(finding(**known)))
    words = ["figures/overview.png", "--claims", str(claim), "--results", str(claim), "--vector"]
    overview.main(words)
    files = {p.name: p.read_bytes() for p in (tmp_path / "figures").iterdir()}
    assert set(files) == {f"overview.{ending}" for ending in ("json", "pdf", "png", "svg")}
    monkeypatch.setattr(overview, "picture", None)  # not drawn again
    overview.main(words)
