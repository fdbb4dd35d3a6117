"""What the line that shows a run's progress promises."""

import logging
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.fingerprint import ROOT
from workflow import timings


@pytest.fixture
def progress(monkeypatch, request):
    monkeypatch.syspath_prepend(request.config.rootpath / "workflow" / "plugins")
    import snakemake_logger_plugin_progress as plugin

    return plugin


def test_clock(progress):
    assert progress.clock(0.4) == "0:00"
    assert progress.clock(247) == "4:07"
    assert progress.clock(3847) == "1:04:07"


TIMED = {"paper": {"sample": {"a": 900.0}},
         "quick": {"sample": {"a": 15.0, "b": 10.0, "c": 5.0, "d": 10.0}, "laws": {"laws": 40.0},
                   "judge": {"judge": 15.0}, "report": {"report": 5.0}}}  # fmt: skip
AFTER = [("sample", "judge"), ("laws", "judge"), ("judge", "report"), ("sample", "report")]
COUNTS = {"sample": 4, "laws": 1, "judge": 1, "report": 1}


def replay(progress, cores, slow):
    """(true, estimated) seconds left, every second, of a run whose steps take ``slow`` times more.

    Steps start as Snakemake starts them: one as soon as a core is free and what it needs is there.
    """
    estimate = progress.Estimate(TIMED)
    estimate.plan(COUNTS, AFTER, cores)
    todo = [(rule, case) for rule, each in TIMED["quick"].items() for case in each]
    running, done, seen, now = {}, set(), [], 0.0
    while len(done) < sum(COUNTS.values()):
        for number, (rule, case, end) in list(running.items()):
            if end <= now:
                estimate.finish(number, now)
                done.add((rule, case))
                del running[number]
        for rule, case in list(todo):
            needed = {first for first, then in AFTER if then == rule}
            ready = not any(r in needed for r, _ in [*todo, *(j[:2] for j in running.values())])
            if ready and len(running) < cores:
                todo.remove((rule, case))
                running[case] = rule, case, now + slow * TIMED["quick"][rule][case]
                estimate.start(case, progress.Job(rule, f"benchmarks/results/{case}.tsv"), now)
        seen.append((now, estimate.remaining(now)))
        now += 1.0
    end = seen[-1][0]
    return [(end - when, left) for when, left in seen[:-1]]


@pytest.mark.parametrize("cores", [1, 16])  # between, it depends on what starts first
def test_what_is_left_is_exact_on_the_machine_that_was_timed(progress, cores):
    for true, left in replay(progress, cores, 1.0):
        assert left == pytest.approx(true, abs=1.0)  # steps are seen to end at whole seconds


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("slow", [0.5, 3.0])
def test_what_is_left_is_within_30_per_cent_from_a_quarter_on(progress, cores, slow):
    every = replay(progress, cores, slow)
    whole = every[0][0]
    for true, left in every:
        if true < 0.75 * whole and true > 3.0:
            assert abs(left - true) < 0.3 * true, (true, left)


def test_steps_that_nobody_timed_take_what_others_of_their_rule_took(progress):
    estimate = progress.Estimate()
    estimate.plan({"slow": 1, "quick": 4})
    assert estimate.remaining(0.0) is None
    estimate.start(0, progress.Job("slow"), 0)
    estimate.finish(0, 100)
    estimate.start(1, progress.Job("quick"), 100)
    estimate.finish(1, 101)
    assert estimate.remaining(101) == pytest.approx(3)


def test_a_step_that_takes_longer_than_expected_is_not_about_to_end(progress):
    estimate = progress.Estimate(TIMED)
    estimate.plan({"laws": 1})
    estimate.start(0, progress.Job("laws", "laws.tsv"), 0)
    left = [estimate.remaining(now) for now in (10, 20, 40, 80, 160)]
    assert left[:3] == [30, 20, 0]
    assert 0 < left[3] < left[4]


def test_the_profile_is_seen_from_what_is_to_be_done(progress):
    estimate = progress.Estimate(TIMED)
    estimate.plan({"sample": 1})
    assert estimate.remaining(0) == 900
    estimate.plan(COUNTS)
    assert estimate.remaining(0) == 100


