"""Command lines made up by a seeded generator: no traceback, and one sentence where one fails.

They are run in a folder of their own, name no file outside it and no device, and are small, or so
large that they have to be refused.
"""

import random
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner

from freewidth.cli import main

HUGE = str(10**20)
NUMBERS = ("1", "0.5", "2", "1e-3", "30", "0", "-1", "1e9", "1e-300", "1e308", "nan", "inf", "x",
           "", "1,2", "0.1,0.2,0.3", "1,nan", ",", "1;2", HUGE)  # fmt: skip
WORDS = ("tanh", "relu", "linear", "hardtanh", "TANH", "thanh", "", ",", "tanh,linear", "relu,relu",
         "relu,", "tanh\u0301", "no such")  # fmt: skip
ENSEMBLES = ("gaussian", "orthogonal", "rademacher", "unitary", "cauchy", "biunitary_two",
             "Gaussian", "gausian", "gaussian,orthogonal", "gaussian,unitary", "")  # fmt: skip
FILES = ("new.npy", "new.npz", "new.csv", "new.json", "x.png", "x.pdf", "x.gif", "x", "-", ".",
         "none/x.npy", "old.npy", "old.png", "link.npy", "loose.npy", "m.npz", "bad.npz",
         "deep.json", "net.json", "text.yaml", "a" * 300 + ".npy", "\u00e9.npy", "")  # fmt: skip
SMALL = ("1", "2", "3", "0", "-1", "x", HUGE, "1.5", "")
COMMON = {"--force": None, "-f": None}
WRONG = ("--bogus", "--JSON", "-Z", "--forse", "---", "-")
NETWORK = {
    "--ensemble": ENSEMBLES, "-e": ENSEMBLES, "--activation": WORDS, "-a": WORDS,
    "--depth": (*SMALL, str(10**6)), "-L": SMALL, "--sigma-w2": NUMBERS, "-w": NUMBERS,
    "--sigma-b2": NUMBERS, "-b": NUMBERS, "--q0": NUMBERS, "--widths": (*NUMBERS, "1,2,1",
    "1e300,1,1e-300", "1,1,1e9", "1e-12,1"), "--layers": FILES,
    "--bias": ("gaussian", "rademacher", "uniform", "Laplace", "uniform,laplace", ""),
}  # fmt: skip
DRAWN = {"--plot": FILES, "-p": FILES, "--json": None, "-j": None}
OPTIONS = {
    "list": {"--help": None},
    "law": COMMON | NETWORK | DRAWN | {
        "--residual": NUMBERS, "--at": NUMBERS, "--moments": (*SMALL, "8", "31"),
    },
    "sample": COMMON | NETWORK | {
        "--width": (*SMALL, "9", "40", "1000000"), "--seed": SMALL, "--replicates": (*SMALL,
        str(10**7)), "--independent": None, "--out": FILES, "--format": ("npy", "CSV", "xml"),
    },
    "critical": COMMON | DRAWN | {
        "--activation": WORDS, "--ensemble": ENSEMBLES, "--depth": (*SMALL, str(10**6)),
        "--q": NUMBERS, "--sigma-b2": NUMBERS, "--sigma-w2": NUMBERS, "--target-width": NUMBERS,
    },
    "inspect": COMMON | DRAWN | {
        "--activations": WORDS, "--layers": ("W1,W2", "W2,W1", "in", ""), "--input": FILES,
        "--ensemble": ENSEMBLES, "--sigma-w2": NUMBERS, "--sigma-b2": NUMBERS, "--seed": SMALL,
    },
}  # fmt: skip
GOOD = {  # a line that works, of which parts are changed
    "list": ["activations"],
    "law": ["-e", "gaussian", "-a", "relu", "-d", "2"],
    "sample": ["-e", "gaussian", "-a", "tanh", "-d", "2", "-n", "9", "-o", "new.npy"],
    "critical": ["-a", "relu", "--most-layers", "1"],
    "inspect": ["m.npz", "-a", "tanh,linear", "-r", "3"],
}


