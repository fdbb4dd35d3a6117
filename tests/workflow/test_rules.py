"""House rules of the Snakefiles, read from their text."""

import re

import pytest

from scripts.fingerprint import ROOT
from scripts.folders import entries
from workflow.plan import studies

FILES = [
    ROOT / "Snakefile",
    ROOT / "workflow/Snakefile",
    *sorted((ROOT / "workflow/rules").glob("*.smk")),
]
RULE = re.compile(r"^( *)(?:rule|checkpoint)\b[ ]*(\w*):\n((?:\1 +.*\n|\n)*)", re.MULTILINE)
RULES = {
    match[2]: (path.name, match[1], match[3])
    for path in FILES
    for match in RULE.finditer(path.read_text())
}
WORKING = {
    name: body
    for name, (_, _, body) in RULES.items()
    if re.search(r"^ *shell:", body, re.MULTILINE)
}
MOST = 31  # a page that a person reads; six are asked for by name only


def has(directive, body):
    return re.search(rf"^ *{directive}:", body, re.MULTILINE)


def test_the_search_below_finds_what_it_looks_for():
    text = (
        'rule a:\n    input:\n        "x",\n\n    shell:\n        "y"\n\n\nrule b:\n    shell: "z"'
    )
    assert [(match[2], bool(has("shell", match[3]))) for match in RULE.finditer(text + "\n")] == [
        ("a", True),
        ("b", True),
    ]


def test_every_rule_has_a_name_and_runs_a_step_but_for_the_one_that_asks_for_everything():
    assert "" not in RULES
    assert set(RULES) - set(WORKING) == {"all"}


def test_every_step_that_a_rule_runs_exists():
    for name, body in WORKING.items():
        (step,) = re.findall(r"-m (scripts(?:\.\w+)+)", body)
        assert (ROOT / f"{step.replace('.', '/')}.py").is_file(), name


def test_there_are_few_rules():
    assert len(WORKING) <= MOST


def test_every_study_has_a_file_of_rules_and_every_file_is_a_studys_or_shared():
    found = set(entries_of_rules())
    assert found - {"common", "publish"} <= set(studies())


def entries_of_rules():
    return [path.stem for path in (ROOT / "workflow/rules").glob("*.smk")]


@pytest.mark.parametrize(
    "directive", ["message", "log", "benchmark", "threads", "resources", "params"]
)
def test_every_rule_declares(directive):
    assert not [name for name, body in WORKING.items() if not has(directive, body)]


def section(directive, body):
    """The lines of a directive."""
    lines = body.splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == f"{directive}:")
    depth = len(lines[start]) - len(lines[start].lstrip())
    found = []
    for line in lines[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            break
        found.append(line)
    return found


def test_every_param_has_a_name():
    for name, body in WORKING.items():
        lines = section("params", body)
        outermost = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        own = [
            line[outermost:] for line in lines if len(line) > outermost and line[outermost] != " "
        ]
        for line in own:
            assert re.match(r"\w+=|[)\]}#]", line), f"{name}: {line}"


def test_every_rule_is_single_threaded_and_bounds_its_memory():
    """BLAS with two threads gives other bits than with one."""
    for name, body in WORKING.items():
        assert re.search(r"^ *threads: 1$", body, re.MULTILINE), name
        assert "mem_mb=" in body, name


def test_every_rule_depends_on_the_code_it_runs():
    for name, body in WORKING.items():
        assert re.search(r"^ *code=", body, re.MULTILINE), name


QUOTED_BEFORE = {  # params that are words for a shell, quoted by workflow/hessians.py, or constants
    "train": {"hidden"}, "matrices": {"laws"}, "tables": {"shapes"}, "cells": {"networks"},
    "held_out": {"source"}, "lanczos": {"ways", "samples", "exact"},
    "spectra_figures": {"vector"}, "finite_figures": {"vector"}, "hessian_figures": {"vector"},
    "overview": {"vector"},
}  # fmt: skip


def test_everything_that_a_command_is_given_is_quoted():
    """A case of an experiment that was called $(touch pwned) once ran it."""
    for name, body in WORKING.items():
        command = "".join(section("shell", body))
        given = re.findall(r"\{([\w.]+)(:q)?\}", command)
        assert given, name
        bare = {what.removeprefix("params.") for what, quoted in given if not quoted}
        assert bare == QUOTED_BEFORE.get(name, set()), name


def test_no_rule_is_made_in_a_loop_or_under_a_condition():
    assert not [name for name, (_, indented, _) in RULES.items() if indented]


def test_no_rule_starts_another_snakemake_or_an_environment():
    for name, (_, _, body) in RULES.items():
        for directive in ("run", "script", "notebook", "conda", "wrapper"):
            assert not has(directive, body), f"{name}: {directive}"


@pytest.mark.parametrize("word", ["json.dumps", "json.loads", "ast.", "exec(", "eval("])
def test_planning_reads_no_program_and_passes_no_text_of_data(word):
    for path in [*FILES, *(ROOT / "workflow").glob("*.py")]:
        # but for those that read what the steps report, and what they have taken
        if path.name not in ("clock.py", "timings.py", "resources.py"):
            assert word not in path.read_text(), path.name


def test_planning_knows_registries_as_folders_only():
    assert entries("claims/spectra")
    for path in (ROOT / "workflow").glob("*.py"):
        assert not re.search(r"^\s*(?:from|import) (?:freewidth|claims)\b", path.read_text(), re.M)


def test_snakemakes_own_cache_is_off():
    """Its key knows neither wildcards nor installed packages: it returns wrong files in silence."""
    for path in FILES:
        assert not re.search(r"\bcache\s*[:=]", path.read_text()), path
    for path in (ROOT / "workflow" / "profiles").rglob("*.yaml"):
        assert "cache" not in path.read_text(), path
