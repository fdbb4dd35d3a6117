"""The scheduler that is simulated hands out jobs as it should."""

import pytest

from benchmarks.scale.cores import finished, longest_chain
from benchmarks.scale.graph import Job, first, read

DOT = r"""digraph snakemake_dag {
    graph[bgcolor=white, margin=0];
        0[label = "all", color = "0.1 0.6 0.85", style="rounded"];
        1[label = "compare", color = "0.1 0.6 0.85", style="rounded,dashed"];
        2[label = "sample\nensemble: gaussian\ngrid: main", color = "0.1 0.6 0.85"];
        3[label = "experiment\nexperiment: deep", color = "0.1 0.6 0.85", style="rounded"];
        4[label = "sample\ngrid: wide\nensemble: gaussian", color = "0.1 0.6 0.85"];
        1 -> 0
        3 -> 0
        2 -> 1
        4 -> 1
}
"""
TIMES = {
    "compare": {"compare": 5.0},
    "sample": {"main-gaussian": 3.0, "wide-gaussian": 4.0},
    "experiment": {"deep": 6.0},
}


def test_jobs_are_read_with_their_times_and_what_they_wait_for():
    run = read(DOT, TIMES)
    assert run[0] == Job("all", 0.0, frozenset({1, 3}))
    assert run[1] == Job("compare", 5.0, frozenset({2, 4}))
    assert run[2] == Job("sample", 3.0, frozenset())
    assert run[3] == Job("experiment", 6.0, frozenset())
    assert run[4].seconds == 4.0


def test_a_job_without_a_time_is_named():
    with pytest.raises(SystemExit, match="no time of experiment deep was recorded"):
        read(DOT, {name: own for name, own in TIMES.items() if name != "experiment"})


def test_one_core_takes_all_times_and_many_take_the_longest_chain():
    run = read(DOT, TIMES)
    assert finished(run, 1) == 18.0
    assert finished(run, 2) == 12.0  # 3 beside 6, then 4 beside the rest of that, then 5
    assert finished(run, 3) == finished(run, 100) == longest_chain(run) == 9.0


def test_what_has_a_priority_goes_first():
    jobs = {
        0: Job("manifest", 1.0, frozenset()),
        1: Job("sample", 10.0, frozenset()),
        2: Job("manifest", 9.0, frozenset()),
    }
    assert finished(jobs, 2) == 10.0
    assert {"sample", "laws"} <= first()
    assert "manifest" not in first()
