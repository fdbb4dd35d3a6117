"""``freewidth cache``: info, prune, verify."""

import numpy as np
import pytest
from click.testing import CliRunner

from freewidth import cache
from freewidth.cli import main


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A cache of three entries, which the environment does not name."""
    monkeypatch.delenv("FREEWIDTH_CACHE", raising=False)
    cache.current.cache_clear()
    kept = cache.opened(str(tmp_path / "kept"))
    for seed, kind in enumerate(("spectra", "spectra", "laws")):
        kept.put(kind, {"seed": seed}, {}, {"x": np.zeros(1000)})
    yield kept
    cache.current.cache_clear()


def run(*words):
    result = CliRunner().invoke(main, ["cache", *map(str, words)], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_info_counts_entries_by_kind(place):
    code, said, _ = run("info", "--cache", place.place)
    assert code == 0
    rows = {line.split()[0]: line.split()[1] for line in said.splitlines()[1:] if line.strip()}
    assert (rows["spectra"], rows["laws"], rows["all"]) == ("2", "1", "3")
    assert "limit 20 GB" in said
    assert "used 20" in said


def test_the_environment_names_it_and_its_limit(place, monkeypatch):
    monkeypatch.setenv("FREEWIDTH_CACHE", str(place.place))
    monkeypatch.setenv("FREEWIDTH_CACHE_LIMIT", "10 kB")
    cache.current.cache_clear()
    assert "limit 10 kB" in run("info")[1]
    assert "2 entries gone" in run("prune")[1]


def test_prune_leaves_what_it_is_told(place):
    assert "0 entries gone" in run("prune", "--cache", place.place, "--older", "1 h")[1]
    assert "1 entries gone" in run("prune", "--cache", place.place, "--limit", "20kB")[1]
    assert "2 entries gone" in run("prune", "--cache", place.place, "--limit", "0")[1]
    code, said, _ = run("info", "--cache", place.place)
    assert code == 0
    assert "all        0" in said


def test_verify_names_what_is_damaged_and_removes_it_if_told(place):
    code, said, _ = run("verify", "--cache", place.place)
    assert (code, "all 3 entries" in said) == (0, True)
    path = next(place.place.path.rglob("*.npz"))
    path.write_bytes(path.read_bytes()[:-1])
    code, said, why = run("verify", "--cache", place.place)
    assert (code, said.count("\n")) == (1, 1)
    assert path.name in said
    assert why == "Error: 1 damaged entry; --remove takes it away\n"
    code, _, why = run("verify", "--cache", place.place, "--remove")
    assert (code, why) == (1, "Error: 1 damaged entry, taken away\n")
    assert run("verify", "--cache", place.place)[0] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["info"], "no cache is named"),
        (["info", "--cache", "/nowhere"], "there is no folder /nowhere"),
        (["info", "--cache", "gs://x"], "s3://BUCKET/FOLDER"),
        (["prune", "--cache", ".", "--limit", "much"], "'much' is no size"),
        (["prune", "--cache", ".", "--older", "long"], "'long' is no duration"),
        (["inof"], "did you mean info?"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words, why, place):
    code, said, error = run(*words)
    assert (code, said) == (2, "")
    assert why in error.splitlines()[-1]
