"""What steps find in their environment, and a cache that is none."""

import time
from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from freewidth import cache
from workflow.clock import Clock
from workflow.surroundings import surroundings


@pytest.fixture
def named(monkeypatch, tmp_path):
    """Set the variables, with nothing remembered of those before."""

    def name(place, limit=""):
        monkeypatch.setenv("FREEWIDTH_CACHE", str(place))
        monkeypatch.setenv("FREEWIDTH_CACHE_LIMIT", limit)
        cache.current.cache_clear()
        return surroundings(Path.cwd(), Clock(tmp_path / "clock"))

    yield name
    cache.current.cache_clear()


@pytest.mark.parametrize(
    ("place", "limit", "why"),
    [
        (__file__, "", "is a file: name a folder"),
        ("s3://", "", "names no bucket"),
        ("gs://x", "", "a cache is a folder, or s3"),
        ("kept", "lots", "'lots' is no size"),
    ],
)
def test_a_cache_that_is_none_is_refused_before_anything_runs(named, place, limit, why):
    with pytest.raises(WorkflowError, match=f"the cache: .*{why}"):
        named(place, limit)


def test_a_cache_need_not_be_there_yet(named, tmp_path):
    found = named(tmp_path / "new", "1 GB")
    assert found["PYTHONHASHSEED"] == "0"
    assert 0 < time.time() - float(found["FREEWIDTH_BEGUN"]) < 86400  # seconds: of this process
    assert cache.current().limit == 10**9
    assert not (tmp_path / "new").exists()
