"""What Snakemake plans, from any folder and from either Snakefile, and the options of the jobs."""

import re
import shutil
from collections import Counter
from functools import cache
from importlib import import_module

import pytest
import yaml

from scripts.publish import _settings
from scripts.sheets import of_path
from scripts.spectra import _kinds, compare, laws, sample, sheets
from scripts.spectra.grids import grids
from tests import rulegraph
from tests.workflow.conftest import PROFILES, ROOT, copy_repository, jobs, snakemake
from workflow.configuration import completed


@cache
def config(profile):
    given = {} if profile == "paper" else yaml.safe_load((ROOT / "config/quick.yaml").read_text())
    return completed(given, ROOT / "config")


@pytest.fixture(params=PROFILES)
def profile(request):
    return request.param


def of_step(plan, step):
    return [job for job in plan if job.step == f"scripts.{step}"]


def test_every_ensemble_of_every_grid_is_sampled_and_compared_once(plans, profile):
    """Samples by one job each, comparisons all by one."""
    sampled = [job.options[0] for job in of_step(plans[profile], "spectra.sample")]
    (job,) = of_step(plans[profile], "spectra.compare")
    compared = map(str, compare.options(job.options).out)
    for stage, outs in (("spectra", sampled), ("compare", compared)):
        assert sorted(outs) == sorted(
            f"results/{stage}/{name}/{ensemble}.npz"
            for name, grid in grids(config(profile)).items()
            for ensemble in grid.ensembles
        )


def test_every_activation_of_every_grid_is_solved_once(plans, profile):
    """By one job, and as the grid says; what weights of a further kind add is a file of its own."""
    (job,) = of_step(plans[profile], "spectra.laws")
    found, every = laws.options(job.options), grids(config(profile))
    wanted = {
        f"results/laws/{name}/{activation}{kind}.npz"
        for name, grid in every.items()
        for activation in grid.activations
        for kind in ("", *(f"-{kind}" for kind in _kinds.further(grid.ensembles)))
    }
    assert set(map(str, found)) == wanted
    assert any("-" in path for path in wanted)
    for path, solved in found.items():
        grid = every[path.parent.name]
        assert (solved.architecture, solved.rivals) == (grid.architecture, grid.rivals)


def test_what_a_job_is_told_is_what_its_grid_says(plans, profile):
    """Through the words of the command and the step's own reader of them."""
    every = grids(config(profile))
    for job in of_step(plans[profile], "spectra.sample"):
        given = sample.options(job.options)
        grid = every[given.grid]
        assert (given.architecture, given.sizes) == (grid.architecture, grid.sizes)
        assert tuple(given.activations) == grid.activations
        assert tuple(given.dependences) == grid.dependences
        assert given.ensemble in grid.ensembles
        assert given.seed == config(profile)["seed"]
        assert set(given.code) == set(grid.activations)


def test_samples_of_an_activation_depend_on_its_code_and_on_no_grid(plans, profile):
    """So that a block can be kept whatever else its grid has."""
    found = {}
    for job in of_step(plans[profile], "spectra.sample"):
        given = sample.options(job.options)
        for activation, digest in given.code.items():
            key = given.ensemble, activation, given.architecture.bias
            found.setdefault(key, set()).add(digest)
    assert all(len(digests) == 1 for digests in found.values())
    assert len({digest for (digest,) in found.values()}) == len(found)


def test_comparisons_are_given_the_laws_of_their_grid(plans, profile):
    (job,) = of_step(plans[profile], "spectra.compare")
    given = compare.options(job.options)
    found = compare.by_grid(given.laws)
    for name, grid in grids(config(profile)).items():
        kinds = ["iid", *_kinds.further(grid.ensembles)]
        stems = {_kinds.stem(phi, kind) for phi in grid.activations for kind in kinds}
        assert set(found[name]) == stems
        assert tuple(given.rivals[name]) == grid.rivals


OUTPUTS = {"figures": ".png", "notebooks": ".html"}  # notebooks read figures, too


def test_every_figure_and_notebook_of_the_study_is_asked_for(plans, profile):
    every = grids(config(profile))
    for step, axes, made in (
        ("figures", sheets.figure_axes(), sheets.figures(every)),
        ("notebooks", sheets.notebook_axes(), sheets.notebooks(every)),
    ):
        (job,) = [
            j for j in of_step(plans[profile], f"publish.{step}") if j.options[0] == "spectra"
        ]
        paths = [word for word in job.options if word.endswith(OUTPUTS[step])]
        assert [of_path("spectra", path, axes, every) for path in paths] == made


def test_the_report_is_told_the_configuration_of_the_run(plans, profile):
    (job,) = of_step(plans[profile], "publish.report")
    words = job.options[job.options.index("--settings") + 1 :]
    assert _settings.read(words) == config(profile)


