"""A cache gives back what it was given, or nothing: nothing damaged, half there or doubtful."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from freewidth import cache
from freewidth.cache import Cache, Folder
from freewidth.errors import InvalidInputError

MEANING = {"network": ["gaussian", "tanh"], "seed": 3, "sigma_w2": 1.1, "code": "0123"}
PARAMS = {"said": "of them"}
ARRAYS = {"a/n8": np.arange(8.0), "b": np.array([[True, False]])}


@pytest.fixture
def kept(tmp_path):
    return Cache(Folder(tmp_path / "cache"), 10**6)


def put(kept, **changes):
    kept.put("spectra", MEANING | changes, PARAMS, ARRAYS)


def get(kept, **changes):
    return kept.get("spectra", MEANING | changes)


def files(kept):
    return sorted(path for path in kept.place.path.rglob("*") if path.is_file())


def test_what_goes_in_comes_out(kept):
    assert get(kept) is None
    put(kept)
    params, arrays = get(kept)
    assert params == PARAMS
    assert list(arrays) == sorted(ARRAYS)
    for name, values in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], values)
        assert arrays[name].dtype == values.dtype
    assert (kept.added, kept.taken) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [{"seed": 4}, {"sigma_w2": 1.1 + 1e-15}, {"code": "0124"}, {"more": None}, {"network": "tanh"}],
)
def test_another_meaning_is_another_entry(kept, changes):
    put(kept)
    assert get(kept, **changes) is None
    assert kept.get("laws", MEANING) is None


def test_the_order_of_a_meaning_does_not_count_and_tuples_are_lists(kept):
    put(kept)
    turned = dict(reversed(MEANING.items())) | {"network": ("gaussian", "tanh")}
    assert kept.get("spectra", turned) is not None


def test_equal_entries_are_one_file(kept):
    put(kept)
    put(kept)
    assert len(files(kept)) == 1


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "longer"])
def test_a_damaged_entry_is_named_taken_away_and_not_used(kept, damage):
    put(kept)
    (path,) = files(kept)
    good = path.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    path.write_bytes(
        {"cut": good[:-9], "empty": b"", "flipped": flipped, "longer": good + b"."}[damage]
    )
    ((name, why),) = kept.verify()
    assert name in str(path)
    assert why == "is not what was written"
    with pytest.warns(UserWarning, match="is not what was written; it is made again"):
        assert get(kept) is None
    assert files(kept) == []
    put(kept)
    assert path.read_bytes() == good


def test_an_entry_under_another_ones_name_is_not_used(kept):
    """Its bytes are whole; they mean something else."""
    put(kept)
    ((start, digest, ending),) = [item.name.split(".") for item in kept.items()]
    other = f"{start[:-1]}{'0' if start[-1] != '0' else '1'}"
    kept.place.write(f"{other}.{digest}.{ending}", files(kept)[0].read_bytes())
    assert [why for _, why in kept.verify()] == ["means something else"]
    put(kept, seed=4)
    (mine,) = [item.name for item in kept.items() if digest not in item.name]
    strange = kept.place.read(f"{start}.{digest}.{ending}")
    kept.place.write(f"{mine.partition('.')[0]}.{digest}.{ending}", strange)
    kept.place.remove(mine)
    with pytest.warns(UserWarning, match="means something else"):
        assert get(kept, seed=4) is None
    assert get(kept) is not None


def test_two_results_of_one_meaning_are_named_and_neither_is_used(kept):
    put(kept)
    kept.put("spectra", MEANING, PARAMS, {"b": np.zeros(1)})
    with pytest.warns(UserWarning, match="differ; neither is used"):
        assert get(kept) is None
    wrong = dict(kept.verify())
    assert len(wrong) == 2
    assert all("other numbers" in why for why in wrong.values())
    for name in wrong:
        kept.place.remove(name)
    assert get(kept) is None


def test_files_beside_entries_are_no_entries(kept):
    put(kept)
    (path,) = files(kept)
    copy = path.with_name(f"{path.name}.bak")
    copy.write_bytes(b"of some other program")
    assert get(kept) is not None
    assert copy.exists()


def test_what_cannot_be_written_can_still_be_read(kept, monkeypatch):
    put(kept)

    def refuse(name, content):
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(kept.place, "write", refuse)
    with pytest.warns(UserWarning, match="cannot be written"):
        put(kept, seed=4)
    assert get(kept) is not None


def test_what_nobody_here_wrote_is_left_alone(kept):
    put(kept)
    strange = kept.place.path / "spectra" / "ab" / "notes.npz"
    strange.parent.mkdir(exist_ok=True)
    strange.write_text("mine")
    assert len(list(kept.items())) == 1
    kept.prune(0)
    assert files(kept) == [strange]


def test_the_least_recently_used_go_first_until_the_rest_fits(kept):
    for seed in range(4):
        put(kept, seed=seed)
    sizes = {item.name: item.size for item in kept.items()}
    for age, seed in enumerate([2, 0, 3, 1]):  # seed 2 was used last
        before = set(sizes)
        (name,) = {n for n in before if kept.place.read(n) == _bytes(kept, seed)}
        os.utime(kept.place.path / name, (time.time() - 1000 * age,) * 2)
    gone = kept.prune(2 * max(sizes.values()))
    assert len(gone) == 2
    assert [get(kept, seed=seed) is not None for seed in range(4)] == [True, False, True, False]


def _bytes(kept, seed):
    from io import BytesIO

    from freewidth import npz

    out = BytesIO()
    npz.write(out, {"meaning": MEANING | {"seed": seed}, "params": PARAMS}, ARRAYS)
    return out.getvalue()


def test_taking_counts_as_use(kept):
    put(kept)
    (path,) = files(kept)
    os.utime(path, (1, 1))
    get(kept)
    assert kept.prune(older=3600) == []
    os.utime(path, (1, 1))
    assert len(kept.prune(older=3600)) == 1


def test_a_process_that_added_keeps_to_the_limit(tmp_path):
    kept = Cache(Folder(tmp_path), 1)
    kept.end()
    put(kept)
    kept.end()
    assert files(kept) == []


def test_drafts_of_the_killed_go_and_those_under_way_stay(kept):
    put(kept)
    (path,) = files(kept)
    old, new = path.with_name(".1.part"), path.with_name(".2.part")
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (1, 1))
    kept.prune()
    assert not old.exists()
    assert new.exists()
    assert len(list(kept.items())) == 1


def test_where_nothing_can_be_written_the_numbers_come_all_the_same(tmp_path):
    place = tmp_path / "cache"
    place.write_text("a file")
    kept = Cache(Folder(place), 10**6)
    with pytest.warns(UserWarning, match="left out"):
        put(kept)
    put(kept)  # once is enough
    assert get(kept) is None


def work(path, number):
    """Two hundred looks by one of several processes, while others write and remove the same."""
    kept, wrong = Cache(Folder(path), 4000), 0
    rng = np.random.default_rng(number)
    for _ in range(200):
        seed = int(rng.integers(6))
        found = get(kept, seed=seed)
        wrong += found is not None and (
            found.params != PARAMS or not np.array_equal(found.arrays["b"], ARRAYS["b"])
        )
        if found is None:
            put(kept, seed=seed)
        if rng.random() < 0.1:
            kept.end()
    return wrong, kept.taken, bool(kept._failed)


@pytest.mark.filterwarnings("error")
def test_processes_that_write_take_and_make_room_at_once_do_no_harm(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(work, [tmp_path] * 4, range(4)))
    assert [wrong for wrong, _, _ in found] == [0] * 4
    assert not any(silent for _, _, silent in found)
    assert all(taken for _, taken, _ in found)
    assert list(Cache(Folder(tmp_path), 10**6).verify()) == []
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def named(tmp_path, monkeypatch):
    """The cache that the environment names."""
    monkeypatch.setenv("FREEWIDTH_CACHE", str(tmp_path / "cache"))
    cache.current.cache_clear()
    yield cache.current()
    cache.current.cache_clear()


def test_what_is_there_is_not_made(named):
    calls = []

    def make():
        calls.append(1)
        return PARAMS, ARRAYS

    first, second = (cache.taken("spectra", MEANING, make) for _ in range(2))
    assert calls == [1]
    assert first.params == second.params == PARAMS
    for name in ARRAYS:
        np.testing.assert_array_equal(first.arrays[name], second.arrays[name])


def test_another_machine_makes_its_own(named, monkeypatch):
    """Bits depend on it, and a run with a cache has the bytes of one without."""
    cache.taken("spectra", MEANING, lambda: (PARAMS, ARRAYS))
    other = cache.machine() | {"simd": ["of another processor"]}
    monkeypatch.setattr("freewidth.cache._cache.machine", lambda: other)
    cache.taken("spectra", MEANING, lambda: (PARAMS, {"b": np.ones(1)}))
    assert len(files(named)) == 2


def test_without_a_cache_all_is_made(monkeypatch):
    monkeypatch.delenv("FREEWIDTH_CACHE", raising=False)
    cache.current.cache_clear()
    assert cache.taken("spectra", MEANING, lambda: (PARAMS, ARRAYS)).params == PARAMS
    cache.current.cache_clear()


def test_what_cannot_be_a_cache_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    for place, why in [
        (str(tmp_path / "file"), "is a file"),
        ("s3://", "names no bucket"),
        ("gs://bucket", "a cache is a folder, or s3"),
    ]:
        with pytest.raises(InvalidInputError, match=why):
            cache.opened(place)
    with pytest.raises(InvalidInputError, match="is no size"):
        cache.opened(str(tmp_path), "lots")


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("500 MB", 5e8), ("1.5gb", 1.5e9), ("2TB", 2e12), ("7 kb", 7000)]
)
def test_sizes(text, number):
    assert cache.bytes_of(text) == number


@pytest.mark.parametrize(("text", "seconds"), [("12 h", 43200), ("30d", 2592000), ("1 w", 604800)])
def test_durations(text, seconds):
    assert cache.duration_of(text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "5 XB", "nan", "1e400", "9" * 40])
def test_what_is_no_size_and_no_duration(text):
    with pytest.raises(InvalidInputError, match="is no"):
        cache.bytes_of(text)
    with pytest.raises(InvalidInputError, match="is no"):
        cache.duration_of(text)


def test_sizes_in_words():
    words = [cache.size(n) for n in (0, 999, 1000, 123456, 10**9, 5 * 10**12)]
    assert words == ["0 bytes", "999 bytes", "1 kB", "123 kB", "1 GB", "5 TB"]
