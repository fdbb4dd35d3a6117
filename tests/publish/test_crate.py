"""What archives are told of a run is whole, and is what was made."""

import json
import shutil

import pytest
import yaml

from scripts import gate, ledger, review
from scripts.fingerprint import ROOT
from scripts.publish import crate

COLUMNS = "s\tcpu_time\tmax_rss\n"
MADE = ("results/claims/spectra/a_limit.json", "figures/spectra/breadth.png",
        "results/compare/main/gaussian.npz", "results/report.html")  # fmt: skip
BEYOND = ("http://", "https://")


@pytest.fixture
def graph(tmp_path, monkeypatch):
    """The entities of a run of two steps, by name; the cost of one could not be measured."""
    monkeypatch.chdir(tmp_path)
    for name in ("Snakefile", "README.md"):
        shutil.copy(ROOT / name, name)
    for name in (*MADE, "results/config.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("profile: quick\nseed: 7\n")
    sums = [f"{ledger.digest(name)}  {name}" for name in MADE[:-1]]
    (tmp_path / "results/manifest.sha256").write_text("\n".join(sums) + "\n")
    for name, row in (("sample/main-gaussian", "3.5\t3.0\t100.0"), ("laws", "0.4\tNA\tNA")):
        path = tmp_path / f"benchmarks/results/{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{COLUMNS}{row}\n")
    (tmp_path / "logs/claims").mkdir(parents=True)
    (tmp_path / "logs/claims/spectra.log").write_text("noise\nclaim a_limit: 1.25 s\n")
    part = {"claims": {"a_limit": {"study": "spectra", "needs": [MADE[2]]}}}
    monkeypatch.setattr(review, "read", lambda root: {"quick": part})
    out = "ro-crate-metadata.json"
    crate.main([out, "--manifest", "results/manifest.sha256", "--beside", "results/report.html"])
    entities = json.loads((tmp_path / out).read_text())["@graph"]
    found = {entity["@id"]: entity for entity in entities}
    assert len(found) == len(entities)  # no two of one name
    return found


def links(node):
    """What an entity refers to."""
    if isinstance(node, dict):
        if node.keys() == {"@id"}:
            yield node["@id"]
        for value in node.values():
            yield from links(value)
    for value in node if isinstance(node, list) else ():
        yield from links(value)


def test_everything_that_is_referred_to_is_there(graph):
    named = {name for entity in graph.values() for name in links(list(entity.values()))}
    outside = {name for name in named if name.startswith(BEYOND)}
    assert named - outside <= graph.keys()
    assert {name for name in graph if not name.startswith((*BEYOND, "#"))} - named == {
        "ro-crate-metadata.json",  # which refers to the rest
    }


def test_it_says_what_ran_and_what_came_of_it(graph):
    root, action = graph["./"], graph["#run"]
    assert root["mainEntity"] == action["instrument"] == {"@id": "Snakefile"}
    assert {"@id": "https://w3id.org/ro/wfrun/workflow/0.5"} in root["conformsTo"]
    assert {each["@id"] for each in action["result"]} == {*MADE, "results/manifest.sha256"}
    assert graph["#seed-value"]["value"] == 7
    for name in MADE:
        assert graph[name]["sha256"] == ledger.digest(name)


def test_it_says_what_steps_and_claims_cost(graph):
    def costs(name):
        values = (graph[each["@id"]] for each in graph[name]["resourceUsage"])
        return {value["name"]: value["value"] for value in values}

    assert costs("#step-sample/main-gaussian") == {
        "seconds by the clock": 3.5, "seconds of computing": 3.0, "MB of memory": 100.0,
    }  # fmt: skip
    assert costs("#step-laws") == {"seconds by the clock": 0.4}
    assert costs("#claim-a_limit") == {
        "seconds to judge": 1.25, "seconds to sample what it is judged by": 3.5,
    }  # fmt: skip
    assert graph["#claim-a_limit"]["object"] == [{"@id": MADE[2]}]
    assert graph["#claim-a_limit"]["result"] == [{"@id": MADE[0]}]


def test_a_folder_without_the_workflow_has_no_crate(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="no Snakefile here"):
        crate.main(["ro-crate-metadata.json", "--manifest", "x"])


def test_what_a_codecheck_reproduces_is_what_a_run_makes():
    """The rules of https://codecheck.org.uk/spec/config for what authors write."""
    text = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    assert text.startswith("---\n")
    assert found["version"] == "https://codecheck.org.uk/spec/config/1.0/"
    made = {name for part in review.read(ROOT).values() for name in part["files"]}
    assert made
    assert found["manifest"]
    for item in found["manifest"]:
        assert item.keys() == {"file", "comment"}
        assert item["comment"].strip()
        assert item["file"] in made | set(gate.PAGES), item