def line(rng):
    """Arguments: mostly a command that works with up to four options more, or some left out."""
    command = rng.choice(list(OPTIONS))
    arguments = list(GOOD[command])
    if rng.random() < 0.1:
        del arguments[rng.randrange(len(arguments))]
    for _ in range(rng.randint(0, 4)):
        option, values = rng.choice(list(OPTIONS[command].items()))
        arguments += [option] if values is None else [option, rng.choice(values)]
    if rng.random() < 0.08:
        arguments.insert(rng.randrange(len(arguments) + 1), rng.choice([*WORDS, *FILES, *WRONG]))
    return [rng.choice(["LAW", "lst", ""]) if rng.random() < 0.02 else command, *arguments]


def furnish(folder):
    """Files that lines name."""
    rng = np.random.default_rng(0)
    np.savez(folder / "m.npz", W1=rng.standard_normal((12, 9)), W2=rng.standard_normal((7, 12)))
    np.save(folder / "old.npy", rng.standard_normal(9))
    (folder / "old.png").write_text("a picture")
    (folder / "bad.npz").write_bytes((folder / "m.npz").read_bytes()[:99])
    (folder / "deep.json").write_text("[" * 100_000)
    (folder / "net.json").write_text('{"layers": [{"ensemble": "gaussian", "activation": "relu"}]}')
    (folder / "text.yaml").write_text("just words: [")
    (folder / "link.npy").symlink_to("old.npy")
    (folder / "loose.npy").symlink_to("gone.npy")


def judged(arguments, folder):
    """How a line ended: its exit code, after what must not happen has not."""
    done = CliRunner().invoke(main, arguments, input=b"\x80 no text {")
    said = [text for text in done.stderr.splitlines() if text.startswith("Error: ")]
    assert done.exception is None or isinstance(done.exception, SystemExit), (
        arguments,
        repr(done.exception),
    )
    assert done.exit_code in (0, 1, 2), (arguments, done.stderr)
    assert len(said) == (done.exit_code != 0), (arguments, done.stderr)
    assert all(len(text) > 20 for text in said), (arguments, said)
    assert "Warning" not in done.stderr, (arguments, done.stderr)
    assert not list(folder.glob(".freewidth-*")), arguments
    assert (folder / "link.npy").is_symlink(), arguments
    return done.exit_code


def outcomes(seed, count, folder):
    """Exit codes of ``count`` lines, counted by command."""
    rng, found = random.Random(seed), Counter()
    for _ in range(count):
        arguments = line(rng)
        furnished = folder / f"{sum(found.values())}"
        furnished.mkdir()
        furnish(furnished)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(furnished)
            command = arguments[0] if arguments[0] in OPTIONS else "no command"
            found[command, judged(arguments, furnished)] += 1
    return found


def test_lines_end_well_or_with_one_sentence(tmp_path):
    found = outcomes(seed=1, count=25, folder=tmp_path)
    assert {code for _, code in found} >= {0, 2}


HOSTILE = ("$(touch pwned)", "`touch pwned`", "; touch pwned", "../../x", "a\nb", "x" * 5000,
           "\u202egnp", "\x1b[2J", "<img src=x onerror=alert(1)>", "-rf", "\0")  # fmt: skip
NAMES = {"law": ("-e", "-a", "--bias"), "sample": ("-e", "-a"), "critical": ("-e", "-a")}


@pytest.mark.parametrize("command", NAMES)
def test_hostile_names_end_in_one_short_line_and_make_no_file(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for option in NAMES[command]:
        for name in HOSTILE:
            done = CliRunner().invoke(main, [*GOOD[command], option, name])
            (said,) = [text for text in done.stderr.splitlines() if text.startswith("Error: ")]
            assert done.exit_code == 2, name
            assert said.isprintable(), name
            assert done.stderr.splitlines()[-1] == said, name
            assert len(said) < 1500, name  # it lists what there is
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_thousand_lines_end_well_or_with_one_sentence(tmp_path, capsys):
    found = outcomes(seed=2020, count=1000, folder=tmp_path)
    with capsys.disabled():
        for (command, code), count in sorted(found.items()):
            print(f"{command} {code}: {count}")
    assert sum(found.values()) == 1000
    assert {command for command, code in found if code == 0} == {*OPTIONS}