def test_what_runs_is_said_with_its_phase_and_since_when(progress, monkeypatch):
    handler = progress.LogHandler(SimpleNamespace(dryrun=False, verbose=False), None)
    handler.close()
    handler.estimate = progress.Estimate(TIMED)
    clock = SimpleNamespace(monotonic=lambda: 0.0)
    monkeypatch.setattr(progress, "time", clock)
    handler.cores, handler.links = 2, [{"sourcerule": a, "targetrule": b} for a, b in AFTER]
    handler.plan({"total": 7, **COUNTS})
    handler.estimate.start(0, progress.Job("sample", "a.tsv", "Sample a"), 0.0)
    handler.estimate.start(1, progress.Job("laws", "laws.tsv", "Solve"), 5.0)
    clock.monotonic = lambda: 10.0
    first = handler.status()
    assert first == (
        "0 of 7 steps (0 %), 0:10, about 0:55 left; sampling: 0 of 4: Sample a, for 0:10"
        " (and 1 more)"
    )
    clock.monotonic = lambda: 25.0
    later = (
        handler.status()
    )  # nothing has finished, and yet time has passed: more is to be expected
    assert "0:25, about 1:18 left; sampling: 0 of 4: Sample a, for 0:25" in later


def test_nothing_is_foretold_of_queues_and_machines_elsewhere(progress, capsys):
    handler = progress.LogHandler(SimpleNamespace(dryrun=False, verbose=False), None)
    handler.estimate = progress.Estimate(TIMED)
    text = "Provided remote nodes: 100"
    nodes = logging.LogRecord("snakemake", logging.INFO, __file__, 1, text, None, None)
    nodes.event, nodes.nodes = progress.LogEvent.RESOURCES_INFO, 100
    handler.handle(nodes)
    handler.plan({"total": 7, **COUNTS})
    handler.close()
    assert capsys.readouterr().err == "7 steps to do.\n"
    assert "left" not in handler.count()


def test_rules_have_phases_and_timings(progress):
    """A rule without a phase would be in none; one without a time, guessed at."""
    smk = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    rules = set(re.findall(r"(?m)^rule (\w+):", smk)) - {"readme", "seed", "stability", "reference",
                                                         "claim"}  # fmt: skip
    assert {rule for rule in rules if not progress.phase_of(rule)} == set()
    for profile, timed in progress.shipped().items():
        assert rules - {"crate"} - set(timed) == set(), profile


def test_timings_are_read_from_benchmark_files(tmp_path):
    assert timings.rule_of(Path("sample/main-gaussian.tsv")) == "sample"
    assert timings.rule_of(Path("claims/hessians.tsv")) == "hessian_claims"
    assert timings.rule_of(Path("laws.tsv")) == "laws"
    assert timings.seconds({"s": "0.4", "cpu_time": "0.00"}) == 0.4  # over before it was looked at
    assert timings.seconds({"s": "10.25", "cpu_time": "5.00"}) == 5.12  # until 10.0 s
    assert timings.seconds({"s": "60.0", "cpu_time": "22.75"}) == 30.0  # until 45.5 s
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/finite.tsv").write_text("s\tcpu_time\n2.0\t0.0\n")
    assert timings.timed(tmp_path) == {"finite_figures": {"finite": 2.0}}


def test_a_dry_run_says_what_snakemake_says_and_nothing_of_what_has_no_words(progress, capsys):
    handler = progress.LogHandler(SimpleNamespace(dryrun=True, verbose=False), None)
    graph = logging.LogRecord("snakemake", logging.INFO, __file__, 1, None, None, None)
    graph.event, graph.rulegraph = progress.LogEvent.RULEGRAPH, {"links": []}
    handler.handle(graph)
    handler.handle(logging.LogRecord("snakemake", logging.INFO, __file__, 1, "job 1", None, None))
    handler.close()
    assert capsys.readouterr().out == "job 1\n"


def test_chatter_is_dropped_and_the_unexpected_is_shown(progress, capsys):
    settings = SimpleNamespace(dryrun=False, verbose=False)
    handler = progress.LogHandler(settings, None)
    messages = [
        (logging.INFO, "Building DAG of jobs..."),
        (logging.INFO, "Something new"),
        (logging.WARNING, "Beware"),
        (logging.INFO, "Nothing to be done (all requested files are present and up to date)."),
    ]
    for level, text in messages:
        handler.handle(logging.LogRecord("snakemake", level, __file__, 1, text, None, None))
    handler.close()
    assert capsys.readouterr().err.splitlines() == [
        "Something new",
        "Beware",
        "Nothing to do: everything is there and up to date.",
    ]
