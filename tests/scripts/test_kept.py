"""A file is kept exactly as long as making it again would give the same."""

import json
import os
import time

import pytest

from scripts import _kept, fingerprint

CODE = {"scripts/draw.py": "X = 1\n", "scripts/other.py": "Y = 1\n"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A repository with two modules, two results, and two files made from the first of each."""
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scripts").mkdir()
    for name, text in CODE.items():
        (tmp_path / name).write_text(text)
    for name in ("a.npz", "b.npz", "made.png", "made.pdf"):
        (tmp_path / name).write_text(name)
    forget()
    paths = files(tmp_path)
    _kept.write(tmp_path / "made.json", {"caption": "words"}, made(), paths)
    past = time.time() - 100
    for path in (tmp_path / "made.json", *paths):
        os.utime(path, (past, past))
    yield tmp_path
    monkeypatch.undo()
    forget()


def forget():
    """As in a new process."""
    fingerprint.forget()
    _kept._once.cache_clear()


def files(folder):
    return [folder / "made.png", folder / "made.pdf"]


def made(results=("a.npz",), **rest):
    forget()
    return _kept.made_from(["scripts.draw"], results, **({"pdf": True} | rest))


def is_kept(folder, **changes):
    return _kept.kept(folder / "made.json", made(**changes), files(folder))


def test_nothing_changed_and_all_is_kept_and_counts_as_new(folder):
    before = time.time() - 50
    assert is_kept(folder)
    for path in (folder / "made.json", *files(folder)):
        assert path.stat().st_mtime > before


def test_the_record_says_what_it_is_about(folder):
    record = json.loads((folder / "made.json").read_text())
    assert record["caption"] == "words"
    assert record["made_from"]["pdf"] is True
    assert list(record["made_from"]["results"]) == ["a.npz"]


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("scripts/draw.py", "X = 2\n", False),
        ("scripts/draw.py", "# a comment\nX = 1\n", True),
        ("scripts/draw.py", "from scripts import other\nX = 1\n", False),
        ("scripts/other.py", "Y = 2\n", True),
        ("a.npz", "other numbers", False),
        ("a.npz", "a.npz", True),  # written again, the same
        ("b.npz", "other numbers", True),
    ],
)
def test_a_change_of_code_or_results_counts_and_no_other(folder, name, text, kept):
    (folder / name).write_text(text)
    assert is_kept(folder) is kept


@pytest.mark.parametrize(
    "changes", [{"results": ("a.npz", "b.npz")}, {"results": ()}, {"pdf": False}, {"text": "x"}]
)
def test_other_results_or_settings_count(folder, changes):
    assert not is_kept(folder, **changes)


def test_the_order_of_results_does_not_count(folder):
    one, other = made(results=("a.npz", "b.npz")), made(results=("b.npz", "a.npz"))
    assert one == other


@pytest.mark.parametrize("name", ["made.json", "made.png", "made.pdf"])
def test_a_missing_file_is_made_again(folder, name):
    (folder / name).unlink()
    assert not is_kept(folder)


@pytest.mark.parametrize("name", ["made.png", "made.pdf"])
@pytest.mark.parametrize("damage", [b"", b"made", b"made.pnG", b"made.png and more"])
def test_a_damaged_file_is_made_again(folder, name, damage):
    """Cut off by a full disk, or left by a run of other code that was killed."""
    (folder / name).write_bytes(damage)
    assert not is_kept(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"made_from": 1}'])
def test_a_damaged_record_is_made_again(folder, text):
    (folder / "made.json").write_text(text)
    assert not is_kept(folder)


def test_what_is_not_kept_is_not_touched(folder):
    (folder / "a.npz").write_text("other numbers")
    times = [path.stat().st_mtime for path in files(folder)]
    assert not is_kept(folder)
    assert [path.stat().st_mtime for path in files(folder)] == times


def test_a_file_more_than_the_record_knows_is_made(folder):
    """PDF files are wanted now, and were not before."""
    (folder / "made.eps").write_text("x")
    more = [*files(folder), folder / "made.eps"]
    assert not _kept.kept(folder / "made.json", made(), more)


def test_what_is_kept_is_saved_once_and_again_when_it_changed(folder):
    saved = []

    def save(path):
        saved.append(path)
        path.write_text("laws")

    out = folder / "laws.npz"
    for _ in range(2):
        _kept.keep(out, made(), save)
    assert saved == [out]
    assert json.loads((folder / "laws.json").read_text())["made_from"] == made()
    out.write_text("cut off")
    _kept.keep(out, made(), save)
    _kept.keep(out, made(pdf=False), save)
    assert saved == [out] * 3
    assert out.read_text() == "laws"
