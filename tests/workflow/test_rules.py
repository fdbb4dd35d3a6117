"""House rules of the Snakefiles, read from their text."""

import re

import pytest

from workflow.fingerprint import ROOT

FILES = [ROOT / "Snakefile", *sorted((ROOT / "workflow" / "rules").glob("*.smk"))]
RULE = re.compile(r"^( *)rule\b.*?:\n((?:\1 +.*\n|\n)*)", re.MULTILINE)
RULES = [(path.name, match[2]) for path in FILES for match in RULE.finditer(path.read_text())]
WORKING = [(name, body) for name, body in RULES if re.search(r"^ *shell:", body, re.MULTILINE)]


def has(directive, body):
    return re.search(rf"^ *{directive}:", body, re.MULTILINE)


def test_all_rules_are_found():
    """Every rule runs one of our steps, but for the one that only asks for everything."""
    assert len(WORKING) == len(RULES) - 1
    steps = {re.search(r"-m scripts\.(\w+)", body)[1] for _, body in WORKING}
    assert {"sample", "theory", "compare", "figure", "notebook", "verify"} <= steps
    assert steps <= {path.stem for path in (ROOT / "scripts").glob("[a-z]*.py")}


@pytest.mark.parametrize("directive", ["message", "log", "benchmark", "threads", "resources"])
def test_every_rule_declares(directive):
    assert not [name for name, body in WORKING if not has(directive, body)]


def test_every_rule_is_single_threaded_and_bounds_its_memory():
    """BLAS with two threads gives other bits than with one."""
    for name, body in WORKING:
        assert re.search(r"^ *threads: 1$", body, re.MULTILINE), name
        assert "mem_mb=" in body, name


def test_every_rule_depends_on_the_code_it_runs():
    for name, body in WORKING:
        assert "code=" in body or "sampling_job" in body, name


def test_no_rule_starts_another_snakemake_or_an_environment():
    for name, body in RULES:
        for directive in ("run", "script", "notebook", "conda"):
            assert not has(directive, body), f"{name}: {directive}"


def test_snakemakes_own_cache_is_off():
    """Its key knows neither wildcards nor installed packages: it returns wrong files in silence."""
    for path in FILES:
        assert not re.search(r"\bcache\s*[:=]", path.read_text()), path
    for path in (ROOT / "workflow" / "profiles").rglob("*.yaml"):
        assert "cache" not in path.read_text(), path
