"""``snakemake --logger progress``: how far a run is, in one line, instead of a block per job.

On a terminal the line is redrawn every second; elsewhere there is one line per finished step, and
one every half minute if none finishes. It says how many steps are done, what phase the step belongs
to and how far that is, and how long the rest will take (:mod:`.estimate`). Warnings appear in full;
a failed run ends in one step that failed, the last lines of its log, and what to do. Snakemake's
own account of the run is in .snakemake/log all the same.
"""

import logging
import shutil
import sys
import threading
import time

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from .estimate import Estimate, Job, phase_of, shipped

CHATTER = (  # what Snakemake says at every run; anything else is shown
    "host: ",
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using shell: ",
    "Provided cores: ",
    "Rules claiming more threads will be scaled down",
    "Provided resources: ",
    "Select jobs to execute",
    "Execute ",
    "Complete log",
    "Elapsed time: ",
    "Shell command: ",
    "DAG of jobs will be updated",
    "Updating checkpoint dependencies",
    "Cannot restore ",
    "Config file ",
    "Removing temporary output",
    "Singularity containers: ignored",
)
REPEATED = (  # what it says of a failure beyond what the summary says
    "Removing output files of failed job",
    "Exiting because a job execution failed",
    "At least one job did not complete successfully",
    "Restoring previous version",
    "Trying to restart job",
)
TAIL, WIDTH, NAMED = 6, 160, 3  # lines of a log, their characters, other steps that failed

NOTHING = "Nothing to be done"


