"""How long the rest of a run takes: its steps are put on the cores as Snakemake will do it.

Steps take what they took when ``timings.json`` was written (``python -m workflow.timings``), times
how much slower or faster the steps that have finished here were; those that take longer than
expected count, too. A step that is overdue is taken to need as long again as it is overdue for.
"""

import heapq
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TIMINGS = Path(__file__).with_name("timings.json")
PRIOR = 0.01  # of all seconds: weight of the speed of the machine that was timed
RECENT = 30.0  # seconds, or a quarter of the run: what finished longer ago counts half, and so on
PHASES = {
    "sampling": ("sample", "part", "experiment", "train", "matrices", "cells", "lanczos"),
    "solving laws": ("laws", "tables"),
    "comparing": ("compare", "trials", "held_out"),
    "judging claims": ("spectra_claims", "finite_claims", "hessian_claims"),
    "drawing figures": ("spectra_figures", "finite_figures", "hessian_figures"),
    "executing notebooks": ("spectra_notebooks", "finite_notebooks", "hessian_notebooks"),
    "publishing": ("overview", "explorer", "report", "manifest", "verify", "crate", "all"),
}


def phase_of(rule):
    """What a rule's steps are called together; empty where they have no name."""
    return next((name for name, rules in PHASES.items() if rule in rules), "")


