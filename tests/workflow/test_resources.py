"""Jobs ask for what recorded runs took, with room to spare, and for more when they were killed."""

import json
import re
from dataclasses import replace

import pytest

from scripts.fingerprint import ROOT
from scripts.spectra.grids import Architecture, Grid, Sizes
from workflow import resources, timings
from workflow.resources import RECORDED, Resources, sampled_megabytes, sampled_minutes

PROFILES = json.loads(RECORDED.read_text())
ARCHITECTURE = Architecture(depths=(2, 3), sigma_w2=1.0, sigma_b2=0.1, q0=1.0)
GRID = Grid("main", ARCHITECTURE, Sizes(((512, 32),), 8), ("gaussian",), ("tanh",))
APART = {"all", "stability", "seed", "readme", "claim", "reference", "crate"}  # not part of a run


def rules():
    """Pairs (name, what it asks for by which name) of all rules that run something."""
    for path in sorted((ROOT / "workflow/rules").glob("*.smk")):
        text = path.read_text()
        for match in re.finditer(r"^rule (\w+):\n((?: .*\n|\n)*)", text, re.MULTILINE):
            yield match[1], re.findall(r'ASKED\.(\w+)\(\s*"(\w+)"', match[2])


def test_every_rule_asks_by_its_own_name_for_memory_and_time():
    found = dict(rules())
    assert len(found) > 25
    for name, asked in found.items():
        assert sorted(asked) == [("memory", name), ("minutes", name)], name


@pytest.mark.parametrize("profile", ["paper", "quick"])
def test_every_rule_of_a_run_was_recorded_and_gets_more_than_it_took(profile):
    asked = resources.of(profile)
    names = {name for name, _ in rules()} - APART
    assert names <= PROFILES[profile].keys()
    for name in names:
        most = PROFILES[profile][name]
        assert asked.memory(name)(None, 1) >= 1.5 * most["mem_mb"]
        assert 60 * asked.minutes(name)(None, 1) >= 6 * most["seconds"]
        assert asked.memory(name)(None, 3) == 3 * asked.memory(name)(None, 1)


def test_what_was_never_recorded_asks_for_something():
    asked = Resources({})
    assert asked.memory("new")(None, 1) == 900
    assert asked.minutes("new")(None, 2) == 360


def test_wide_networks_and_many_of_them_ask_for_more():
    asked = resources.of("paper")
    wide = replace(GRID, sizes=Sizes(((8192, 10_000),), 1))
    grids = {"small": GRID, "wide": wide, "shared": replace(wide, parts=1000)}

    def megabytes(name):
        return asked.memory("sample", lambda name: sampled_megabytes(grids[name]))(name, 1)

    def minutes(name):
        return asked.minutes("sample", lambda name: sampled_minutes(grids[name]))(name, 1)

    artifact = 8e-6 * 6 * 10_000 * 8192  # three ways of D, two depths; put together in memory
    assert 3 * artifact + 5_000 < megabytes("wide") == megabytes("shared") < 3 * artifact + 15_000
    assert megabytes("small") < 1_000
    assert minutes("wide") > 100_000
    assert minutes("wide") / 1010 < minutes("shared") < minutes("wide") / 900
    few = replace(wide, sizes=Sizes(((8192, 64), (1024, 64)), 64), parts=1000)
    assert sampled_minutes(few) > 64 * 8192**3 * 28 / resources.FLOPS / 60  # of the widest block
    assert minutes("small") < 60


def test_layers_wider_than_the_first_count():
    wide = replace(GRID, architecture=replace(ARCHITECTURE, ratios=((1, 2, 1), (1, 2, 2, 1))))
    assert sampled_megabytes(wide) > 3 * (sampled_megabytes(GRID) - 200)
    assert sampled_minutes(wide) == pytest.approx(8 * sampled_minutes(GRID))


def test_the_most_of_each_rule_is_read_from_benchmark_files(tmp_path):
    for name, row in (
        ("a", "100.0\t250.2\t90.0"),
        ("b", "50.0\t300.4\t49.0"),
        ("c", "0.3\tNA\tNA"),
    ):
        path = tmp_path / f"sample/{name}.tsv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"s\tmax_rss\tcpu_time\n{row}\n".replace("NA\tNA", "NA\t0"))
    assert timings.most(tmp_path)["sample"]["mem_mb"] == 300
    assert timings.most(tmp_path)["sample"]["seconds"] > 90
