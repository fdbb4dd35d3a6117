"""Samples are kept exactly as long as drawing them again would give the same."""

import os
from dataclasses import replace
from math import erf, sqrt

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth import cache
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from scripts import artifact, ledger
from scripts.spectra import sample
from scripts.spectra.grids import Architecture, Sizes
from tests.spectra.conftest import Small

CODE = {"tanh": "aaaa", "relu": "bbbb"}
ARCHITECTURE = Architecture(depths=(2,), sigma_w2=1.0, sigma_b2=0.1, q0=1.0)
SIZES = Sizes(((8, 5), (16, 4)), 2)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the step in an empty folder; returns which blocks were drawn."""
    monkeypatch.chdir(tmp_path)
    drawn = []
    draw = sample.draw

    def spy(net, dependence, width, replicates, seed, device):
        if step.most == len(drawn):
            raise Killed
        drawn.append((net.activation, net.depth, width, replicates.start))
        return draw(net, dependence, width, replicates, seed, device)

    monkeypatch.setattr(sample, "draw", spy)

    def step(code=CODE, activations=("tanh",), seed=1, dependences=("true",), most=None, **changes):
        drawn.clear()
        step.most = most
        own = {k: v for k, v in changes.items() if k in ("widths", "block")}
        rest = {k: v for k, v in changes.items() if k not in own}
        small = Small(
            tmp_path, architecture=replace(ARCHITECTURE, **rest), sizes=replace(SIZES, **own),
            activations=activations, seed=seed, dependences=dependences,
        )  # fmt: skip
        words = small.options("gaussian")
        digests = [f"{activation}={code[activation]}" for activation in activations]
        sample.main([*words[: words.index("--code")], "--code", *digests])
        return sorted(drawn)

    return step


class Killed(Exception):
    """A run that ends in the middle."""


FIRST = [("tanh", 2, width, start) for width, start in ((8, 0), (8, 2), (8, 4), (16, 0), (16, 2))]
SPECTRA = "results/spectra/main/gaussian.npz"
BLOCK = "results/spectra/main/gaussian/true/tanh/L2-n8-b1.npz"


def test_the_first_run_draws_everything_and_the_second_nothing(run):
    assert run() == sorted(FIRST)
    assert run() == []


@pytest.mark.parametrize(
    ("change", "new"),
    [
        ({"depths": (2, 3)}, [("tanh", 3, *block[2:]) for block in FIRST]),
        ({"widths": ((8, 5), (16, 4), (24, 1))}, [("tanh", 2, 24, 0)]),
        ({"widths": ((8, 5), (16, 6))}, [("tanh", 2, 16, 4)]),
        ({"widths": ((8, 6), (16, 4))}, [("tanh", 2, 8, 4)]),  # the last block was not full
        ({"activations": ("relu", "tanh")}, [("relu", *block[1:]) for block in FIRST]),
        ({"widths": ((8, 3),)}, []),
        ({"block": 100}, []),
        ({"seed": 2}, FIRST),
        ({"sigma_b2": 0.2}, FIRST),
        ({"q0": 0.9}, FIRST),
        ({"ratios": ((1, 2, 1),)}, FIRST),
        ({"seed": 2, "widths": ((8, 1),)}, [("tanh", 2, 8, 0)]),
        ({"bias": "rademacher"}, FIRST),
        ({"dependences": ("true", "independent")}, FIRST),
    ],
)
def test_a_change_draws_only_what_it_concerns(run, change, new):
    run()
    assert run(**change) == sorted(new)


def test_new_code_of_one_activation_draws_only_its_samples(run):
    run(activations=("relu", "tanh"))
    again = run(activations=("relu", "tanh"), code=CODE | {"relu": "cccc"})
    assert {activation for activation, *_ in again} == {"relu"}


def truncate(path):
    path.write_bytes(path.read_bytes()[:100])


def corrupt(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap(path):
    path.write_bytes(path.with_name("L2-n8-b0.npz").read_bytes())


def test_networks_of_unequal_layers_are_kept_too(run):
    run(ratios=((1, 2, 1),))
    assert run(ratios=((1, 2, 1),)) == []
    assert run(ratios=((1, 3, 1),)) == sorted(FIRST)


def test_a_run_that_ended_in_the_middle_goes_on(run):
    with pytest.raises(Killed):
        run(most=3)
    assert run() == [("tanh", 2, 16, 0), ("tanh", 2, 16, 2)]
    assert run() == []


def test_what_was_drawn_lies_there_once(run, tmp_path):
    with pytest.raises(Killed):
        run(most=3)
    assert len(list(tmp_path.rglob("*.npz"))) == 3
    run()
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.npz")] == [SPECTRA]
    assert sorted(path.name for path in (tmp_path / SPECTRA[:-4]).rglob("*")) == ["made.json"]


@pytest.mark.parametrize("damage", [truncate, corrupt, swap, os.unlink])
def test_a_damaged_block_is_drawn_again(run, tmp_path, damage):
    run()
    whole = (tmp_path / SPECTRA).read_bytes()
    (tmp_path / SPECTRA).unlink()
    with pytest.raises(Killed):
        run(most=3)
    damage(tmp_path / BLOCK)
    assert run() == [("tanh", 2, 8, 2), ("tanh", 2, 16, 0), ("tanh", 2, 16, 2)]
    assert (tmp_path / SPECTRA).read_bytes() == whole


@pytest.mark.parametrize("name", [SPECTRA, f"{SPECTRA[:-4]}/made.json"])
@pytest.mark.parametrize("damage", [truncate, corrupt, os.unlink])
def test_a_damaged_artifact_or_record_is_not_drawn_from(run, tmp_path, damage, name):
    run()
    whole = (tmp_path / SPECTRA).read_bytes()
    damage(tmp_path / name)
    assert run() == sorted(FIRST)
    assert (tmp_path / SPECTRA).read_bytes() == whole


def test_an_artifact_of_another_run_is_not_drawn_from(run, tmp_path):
    """Whole, and entered as it is; but the record beside it is about another."""
    run()
    mine = (tmp_path / SPECTRA).read_bytes()
    run(seed=2)
    (tmp_path / SPECTRA).write_bytes(mine)
    ledger.enter(tmp_path / SPECTRA)
    assert run(seed=2) == sorted(FIRST)


def test_blocks_never_change_numbers(run, tmp_path):
    run(block=2)
    small = artifact.load(SPECTRA)
    (tmp_path / SPECTRA).unlink()
    run(block=100)
    large = artifact.load(SPECTRA)
    assert small[0] == large[0]
    for name, values in small[1].items():
        assert_array_equal(values, large[1][name])


def test_growing_leaves_what_was_there(run):
    run()
    before = artifact.load(SPECTRA, "true/tanh/L2/")[1]
    run(depths=(2, 5), widths=((8, 7), (12, 2), (16, 4)), activations=("relu", "tanh"))
    after = artifact.load(SPECTRA, "true/tanh/L2/")[1]
    assert_array_equal(before["n8"], after["n8"][:5])
    assert_array_equal(before["n16"], after["n16"])


def test_every_case_and_network_has_its_own_numbers():
    net = Network("gaussian", "linear", 2)
    seen = [
        sample.draw(each, dependence, width, replicates, seed)["eigenvalues"][0, -1]
        for each, dependence, width, replicates, seed in [
            (net, "true", 8, range(1), 0),
            (net, "independent", 8, range(1), 0),
            (net, "shifted", 8, range(1), 0),
            (net, "true", 8, range(1, 2), 0),
            (net, "true", 8, range(1), 1),
            (Network("uniform", "linear", 2), "true", 8, range(1), 0),
            (Network("gaussian", "tanh", 2), "true", 8, range(1), 0),
            (Network("gaussian", "linear", 2, sigma_b2=0.5), "true", 8, range(1), 0),
            (Network("gaussian", "linear", 2, bias="uniform"), "true", 8, range(1), 0),
            (Network("gaussian", "linear", 2, widths=(1, 2, 1)), "true", 8, range(1), 0),
        ]
    ]
    assert len(set(np.round(seen, 12))) == len(seen)


def test_shifted_d_has_the_variance_of_the_next_layer():
    """Mean square of phi' at the variance q_2 instead of q_1, for hard-tanh in closed form."""
    net = Network("orthogonal", "hardtanh", 1, sigma_b2=0.1)
    q2 = Network("orthogonal", "hardtanh", 2, sigma_b2=0.1).q[1]
    share = erf(1 / sqrt(2 * q2))  # P(phi' = 1); J J^T = D^2 for one Haar layer
    ones = sample.draw(net, "shifted", 400, range(100), 0)["eigenvalues"].mean()
    error = sqrt(share * (1 - share) / (400 * 100))
    assert abs(ones - share) < 5 * error  # five standard errors of 40,000 coin tosses
    assert abs(ones - erf(1 / sqrt(2 * net.q[0]))) > 5 * error  # and not the unshifted share