def test_no_job_is_told_data_as_text(plan_of):
    """Words, numbers and paths; lists and mappings in YAML only where the report shows them."""
    for job in plan_of:
        if job.step != "scripts.publish.report":
            assert not [word for word in job.options if re.match(r"\s*[\[{]", word)], job.message


def test_every_job_has_a_message_of_its_own(plan_of):
    assert max(Counter(job.message for job in plan_of).values()) == 1


def test_every_step_can_be_run_by_hand(plan_of, capsys):
    for step in {job.step for job in plan_of}:
        with pytest.raises(SystemExit) as stop:
            import_module(step).main(["--help"])
        assert stop.value.code == 0
        assert f"python -m {step}" in capsys.readouterr().out


def test_both_snakefiles_plan_the_same_and_another_directory_may_be_named(plans, tmp_path):
    place = ("-s", ROOT / "workflow/Snakefile", "-d", tmp_path / "x y")
    said = snakemake(*place, "-n", "-p", folder=tmp_path)
    assert {job.message for job in jobs(said)} == {job.message for job in plans["paper"]}


MODULE = """
configfile: "mine.yaml"

module freewidth:
    snakefile: {snakefile!r}
{config}

use rule * from freewidth as freewidth_*

rule mine:
    default_target: True
    message: "Mine."
    input: rules.freewidth_all.input
    shell: "echo {{input}}"
"""


@pytest.mark.parametrize(
    ("given", "seed", "jobs_of"),
    [("    config: config['freewidth']", "7", "quick"), ("", "2020", "paper")],
)
def test_as_a_module_of_another_workflow(plans, tmp_path, given, seed, jobs_of):
    quick = yaml.safe_load((ROOT / "config/quick.yaml").read_text())
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"freewidth": quick | {"seed": 7}}))
    text = MODULE.format(snakefile=str(ROOT / "workflow/Snakefile"), config=given)
    (tmp_path / "Snakefile").write_text(text)
    said = snakemake("-n", "-p", folder=tmp_path)
    found = jobs(said)
    assert {job.message for job in found} == {job.message for job in plans[jobs_of]}
    assert "Job 0: Mine." in said
    seeds = {job.words[job.words.index("--seed") + 1] for job in of_step(found, "spectra.sample")}
    assert seeds == {seed}


def test_the_graph_in_the_docs_is_that_of_the_workflow():
    """If this fails: ``python -m tests.rulegraph``."""
    page, graph = rulegraph.PAGE.read_text(), rulegraph.drawn()
    edges = [edge.split(" --> ") for edge in graph.split("\n    ")[1:]]
    rules = {rule for edge in edges for rule in edge}
    assert {"all", "sample", "laws", "compare", "report"} <= rules
    assert len(rules - {"all"}) <= 25
    assert ["compare", "spectra_claims"] in edges
    assert page == rulegraph.filled(page, graph)


def test_snakemake_lints_clean(tmp_path):
    snakemake("-s", ROOT / "Snakefile", "--lint", folder=tmp_path)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("results/spectra/main/gaussian.npz", {"sample": 1}),
        ("results/laws/biunitary/tanh-biunitary_two.npz", {"laws": 1}),
        ("results/compare/main/gaussian.npz", {"sample": None, "laws": 1, "compare": 1}),
    ],
)
def test_one_result_can_be_asked_for(tmp_path, path, steps):
    """Comparisons are made by one job, from all samples."""
    found = jobs(snakemake("-s", ROOT / "Snakefile", "-n", "-p", path, folder=tmp_path))
    samples = sum(len(grid.ensembles) for grid in grids(config("paper")).values())
    assert Counter(job.step for job in found) == {
        f"scripts.spectra.{step}": count or samples for step, count in steps.items()
    }


def test_a_quick_run_starts_few_processes(plans):
    """Each costs as much as it computes: what is small is made by one job of many files."""
    assert len(plans["quick"]) < 85  # one of each experiment


def test_seeds_are_planned_only_when_asked_for(plans, tmp_path):
    assert not of_step(plans["paper"], "publish.stability")
    found = jobs(snakemake("-s", ROOT / "Snakefile", "-n", "-p", "stability", folder=tmp_path))
    assert len(of_step(found, "publish.stability")) == 21  # seeds, and one that counts


def test_an_unknown_key_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "mine.yaml").write_text("grids: {main: {depht: [2]}}")
    words = ("-s", ROOT / "Snakefile", "-n", "--configfile", "mine.yaml")
    assert "depht" in snakemake(*words, folder=tmp_path, fails=True)


def test_what_belongs_to_no_study_stops_the_plan(tmp_path):
    """A claim of a family that was mistyped once vanished from the plan without a word."""
    copy_repository(tmp_path)
    claim = next((tmp_path / "claims/spectra").glob("pastur*.py"))
    (tmp_path / "claims/spectre").mkdir()
    shutil.copy(claim, tmp_path / "claims/spectre/lost.py")
    said = snakemake("-n", folder=tmp_path, fails=True)
    assert "claims/spectre/lost.py belongs to no study" in said
