"""The command line as people expect it: outputs, streams, near names, costs, ends."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import click
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.cli import cost, group, main, show
from freewidth.cli.files import DRAFTS, whole
from freewidth.errors import InvalidInputError
from freewidth.limits.critical import spread
from tests.test_cli import CASE, CliRunner, good, python, refused, run

SAMPLE = ("sample", *CASE, "--width=9")
HELP = re.findall(r"^  (freewidth .*)$", "\n".join(
    command.epilog or "" for command in (main, *main.commands.values())
), re.MULTILINE)  # fmt: skip


@pytest.fixture
def spectrum(tmp_path):
    good(*SAMPLE, "-o", tmp_path / "known.npy")
    return np.load(tmp_path / "known.npy")


# What must not be replaced


def drained(path):
    """A thread that reads a FIFO to its end, and what it has read."""
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader, found


def test_a_fifo_is_written_to_and_stays_one(tmp_path, spectrum):
    path = tmp_path / "pipe.npy"
    os.mkfifo(path)
    reader, found = drained(path)
    good(*SAMPLE, "--out", path, "--force")
    reader.join(10)
    assert_array_equal(np.load(io.BytesIO(found[0])), spectrum)
    assert path.is_fifo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["known.npy", "pipe.npy"]


def test_a_picture_goes_through_a_fifo(tmp_path):
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    reader, found = drained(path)
    good("law", *CASE, "--plot", path, "--force")
    reader.join(10)
    assert found[0].startswith(b"\x89PNG")
    assert path.is_fifo()


def test_a_link_stays_and_its_file_is_overwritten_only_by_force(tmp_path, spectrum):
    (tmp_path / "target.npy").write_text("precious")
    link = tmp_path / "link.npy"
    link.symlink_to("target.npy")
    assert "exists; use --force" in refused(2, *SAMPLE, "--out", link)
    assert (tmp_path / "target.npy").read_text() == "precious"
    good(*SAMPLE, "--out", link, "--force")
    assert link.is_symlink()
    assert_array_equal(np.load(tmp_path / "target.npy"), spectrum)


def test_what_is_neither_file_nor_stream_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("loose.npy").symlink_to("nowhere.npy")
    Path("folder.npy").mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.npy")
        for name, said in (
            ("loose", "is a link to nothing"),
            ("folder", "is a folder"),
            ("socket", "no regular file"),
        ):
            assert said in refused(2, *SAMPLE, "--out", f"{name}.npy", "--force")
    assert not Path("nowhere.npy").exists()


def test_a_failure_leaves_the_file_behind_a_link_whole(tmp_path):
    (tmp_path / "target").write_text("precious")
    (tmp_path / "link").symlink_to("target")
    with pytest.raises(FileNotFoundError), whole(tmp_path / "link", force=True):
        (tmp_path / "missing").read_bytes()
    assert (tmp_path / "target").read_text() == "precious"
    assert not DRAFTS


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_read_only_is_refused_before_the_work(tmp_path):
    tmp_path.chmod(0o500)
    assert "is not writable" in refused(2, *SAMPLE, "--out", tmp_path / "x.npy")


# Formats and streams


def read(path):
    """Eigenvalues of a file of any format."""
    if path.suffix == ".json":
        return np.array(json.loads(path.read_text())["eigenvalues"])
    if path.suffix == ".csv":
        return np.loadtxt(path, delimiter=",", skiprows=1)[:, 1]
    found = np.load(path)
    return found["eigenvalues"] if path.suffix == ".npz" else found


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".csv", ".json", ".CSV"])
def test_the_ending_says_the_format_and_no_digit_is_lost(tmp_path, spectrum, suffix):
    path = tmp_path / f"x{suffix}"
    good(*SAMPLE, "-o", path)
    assert_array_equal(read(path.rename(tmp_path / f"y{suffix.lower()}")), spectrum)


def test_standard_output_is_csv_unless_said(tmp_path, monkeypatch, spectrum):
    monkeypatch.chdir(tmp_path)
    done = run(*SAMPLE, "-o", "-")
    lines = done.stdout.splitlines()
    assert lines[0] == "replicate,eigenvalue"
    assert_array_equal([float(line.split(",")[1]) for line in lines[1:]], spectrum)
    assert done.stderr.startswith("wrote -: eigenvalues of J J^T, shape (9,)")
    binary = CliRunner().invoke(main, [*SAMPLE, "-o", "-", "--format=NPY"])
    assert_array_equal(np.load(io.BytesIO(binary.stdout_bytes)), spectrum)
    assert not Path("-").exists()


def test_the_format_said_wins_over_the_ending(tmp_path, spectrum):
    path = tmp_path / "x.txt"
    good(*SAMPLE, "-o", path, "--format", "json")
    found = json.loads(path.read_text())
    assert found["eigenvalues"] == spectrum.tolist()
    assert (found["width"], found["seed"], found["slopes"]) == (9, 0, "true D")


def test_a_picture_on_standard_output_has_it_for_itself():
    done = CliRunner().invoke(main, ["law", *CASE, "-p", "-"])
    assert done.stdout_bytes.startswith(b"\x89PNG")
    assert "moments m_k" in done.stderr
    assert "name a file" in refused(2, "law", *CASE, "-p", "-", "--json")


@pytest.mark.parametrize(
    "text",
    [
        '{"layers": [{"ensemble": "gaussian", "activation": "relu", "sigma_w2": 1.7}]}',
        '[[layers]]\nensemble = "gaussian"\nactivation = "relu"\nsigma_w2 = 1.7\n',
        "layers:\n  - {ensemble: gaussian, activation: relu, sigma_w2: 1.7}\n",
    ],
)
def test_layers_come_from_standard_input(text):
    done = CliRunner().invoke(main, ["law", "--layers", "-"], input=text)
    assert "gaussian relu, L=1, sigma_w2=1.7" in done.stdout
    bad = CliRunner().invoke(main, ["law", "--layers", "-"], input="layers: [")
    assert (bad.exit_code, bad.stderr.count("\n")) == (2, 1)
    assert "standard input: it is neither JSON nor TOML nor YAML" in bad.stderr


def test_a_model_and_an_input_come_from_standard_input(tmp_path):
    rng = np.random.default_rng(1)
    weights = {"W1": rng.standard_normal((30, 20)) / 4, "W2": rng.standard_normal((10, 30)) / 5}
    np.savez(tmp_path / "m.npz", **weights)
    np.save(tmp_path / "x.npy", rng.standard_normal(20))
    case = ["-a", "tanh,linear", "-r", "3", "--json"]
    file, x = str(tmp_path / "m.npz"), str(tmp_path / "x.npy")
    known = good("inspect", file, *case, "--input", x)
    for arguments, given in (("-", "--input", x), file), ((file, "--input", "-"), x):
        found = CliRunner().invoke(
            main, ["inspect", *arguments, *case], input=Path(given).read_bytes()
        )
        assert found.stdout == known
    assert "cannot both" in refused(2, "inspect", "-", *case, "--input", "-")


# Names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("LAW",), "did you mean law?"),
        (("smaple",), "did you mean sample?"),
        (("list", "activatons"), "did you mean activations?"),
        (("law", "--Depht=2"), "no option --Depht; did you mean --depth?"),
        (("law", "--ACTIVATION=tanh"), "did you mean --activation?"),
        (("law", *CASE, "--activation=TANH"), "did you mean tanh?"),
        (("law", *CASE, "--ensemble=Gausian"), "did you mean gaussian?"),
        (("law", *CASE, "--bias=Uniform"), "did you mean uniform?"),
    ],
)
def test_what_was_meant_is_said(arguments, said):
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_words_of_a_choice_have_any_case():
    assert good("list", "BIASES") == good("list", "biases")


def test_short_options_are_the_same_everywhere():
    """One letter, one option; and what has a letter somewhere has it in every command."""
    long: dict[str, str] = {}
    letters: dict[str, set] = {}
    for command in main.commands.values():
        for option in (each for each in command.params if isinstance(each, click.Option)):
            names = [name for name in option.opts if name.startswith("--")]
            shorts = {name for name in option.opts if not name.startswith("--")}
            for short in shorts:
                assert long.setdefault(short, names[-1]) == names[-1]
            assert letters.setdefault(names[-1], shorts) == shorts
    assert long["-e"] == "--ensemble"
    assert long["-L"] == long["-d"] == "--depth"


def test_short_options_say_what_long_ones_say():
    short = ("-e", "gaussian", "-a", "relu", "-L", "2", "-w", "1.7")
    assert good("law", *short, "-j") == good("law", *CASE, "--json")


@pytest.mark.parametrize("command", [(), *((name,) for name in main.commands)])
def test_every_help_has_examples(command):
    assert "Examples:\n    freewidth " in good(*command, "--help")


@pytest.mark.parametrize("line", HELP)
def test_examples_name_commands_and_options_that_exist(line):
    name, *rest = line.split(" | ")[0].split(" < ")[0].split()[1:]
    assert main.commands[name].make_context(name, rest, resilient_parsing=True)


# Costs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("law", *CASE, "-d", "100000"), "the law of 100000 layers may take about 17 minutes"),
        ((*SAMPLE, "-d", "400000", "-o", "x.npy"), "1 network of 400000 layers may take about"),
        ((*SAMPLE, "-r", "10000000", "-o", "x.npy"), "hours; to start it, add --long"),
        ((*SAMPLE, "-n", "1000000", "-o", "x.npy"), "needs about 1.49e+04 GiB, the machine has"),
        (("critical", "-a", "relu", "-d", "10000000"), "hours; to start it, add --long"),
        (("law", *CASE, "--widths=1e300,1,1e-300"), "may differ by a factor of 1e+15"),
        ((*SAMPLE, "--widths=1e308,1,1", "-o", "x.npy"), "may differ by a factor of 1e+15"),
    ],
)
def test_what_is_dear_is_refused_at_once(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start = time.monotonic()
    assert said in refused(2, *arguments)
    assert time.monotonic() - start < 10


def test_what_is_dear_is_done_if_insisted_on(monkeypatch, tmp_path):
    monkeypatch.setattr(cost, "LONGEST", 0.0)
    assert "add --long" in refused(2, *SAMPLE, "-o", tmp_path / "x.npy")
    good(*SAMPLE, "-o", tmp_path / "x.npy", "--long")


@pytest.mark.parametrize("option", ["--depth", "--replicates", "--width"])
def test_numbers_beyond_int64_are_out_of_range(option, tmp_path):
    done = run(*SAMPLE, "-o", tmp_path / "x.npy", f"{option}={10**20}")
    assert done.exit_code == 2
    assert f"'{option}'" in done.stderr


def test_costs_grow_as_counted():
    """Twice the width is eight times the operations, twice the networks twice the time."""
    one, eight = (cost.sampling((n,) * 4, 1)[0] - 3 * cost.SAMPLED_LAYER for n in (1000, 2000))
    assert eight == pytest.approx(8 * one)
    assert cost.sampling((9, 5), 4)[0] == pytest.approx(4 * cost.sampling((9, 5), 1)[0])
    assert cost.duration(7200) == "2 hours"
    assert cost.duration(420) == "7 minutes"


# Progress


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (60.0, False)])
def test_progress_is_shown_on_a_terminal_after_a_while(monkeypatch, patience, shown):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(show, "PATIENCE", patience)
    with show.working("networks", 2) as step:
        time.sleep(0.3)
        step()
    assert ("networks" in sys.stderr.getvalue()) is shown


def test_progress_is_silent_in_a_pipe(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(show, "PATIENCE", 0.0)
    with show.working("solving") as step:
        time.sleep(0.05)
        step()
    assert sys.stderr.getvalue() == ""


# Ends

BLOCKED = """
import ctypes, os, signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what runs in the background
from freewidth.cli import main
from freewidth.cli.files import whole
from pathlib import Path
@main.command("sleep")
def sleep():
    with whole(Path(os.environ["OUT"]), False) as draft:
        draft.write_text("half")
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        {wait}
main(["sleep"])
"""
WAITS = {
    "in Python": "threading.Event().wait(60)",
    "in a library that does not look at signals": (  # another thread gets them
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]); ctypes.CDLL(None).sleep(60)"
    ),
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_interrupts_end_soon_with_one_line_and_no_rest(wait, tmp_path, monkeypatch):
    monkeypatch.setenv("OUT", str(tmp_path / "x.npy"))
    start = time.monotonic()
    seen = python("-c", BLOCKED.format(wait=wait))
    assert (seen.returncode, seen.stdout, seen.stderr) == (130, "", "Interrupted.\n")
    assert time.monotonic() - start < 30  # a minute is what it would wait
    assert not list(tmp_path.iterdir())


def test_a_reader_that_leaves_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as out:
        seen = subprocess.run(
            [sys.executable, "-m", "freewidth", "list", "biases"],
            stdout=out, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (seen.returncode, seen.stderr) == (141, b"")


def test_closed_standard_output_is_one_line():
    seen = subprocess.run(
        ["sh", "-c", '"$0" -m freewidth list biases >&-', sys.executable],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (seen.returncode, seen.stderr) == (1, "Error: standard output is closed\n")


def test_an_interrupt_is_told_once(capsys, monkeypatch):
    monkeypatch.setattr(group, "INTERRUPT", threading.Event())
    group.report_interrupt()
    group.report_interrupt()
    assert capsys.readouterr().err == "Interrupted.\n"


def test_shells_complete_commands_and_options(monkeypatch):
    monkeypatch.setenv("_FREEWIDTH_COMPLETE", "bash_complete")
    for words, at, found in (
        ("freewidth la", 1, "law"),
        ("freewidth law --sigma-w", 2, "--sigma-w2"),
    ):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(at))
        assert python("-m", "freewidth").stdout == f"plain,{found}\n"


def test_slopes_that_are_all_zero_are_said_to_be():
    with pytest.raises(InvalidInputError, match="J is 0; raise the variances"):
        spread("relu", 0.0)
