"""What the line that shows a run's progress promises."""

import logging
from types import SimpleNamespace

import pytest


@pytest.fixture
def progress(monkeypatch, request):
    monkeypatch.syspath_prepend(request.config.rootpath / "workflow" / "plugins")
    import snakemake_logger_plugin_progress as plugin

    return plugin


def test_clock(progress):
    assert progress.clock(0.4) == "0:00"
    assert progress.clock(247) == "4:07"
    assert progress.clock(3847) == "1:04:07"


def test_remaining_time_of_equal_jobs_on_two_cores_is_exact(progress):
    estimate = progress.Estimate()
    estimate.waiting.update(sample=6)
    assert estimate.remaining(0, 0) is None
    for job in (0, 1):
        estimate.start(job, "sample", "", 0)
    for job in (0, 1):
        estimate.finish(job, 10)
    for job in (2, 3):
        estimate.start(job, "sample", "", 10)
    assert estimate.remaining(10, 10) == pytest.approx(20)  # two pairs of 10 s each
    assert estimate.remaining(14, 14) == pytest.approx(16)


def test_remaining_time_follows_the_rules_still_to_come(progress):
    """One core; a slow rule is done, three quick jobs are left: the slow one must not count."""
    estimate = progress.Estimate()
    estimate.waiting.update(slow=1, quick=4)
    estimate.start(0, "slow", "", 0)
    estimate.finish(0, 100)
    estimate.start(1, "quick", "", 100)
    estimate.finish(1, 101)
    assert estimate.remaining(101, 101) == pytest.approx(3)


def test_overdue_job_does_not_make_the_rest_negative(progress):
    estimate = progress.Estimate()
    estimate.waiting.update(sample=2)
    estimate.start(0, "sample", "", 0)
    estimate.finish(0, 1)
    estimate.start(1, "sample", "", 1)
    assert estimate.remaining(50, 50) == 0


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