def shipped():
    """Seconds by rule and case for each profile, as they were timed; empty if there are none."""
    try:
        return json.loads(TIMINGS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


@dataclass(frozen=True)
class Job:
    """A step: its rule, the file that Snakemake writes its cost to, and what it does in words."""

    rule: str
    benchmark: str = ""
    text: str = ""

    @property
    def case(self):
        """Its name among the rule's steps, that of the file."""
        return Path(self.benchmark).stem


class Estimate:
    """Which jobs run, which are done, and how long the rest will take."""

    def __init__(self, timings=None):
        """``timings[profile][rule][case]``: seconds; which profile, :meth:`plan` sees."""
        self.timings = timings or {}
        self.seconds = {}  # those of the profile
        self.total, self.waiting, self.finished = Counter(), Counter(), Counter()
        self.cases = defaultdict(set)  # rule -> cases that have not started
        self.running = {}  # job's number -> (job, start)
        self.spent = defaultdict(list)  # rule -> seconds of each finished job
        self.compared = []  # of finished jobs that were timed before: end, seconds, seconds then
        self.after = defaultdict(set)  # rule -> rules that wait for it
        self.cores, self.began = 1, None
        self.elsewhere = False  # whether steps run on other machines, after a queue

    def plan(self, counts, after=(), cores=1):
        """What is to be done: jobs by rule, pairs (rule, rule that waits for it), cores."""
        self.total, self.waiting, self.cores = Counter(counts), Counter(counts), cores
        for first, then in after:
            if first != then:
                self.after[first].add(then)
        known = [each for each in self.timings.values() if each.keys() & counts.keys()]
        self.seconds = min(known, key=lambda each: _unlike(each, counts), default={})
        self.cases = defaultdict(set, {rule: set(each) for rule, each in self.seconds.items()})

    def start(self, number, job, now):
        self.began = now if self.began is None else self.began
        self.running[number] = job, now
        self.waiting[job.rule] = max(0, self.waiting[job.rule] - 1)
        self.cases[job.rule].discard(job.case)

    def finish(self, number, now):
        """Move a job to the finished ones; the job."""
        job, start = self.running.pop(number, (Job("", text=f"job {number}"), now))
        self.finished[job.rule] += 1
        self.spent[job.rule].append(now - start)
        if (timed := self.seconds.get(job.rule, {}).get(job.case)) is not None:
            self.compared.append((now, now - start, timed))
        return job

    def drop(self, number, rule):
        """Forget a job that failed; the job."""
        return self.running.pop(number, (Job(rule, text=rule), 0.0))[0]

    def oldest(self):
        """The job that is at work for longest, and since when; None if none is."""
        return min(self.running.values(), key=lambda each: each[1], default=None)

    def phase(self, name):
        """How many jobs of a phase are done, and of how many."""
        rules = PHASES.get(name, ())
        return sum(self.finished[r] for r in rules), sum(self.total[r] for r in rules)

    def slowness(self, now):
        """Seconds here for a second where it was timed, of late: other work comes and goes."""
        finished = self._slowness(self.compared, now)
        at_work = self._at_work(now)
        late = [(now, passed, timed) for passed, timed in at_work if passed > timed * finished]
        return self._slowness([*self.compared, *late], now) if late else finished

    def _slowness(self, compared, now):
        half = max(RECENT, (now - (self.began or 0.0)) / 4)
        here = there = PRIOR * sum(sum(each.values()) for each in self.seconds.values())
        for when, taken, timed in compared:
            weight = 2 ** ((when - now) / half)
            here, there = here + weight * taken, there + weight * timed
        return here / there if there else 1.0

    def _at_work(self, now):
        """Seconds that jobs have been at work for, beside those they took when they were timed."""
        for job, start in self.running.values():
            if timed := self.seconds.get(job.rule, {}).get(job.case):
                yield now - start, timed

    def typical(self, rule, case="", slowness=1.0):
        """Seconds of a job: as timed, else as others of its rule, else as any, if there are any."""
        timed = self.seconds.get(rule, {})
        if case in timed:
            return timed[case] * slowness
        others = self.spent.get(rule) or [seconds * slowness for seconds in timed.values()]
        here = [seconds for many in self.spent.values() for seconds in many]
        there = [s * slowness for each in self.seconds.values() for s in each.values()]
        every = others or here or there
        return sum(every) / len(every) if every else None

    def to_come(self, rule, slowness):
        """Seconds of each of a rule's jobs that have not started."""
        count, cases = self.waiting[rule], self.cases[rule]
        if count == len(cases):
            return [self.typical(rule, case, slowness) for case in cases]
        return [self.typical(rule, slowness=slowness)] * count

    def remaining(self, now):
        """Seconds left; None if nothing is known of any job, or of the machines that run them."""
        if self.elsewhere:
            return None
        ends, slowness = [], self.slowness(now)
        for job, start in self.running.values():
            passed, typical = now - start, self.typical(job.rule, job.case, slowness)
            if typical is None:
                return None
            ends.append((abs(typical - passed), job.rule))  # overdue for a minute: one more
        queue = {
            rule: self.to_come(rule, slowness) for rule, count in self.waiting.items() if count
        }
        if any(seconds is None for each in queue.values() for seconds in each):
            return None
        return makespan(queue, ends, self.after, self.cores)


def _unlike(timed, counts):
    """How much the numbers of jobs differ from those that were timed."""
    return sum(abs(len(timed.get(rule, ())) - n) for rule, n in counts.items() if rule != "all")


def makespan(queue, running, after, cores):
    """Seconds until all is done: what can start does, what most depends on first.

    ``queue`` maps rules to seconds of their jobs, ``running`` has pairs (seconds left, rule),
    ``after`` maps rules to those that wait for them.
    """
    open_jobs = Counter({rule: len(each) for rule, each in queue.items()})
    open_jobs.update(rule for _, rule in running)
    longest = {rule: max(each, default=0.0) for rule, each in queue.items()}
    below = _below(after)

    def urgency(rule):
        return longest.get(rule, 0.0) + sum(longest.get(then, 0.0) for then in below(rule))

    order = sorted(queue, key=urgency, reverse=True)
    jobs = {rule: sorted(queue[rule]) for rule in order}
    ends, now = list(running), 0.0
    heapq.heapify(ends)
    while True:
        for rule in order:
            waits = any(count and rule in below(first) for first, count in open_jobs.items())
            while not waits and jobs[rule] and len(ends) < cores:
                heapq.heappush(ends, (now + jobs[rule].pop(), rule))
        if not ends:
            return now
        now, rule = heapq.heappop(ends)
        open_jobs[rule] -= 1


def _below(after):
    """A function: the rules that wait for a rule, at once or in the end."""

    @cache
    def below(rule):
        return frozenset().union(*({then} | below(then) for then in after.get(rule, ())))

    return below
