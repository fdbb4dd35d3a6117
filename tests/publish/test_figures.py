"""The step that draws: what it writes, what it keeps, what it draws again."""

import json
import shutil
from dataclasses import replace

import pytest

from scripts import _kept, artifact
from scripts.publish import figures
from scripts.spectra import sheets
from tests.spectra.conftest import ROLES, made  # noqa: F401 - a fixture of that study

STEMS = [f"limit_law-{ROLES[role]}" for role in ("iid", "haar")] + ["cases-tanh"]


@pytest.fixture
def drawn(made, tmp_path, monkeypatch):  # noqa: F811
    """Draw in a copy; returns which figures were not kept, with that copy and a way to draw."""
    shutil.copytree(made.folder / "results", tmp_path / "results")
    (tmp_path / "figures/spectra").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    own, names = replace(made, folder=tmp_path), []
    draw = sheets.draw
    monkeypatch.setattr(sheets, "draw", lambda m, s, f: names.append(s.stem) or draw(m, s, f))

    def step(*words):
        names.clear()
        _kept._once.cache_clear()
        paths = [f"figures/spectra/{stem}.png" for stem in STEMS]
        results = [path.removeprefix(f"{tmp_path}/") for path in own.paths()]
        figures.main(["spectra", *paths, "--results", *results, *words])
        return list(names)

    assert step() == STEMS
    return own, step


def test_a_figure_has_a_record_with_its_caption(drawn):
    own, _ = drawn
    for stem in STEMS:
        path = own.folder / f"figures/spectra/{stem}.png"
        assert path.read_bytes().startswith(b"\x89PNG")
        record = json.loads(path.with_suffix(".json").read_text())
        assert record["sheet"]["name"] == stem.partition("-")[0]
        assert "σ_b² = 0.1" in record["caption"]


def test_nothing_changed_and_nothing_is_drawn(drawn):
    _, step = drawn
    assert step() == []


def test_another_result_draws_what_shows_it(drawn):
    own, step = drawn
    path = own.path("spectra", ROLES["haar"])
    params, arrays = artifact.load(path)
    artifact.save(path, params | {"seed": 5}, **arrays)
    assert step() == [STEMS[1], STEMS[2]]


def test_a_damaged_or_missing_figure_is_drawn_again_the_same(drawn):
    own, step = drawn
    path = own.folder / f"figures/spectra/{STEMS[0]}.png"
    content = path.read_bytes()
    for damage in (lambda: path.write_bytes(content[:100]), path.unlink):
        damage()
        assert step() == [STEMS[0]]
        assert path.read_bytes() == content


def test_vector_files_are_written_if_they_are_wanted(drawn):
    own, step = drawn
    assert step("--vector") == STEMS
    for stem in STEMS:
        path = own.folder / f"figures/spectra/{stem}"
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
        assert path.with_suffix(".svg").read_bytes().rstrip().endswith(b"</svg>")
    assert step("--vector") == []