def clock(seconds):
    """4:07, 1:04:07."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class LogHandler(LogHandlerBase):
    writes_to_stream = True
    writes_to_file = False
    has_filter = False
    has_formatter = False
    needs_rulegraph = True  # which steps wait for which

    def __post_init__(self):
        self.plain = self.common_settings.dryrun or self.common_settings.verbose
        self.stream = sys.stdout if self.common_settings.dryrun else sys.stderr
        self.live = self.stream.isatty()
        self.estimate = Estimate(shipped())
        self.cores, self.links = 1, []
        self.done = self.total = 0
        self.began = self.spoke = time.monotonic()
        self.failed = {}  # job -> what it does, its logs
        self.stopped = threading.Event()
        if not self.plain:
            threading.Thread(target=self.tick, daemon=True).start()

    def emit(self, record):
        event = getattr(record, "event", None)
        if event == LogEvent.RULEGRAPH:  # without words
            self.links = record.rulegraph["links"]
        elif self.plain:
            self.say(self.format(record))
        elif event == LogEvent.RESOURCES_INFO:
            self.cores = getattr(record, "cores", None) or self.cores
            self.estimate.elsewhere |= getattr(record, "nodes", None) is not None
        elif event == LogEvent.RUN_INFO:
            self.plan(record.stats)
        elif event == LogEvent.JOB_INFO:
            self.estimate.start(record.jobid, job(record), time.monotonic())
        elif event == LogEvent.JOB_FINISHED:
            self.step(self.estimate.finish(record.job_id, time.monotonic()))
        elif event == LogEvent.JOB_ERROR:
            self.failure(record)
        elif not self.expected(event, record):
            self.say(self.format(record))

    def plan(self, stats):
        self.total = stats["total"]
        counts = {rule: count for rule, count in stats.items() if rule != "total"}
        after = [(link["sourcerule"], link["targetrule"]) for link in self.links]
        self.estimate.plan(counts, after, self.cores)
        self.began = time.monotonic()
        left = self.estimate.remaining(self.began)
        rest = f", about {clock(left)} on {self.cores} cores" if left else ""
        self.say(f"{self.total} steps to do{rest}.")

    def step(self, job):
        self.done += 1
        if self.live and self.done < self.total:
            self.redraw()
        else:
            self.say(f"{self.count()}{self.phase(job)}: {job.text}")

    def failure(self, record):
        """Once: Snakemake repeats every failure at the end of the run."""
        text = self.estimate.drop(record.jobid, record.rule_name).text
        if record.jobid not in self.failed:
            self.failed[record.jobid] = text, [str(path) for path in record.log]
            self.say(f"{self.count()}: FAILED: {text}")

    def expected(self, event, record):
        """Whether a message needs not be shown as it is; what says that all is done is reworded."""
        message = record.getMessage()
        if message.startswith(NOTHING):
            self.say("Nothing to do: everything is there and up to date.")
            return True
        if self.failed and message.lstrip().startswith(REPEATED):
            return True
        if event == LogEvent.ERROR:  # a failed command is shown with its log
            return "returned non-zero exit status" in message
        harmless = event is not None and record.levelno < logging.WARNING
        return harmless or not message.strip() or message.startswith(CHATTER)

    def count(self):
        """12 of 64 steps (19 %), 0:23, about 1:40 left"""
        now = time.monotonic()
        text = f"{self.done} of {self.total} steps ({100 * self.done // self.total} %)"
        left = self.estimate.remaining(now)
        rest = "" if left is None or self.done == self.total else f", about {clock(left)} left"
        return f"{text}, {clock(now - self.began)}{rest}"

    def phase(self, job):
        """; sampling: 12 of 58"""
        name = phase_of(job.rule)
        done, total = self.estimate.phase(name)
        return f"; {name}: {done} of {total}" if total > 1 else ""

    def status(self):
        """What runs, the step that is at work for longest first, and for how long it has been."""
        running = self.estimate.oldest()
        if running is None:
            return self.count()
        job, start = running
        others = len(self.estimate.running) - 1
        more = f" (and {others} more)" if others else ""
        since = clock(time.monotonic() - start)
        return f"{self.count()}{self.phase(job)}: {job.text}, for {since}{more}"

    def tick(self):
        """Show that the run is alive while no step finishes."""
        while not self.stopped.wait(1):
            with self.lock:
                if not self.total or self.done == self.total:
                    continue
                if self.live:
                    self.redraw()
                elif time.monotonic() - self.spoke > 30:
                    self.say(self.status())

    def redraw(self):
        width = shutil.get_terminal_size().columns - 1
        self.write("\r\033[K" + self.status()[:width])

    def say(self, text):
        self.write(("\r\033[K" if self.live else "") + text.rstrip("\n") + "\n")
        self.spoke = time.monotonic()

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def close(self):
        self.stopped.set()
        if self.live and self.done < self.total:
            self.write("\r\033[K")
        if self.failed:
            self.say("\n".join(ending(list(self.failed.values()))))
            self.failed = {}
        super().close()


def ending(failed):
    """The end of a failed run: ``failed`` are pairs (what the step does, paths of its logs)."""
    (text, logs), *others = failed
    lines = ["", f"Failed: {text}."]
    for path in logs[:1]:
        lines += [f"The end of {path}:", *(f"  {line}" for line in tail(path))]
    if others:
        names = "; ".join(other for other, _ in others[:NAMED])
        more = f"; and {len(others) - NAMED} more" if len(others) > NAMED else ""
        lines.append(f"Failed, too: {names}{more}.")
    lines.append(
        "What is finished is kept: once the cause is mended, the same command goes on from here."
    )
    return [*lines, "Logs of all steps: logs/; Snakemake's own: .snakemake/log/."]


def tail(path):
    """The last lines of a log, without empty ones; long ones are cut."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = [line.rstrip() for line in file if line.strip()]
    except OSError:
        return ["(there is none)"]
    short = (line if len(line) <= WIDTH else line[: WIDTH - 4] + " ..." for line in lines[-TAIL:])
    return list(short) or ["(it is empty)"]


def job(record):
    """What Snakemake says of a job when it starts."""
    return Job(record.rule_name, getattr(record, "benchmark", None) or "", describe(record))


def describe(record):
    """What a job does, in one line: its rule's message, or the rule and its wildcards."""
    if record.rule_msg:
        return " ".join(record.rule_msg.split()).rstrip(".")
    return " ".join([record.rule_name, *map(str, record.wildcards.values())])
