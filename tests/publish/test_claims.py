"""Claims of a study are judged by what it has found: one finding and one picture each."""

import json
from dataclasses import replace

import pytest

from claims.spectra import CLAIMS
from freewidth.errors import InvalidInputError
from freewidth.stats import judge
from scripts.publish import claims
from scripts.spectra.results import Spectra
from tests.spectra.conftest import made  # noqa: F401 - a fixture of that study

NAMES = ("pastur2020_gaussian_limit", "false_depth")  # the second has no evidence on one grid


@pytest.fixture
def judged(made, tmp_path):  # noqa: F811
    paths = [tmp_path / f"{name}.json" for name in NAMES]
    claims.main(["spectra", *map(str, paths), "--results", *made.paths()])
    return tmp_path


def test_a_finding_is_that_of_the_judge(judged, made):  # noqa: F811
    for name in NAMES:
        found = json.loads((judged / f"{name}.json").read_text())
        expected = judge(CLAIMS[name], Spectra(made.paths()), name)
        found = {key: value for key, value in found.items() if key not in ("sensitivity", "blind")}
        assert found == json.loads(json.dumps(expected))


def test_a_finding_says_which_errors_would_have_been_seen(judged):
    limit, false = (json.loads((judged / f"{name}.json").read_text()) for name in NAMES)
    assert [each["ingredient"] for each in limit["sensitivity"]] == ["q", "slope"]
    slope = limit["sensitivity"][1]
    assert 0 < slope["refuted_from"] < slope["tried"]
    assert false["sensitivity"] == []


def test_evidence_is_drawn_where_there_is_some(judged):
    assert (judged / f"{NAMES[0]}.png").read_bytes().startswith(b"\x89PNG")
    assert (judged / f"{NAMES[1]}.png").read_bytes() == b""


def test_an_unknown_claim_is_an_error(made, tmp_path, capsys):  # noqa: F811
    with pytest.raises(SystemExit):
        claims.main(["spectra", str(tmp_path / "nobody.json"), "--results", *made.paths()])
    assert "no claim nobody in claims/spectra: " in capsys.readouterr().err


def test_what_cannot_be_judged_names_the_claim(made, tmp_path, monkeypatch):  # noqa: F811
    def entries(study):
        raise InvalidInputError(f"{len(study)} networks have two widths")

    broken = {NAMES[0]: replace(CLAIMS[NAMES[0]], entries=entries)}
    monkeypatch.setattr("claims.spectra.CLAIMS", broken)
    with pytest.raises(InvalidInputError, match=f"claim {NAMES[0]}: .* two widths"):
        claims.main(["spectra", str(tmp_path / f"{NAMES[0]}.json"), "--results", *made.paths()])
