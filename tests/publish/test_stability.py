"""Verdicts from many seeds, counted: open ones are allowed, opposite ones are not."""

import json

import pytest

from claims import CLAIMS
from scripts.publish import stability

TRUE = next(name for name, claim in CLAIMS.items() if claim.should == "supported")
FALSE = next(name for name, claim in CLAIMS.items() if claim.should == "refuted")


def counted(tmp_path, *runs):
    paths = [tmp_path / f"{number}.json" for number in range(len(runs))]
    for path, found in zip(paths, runs, strict=True):
        path.write_text(json.dumps({name: {"verdict": v} for name, v in found.items()}))
    stability.main([str(tmp_path / "all.json"), "--count", *map(str, paths)])
    return json.loads((tmp_path / "all.json").read_text())


def test_open_verdicts_are_counted_and_allowed(tmp_path):
    good = {TRUE: "supported", FALSE: "refuted"}
    rows = counted(tmp_path, good, {**good, TRUE: "inconclusive"}, good)
    assert {row["claim"]: row["verdicts"] for row in rows} == {
        TRUE: {"supported": 2, "inconclusive": 1},
        FALSE: {"refuted": 3},
    }
    assert not any(row["wrong"] for row in rows)


@pytest.mark.parametrize("name", [TRUE, FALSE])
def test_an_opposite_verdict_fails_and_its_seed_is_named(tmp_path, name):
    opposite = {"supported": "refuted", "refuted": "supported"}[CLAIMS[name].should]
    with pytest.raises(SystemExit, match="opposite"):
        counted(tmp_path, {name: CLAIMS[name].should}, {name: opposite})
    assert json.loads((tmp_path / "all.json").read_text())[0]["wrong"] == ["1"]


def fake(monkeypatch, verdicts, code=0):
    """A workflow that writes findings where it is told to; the commands it was called with."""
    calls = []

    def called(command, env, check):
        calls.append(command)
        folder = stability.Path(command[command.index("--directory") + 1])
        for target in command[command.index("--") + 1 :]:
            path = folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            verdict = verdicts.get(path.stem, CLAIMS[path.stem].should)
            found = {"name": path.stem, "verdict": verdict, "reasons": ["why"]}
            path.write_text(json.dumps(found))
        return stability.subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(stability.subprocess, "run", called)
    return calls


def judged(tmp_path, seed=4711):
    settings = tmp_path / "config.yaml"
    settings.write_text("profile: quick\n")
    out = tmp_path / f"{seed}.json"
    stability.main([str(out), "--seed", str(seed), "--settings", str(settings), "--cores", "2"])
    return json.loads(out.read_text())


def test_a_seed_is_judged_by_every_claim_with_the_settings_of_the_run(tmp_path, monkeypatch):
    calls = fake(monkeypatch, {TRUE: "inconclusive"})
    found = judged(tmp_path)
    assert set(found) == set(CLAIMS)
    assert found[TRUE] == {"verdict": "inconclusive", "reasons": ["why"]}
    assert found[FALSE] == {"verdict": "refuted"}
    (command,) = calls
    assert "seed=4711" in command
    assert str(tmp_path / "config.yaml") in command
    assert not (tmp_path / "4711").exists()  # the verdicts are kept, nothing else


def test_a_run_that_fails_writes_no_verdicts_and_keeps_its_folder(tmp_path, monkeypatch):
    fake(monkeypatch, {}, code=1)
    with pytest.raises(SystemExit, match="seed 4711: the run failed"):
        judged(tmp_path)
    assert (tmp_path / "4711").exists()
    assert not (tmp_path / "4711.json").exists()