def test_a_block_says_how_far_it_can_be_trusted(run, tmp_path):
    with pytest.raises(Killed):
        run(most=3)
    params, arrays = artifact.load(tmp_path / BLOCK)
    assert params["replicates"] == [2, 4]
    assert arrays["floor"].shape == arrays["method"].shape == (2,)


@pytest.mark.parametrize("jobs", [2, 3, 50])
def test_several_jobs_draw_together_what_one_draws(tmp_path, jobs):
    """Each block once, by one of them; more jobs than blocks leave some without work."""
    alone, several = (Small(tmp_path / name, sizes=SIZES) for name in ("alone", "several"))
    alone.sample("gaussian")
    words = several.options("gaussian")
    parts = [several.folder / f"results/parts/main/gaussian/{k}.npz" for k in range(jobs)]
    for k, part in enumerate(parts):
        sample.main([str(part), *words[1:], "--part", str(k), "--of", str(jobs)])
    shares = [set(artifact.load(part)[1]) for part in parts]
    assert sum(map(len, shares)) == len(set().union(*shares)) == 3 * len(list(SIZES.blocks()))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    for block in several.path("spectra", "gaussian").with_suffix("").rglob("*.npz"):
        block.unlink()  # elsewhere, as where results lie in a bucket
    sample.main([*words, "--parts", *map(str, parts)])
    paths = [small.path("spectra", "gaussian") for small in (alone, several)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert not list(paths[1].with_suffix("").rglob("*.npz"))


@pytest.mark.parametrize(
    "change",
    [{"seed": 7}, {"architecture": replace(ARCHITECTURE, sigma_w2=2.0)},
     {"sizes": replace(SIZES, block=3)}, {"activations": ("relu",)}],
)  # fmt: skip
def test_parts_of_other_networks_are_refused(tmp_path, change):
    small = Small(tmp_path, sizes=SIZES)
    part = tmp_path / "results/parts/main/gaussian/0.npz"
    sample.main([str(part), *small.options("gaussian")[1:], "--part", "0"])
    with pytest.raises(InvalidInputError, match="made with other options"):
        sample.main([*replace(small, **change).options("gaussian"), "--parts", str(part)])


def test_drafts_of_a_killed_run_are_swept_away_and_files_of_others_are_left(run, tmp_path):
    with pytest.raises(Killed):
        run(most=1)
    draft = (tmp_path / BLOCK).with_name(".L2-n8-b1.npz.77.part")
    notes = tmp_path / SPECTRA[:-4] / "true" / "notes.txt"
    for path in (draft, notes):
        path.write_text("half")
    run()
    assert not draft.exists()
    assert notes.exists()


def test_numbers_of_another_device_are_not_kept_for_others(monkeypatch, tmp_path):
    """Its name alone does not say which one it was."""
    monkeypatch.setenv("FREEWIDTH_CACHE", str(tmp_path / "kept"))
    cache.current.cache_clear()
    words = Small(tmp_path, sizes=SIZES).options("gaussian")
    sample.main([*words, "--device", "array_api_strict"])
    assert cache.current().added == 0
    sample.main(words)
    assert cache.current().added == 15
    cache.current.cache_clear()


def test_a_share_that_is_none_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        sample.main([*Small(tmp_path).options("gaussian"), "--part", "3", "--of", "3"])
    assert "--part 3 is none of 3, which count from 0" in capsys.readouterr().err
