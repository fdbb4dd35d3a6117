"""The command line: what it prints, what it writes, and how it refuses."""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import fields
from math import isfinite
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from numpy.testing import assert_array_equal

from freewidth import activations, ensembles, jacobian, sample
from freewidth.biases import BIASES
from freewidth.cli import layers, main
from freewidth.errors import NotConvergedError
from freewidth.kinds import KINDS
from freewidth.network import Network
from freewidth.rng import stream

ROOT = Path(__file__).parents[1]
REGISTRIES = {"activations": activations.EVERY, "ensembles": ensembles.EVERY, "biases": BIASES}
CASE = ("--ensemble=gaussian", "--activation=relu", "--depth=2", "--sigma-w2=1.7")
NET = Network("gaussian", "relu", 2, sigma_w2=1.7)


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def good(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def refused(code, *arguments):
    """The one line on stderr of a command that ends with ``code``."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def python(*arguments):
    """A fresh interpreter in the checkout."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


# freewidth


def test_module_and_version():
    seen = python("-m", "freewidth", "--version")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert seen.stdout == f"freewidth {project['version']}\n", seen.stderr


def test_no_traceback_from_the_real_command():
    seen = python("-m", "freewidth", "law", "--ensemble=gauss", "--activation=tanh", "--depth=2")
    assert seen.returncode == 2
    assert seen.stderr.startswith("Error: no ensemble named 'gauss'; available: ")
    assert seen.stderr.count("\n") == 1


def test_start_up_loads_nothing_heavy():
    probe = (
        "import sys; from freewidth.cli import main\n"
        "main(['law', '--help'], standalone_mode=False)\n"
        "print([m for m in ('numpy', 'scipy', 'matplotlib', 'rich') if m in sys.modules])"
    )
    assert python("-c", probe).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", [(), ("list",), ("law",), ("critical",), ("sample",)])
def test_help_is_there(command):
    assert "Usage: " in good(*command, "-h")


def test_defaults_are_those_of_the_library():
    defaults = {f.name: f.default for f in fields(Network)}
    for command in ("law", "sample"):
        for option in main.commands[command].params:
            if option.name in ("sigma_w2", "sigma_b2", "q0"):
                assert option.default == defaults[option.name]


# freewidth list


@pytest.mark.parametrize("what", REGISTRIES)
def test_list_names_every_entry(what):
    header, *lines = good("list", what).splitlines()
    assert header.split()[0] == "name"
    assert [line.split()[0] for line in lines] == list(REGISTRIES[what])


@pytest.mark.parametrize(
    ("what", "extra"), [("ensembles", "unitary"), ("activations", "quadratic")]
)
def test_list_says_what_takes_part_only_by_name(what, extra):
    last = {line.split()[0]: line.split()[-1] for line in good("list", what).splitlines()[1:]}
    assert {name for name, word in last.items() if word == "name"} == set(
        {"activations": activations, "ensembles": ensembles}[what].EXTRA
    )
    assert last[extra] == "name"


def test_list_of_kinds_has_those_of_ensembles():
    found = {line.split()[0]: line for line in good("list", "kinds").splitlines()[1:]}
    assert found.keys() == {*KINDS, *(each.kind.name for each in ensembles.EVERY.values())}
    assert "given" in found["biunitary_two"]
    assert "of the kind" in found["haar"]


def test_list_of_something_else():
    result = run("list", "theorems")
    assert result.exit_code == 2
    assert "'theorems' is not one of" in result.stderr


# freewidth law


def strict(text):
    """Parse JSON that has no NaN and no Infinity."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_law_as_json():
    found = strict(good("law", *CASE, "--at=0.1,0.2", "--moments=8", "--json"))
    law, at = jacobian.law(NET), np.array([0.1, 0.2])
    assert list(found) == ["q", "density", "cdf", "moments", "atoms", "support"]
    assert found["q"] == list(NET.q)
    assert found["density"] == law.density(at).tolist()
    assert found["cdf"] == law.cdf(at).tolist()
    assert found["moments"] == law.moments(8).tolist()
    assert found["atoms"] == [list(atom) for atom in law.atoms]
    assert found["support"] == [list(interval) for interval in law.support]
    assert found["atoms"] == [[0.0, pytest.approx(0.5, abs=1e-12)]]  # half the units are dead


def test_what_is_infinite_is_null():
    """The density of a square Gaussian network is infinite at 0."""
    found = strict(good("law", *CASE, "--at=-1,0,1e9", "--json"))
    assert found["density"] == [0.0, None, 0.0]
    assert found["cdf"] == [0.0, pytest.approx(0.5, abs=1e-12), 1.0]


def test_a_law_of_atoms_alone(tmp_path):
    case = ("--ensemble=orthogonal", "--activation=linear", "--depth=3", "--sigma-w2=2")
    found = strict(good("law", *case, "--at=7,8,9", "--json"))
    assert found["support"] == []
    assert found["atoms"] == [[pytest.approx(8), pytest.approx(1)]]
    assert found["density"] == [0, 0, 0]
    assert found["cdf"][::2] == [0, 1]
    assert "the law is made of atoms" in good("law", *case, "--plot", tmp_path / "atom.png")


def test_without_points_there_are_no_values():
    found = strict(good("law", *CASE, "--json"))
    assert found["density"] == found["cdf"] == []
    assert len(found["moments"]) == 4


@pytest.mark.parametrize(
    ("options", "net"),
    [
        (
            ("--sigma-b2=0.03", "--q0=0.8", "--widths=1,2,1"),
            Network("gaussian", "hardtanh", 2, 1, 0.03, 0.8, (1, 2, 1)),
        ),
        (("--ensemble=gaussian,laplace",), Network(("gaussian", "laplace"), "hardtanh", 2)),
        (
            ("--activation=hardtanh,linear", "--sigma-w2=1,2", "--sigma-b2=0.1,0"),
            Network("gaussian", ("hardtanh", "linear"), 2, (1, 2), (0.1, 0)),
        ),
        (("--bias=uniform,laplace",), Network("gaussian", "hardtanh", bias=("uniform", "laplace"))),
    ],
)
def test_every_option_reaches_the_network(options, net):
    text = good("law", "--ensemble=gaussian", "--activation=hardtanh", "--depth=2", *options)
    assert text.splitlines()[0].strip() == net.label


def test_depth_may_be_left_out():
    options = ("--ensemble=gaussian", "--activation=hardtanh,linear", "--sigma-w2=1,2")
    assert "L=2, sigma_w2=(1, 2)" in good("law", *options)
    assert "depth is needed" in refused(2, "law", "--ensemble=gaussian", "--activation=linear")


SHIFTED = {"sigma_b2": 0.1, "bias": "uniform"}
FILE = {
    "q0": 0.5,
    "width": 100,
    "layers": [
        {"ensemble": "orthogonal", "activation": "hardtanh", "sigma_w2": 2, "width": 200},
        {"ensemble": "gaussian", "activation": "relu", **SHIFTED, "width": 50},
        {"ensemble": "gaussian", "activation": "linear", "width": 10},
    ],
}  # fmt: skip
OF_FILE = Network(
    ("orthogonal", "gaussian", "gaussian"),
    ("hardtanh", "relu", "linear"),
    sigma_w2=(2, 1, 1),
    sigma_b2=(0, 0.1, 0),
    q0=0.5,
    widths=(100, 200, 50, 10),
    bias=("gaussian", "uniform", "gaussian"),
)
TOML = """q0 = 0.5\nwidth = 100
[[layers]]\nensemble = "orthogonal"\nactivation = "hardtanh"\nsigma_w2 = 2\nwidth = 200
[[layers]]\nensemble = "gaussian"\nactivation = "relu"\nsigma_b2 = 0.1\nbias = "uniform"\nwidth = 50
[[layers]]\nensemble = "gaussian"\nactivation = "linear"\nwidth = 10
"""
FILES = {"yaml": yaml.safe_dump(FILE), "json": json.dumps(FILE), "toml": TOML}


@pytest.mark.parametrize("ending", FILES)
def test_a_file_says_the_network_layer_by_layer(tmp_path, ending):
    path = tmp_path / f"layers.{ending}"
    path.write_text(FILES[ending])
    assert layers.network(path) == OF_FILE


def test_a_file_and_options_are_one_network(out, tmp_path):
    path = tmp_path / "layers.json"
    path.write_text(FILES["json"])
    options = (
        "--ensemble=orthogonal,gaussian,gaussian", "--activation=hardtanh,relu,linear",
        "--sigma-w2=2,1,1", "--sigma-b2=0,0.1,0", "--q0=0.5", "--widths=100,200,50,10",
        "--bias=gaussian,uniform,gaussian",
    )  # fmt: skip
    found = []
    for network in ((f"--layers={path}",), options):
        text = good("sample", *network, "--width=40", "--out", out, "--force")
        assert f"of {OF_FILE.label}, width 40" in text
        found.append(np.load(out))
    assert_array_equal(*found)
    assert found[0].shape == (4,)


def changed(**layer):
    return FILE | {"layers": [FILE["layers"][0], FILE["layers"][1] | layer, FILE["layers"][2]]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (changed(activation="than"), "layer 2: no activation named 'than'; available"),
        (changed(sigma_w2=-1), "sigma_w2 of layer 2 must be finite and > 0, got -1"),
        (changed(sigma_w=1), "layer 2 has 'sigma_w', which is none of activation, bias"),
        (changed(activation=None), "layer 2: no activation named None"),
        (changed(width="wide"), "widths must be finite and > 0, got 'wide'"),
        (FILE | {"q0": -1}, "q0 must be finite and >= 0, got -1"),
        (FILE | {"depth": 3}, "the file has 'depth', which is none of layers, q0, width"),
        (FILE | {"layers": []}, "layers must be a list of layers, got []"),
        ({"layers": [{"ensemble": "gaussian"}]}, "layer 1 says no activation"),
        ({"layers": ["tanh"]}, "layer 1 must be names with values, got 'tanh'"),
        ({"layers": FILE["layers"]}, "the input says no width, but others do"),
        ([], "the file must be names with values, got []"),
    ],
)
def test_a_bad_file_is_one_line_with_the_place(tmp_path, given, message):
    path = tmp_path / "layers.json"
    path.write_text(json.dumps(given))
    assert f"{path}: {message}" in refused(2, "law", "--layers", path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{", "it cannot be read: Expecting property name"),
        ("a.yaml", "layers: [", "it cannot be read: while parsing"),
        ("a.toml", "layers", "it cannot be read: "),
        ("a.txt", "", "layers are read from .yaml, .yml, .json, .toml"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    assert f"{path}: {message}" in refused(2, "law", "--layers", path)


def test_a_file_and_an_option_contradict(tmp_path):
    path = tmp_path / "layers.json"
    path.write_text(FILES["json"])
    result = run("law", "--layers", path, "--sigma-w2=1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "leave out --sigma-w2" in result.stderr


def test_yaml_takes_numbers_without_a_point(tmp_path):
    path = tmp_path / "layers.yaml"
    path.write_text("layers:\n  - {ensemble: gaussian, activation: tanh, sigma_w2: 1e-1}\n")
    assert "sigma_w2=0.1," in good("law", "--layers", path)


def test_without_yaml_other_files_are_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    path = tmp_path / "layers.yaml"
    path.write_text(FILES["yaml"])
    assert "not installed (pip install 'freewidth[yaml]'); write the same as .json" in refused(
        2, "law", "--layers", path
    )


def test_law_as_a_table():
    text = good("law", *CASE, "--at=0.1,0.2")
    law = jacobian.law(NET)
    for number in (*NET.q, *law.moments(4), *law.density(np.array([0.1, 0.2]))):
        assert f"{number:.8g}" in text
    assert "0.5 at 0" in text
    (interval,) = law.support
    assert "[{:.8g}, {:.8g}]".format(*interval) in text


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_law_as_a_picture(tmp_path, suffix):
    path = tmp_path / f"law.{suffix}"
    assert good("law", *CASE, "--plot", path).splitlines()[-1] == f"wrote {path}"
    first = path.read_bytes()
    assert len(first) > 2000
    assert f"{path} exists; use --force" in refused(2, "law", *CASE, "--plot", path)
    result = run("law", *CASE, "--plot", path, "--json", "--force")
    assert result.stderr == f"wrote {path}\n"
    assert strict(result.stdout)["q"] == list(NET.q)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("--depth=0",), "depth must be a whole number >= 1, got 0"),
        (("--sigma-w2=-1",), "sigma_w2 must be finite and > 0, got -1.0"),
        (("--sigma-w2=nan",), "sigma_w2 must be finite"),
        (("--widths=1,2",), "depth is 2, widths (n_0, ..., n_L) has 2"),
        (("--activation=than",), "no activation named 'than'; available: "),
        (("--ensemble=gaussian,gauss",), "no ensemble named 'gauss'; available: "),
        (("--activation=tanh", "--sigma-w2=1e9"), "layer 2: variance q=1e+09"),
        (("--ensemble=cauchy",), "there is no limit law, as entries have no variance (Cauchy)"),
        (("--ensemble=alpha_stable",), "there is no limit law, as entries have no variance"),
        (("--plot=law.gif",), "--plot draws .pdf, .png, .svg, not law.gif"),
        (("--plot=nowhere/law.png",), "the folder nowhere does not exist"),
    ],
)
def test_a_bad_law_is_one_line(changed, message):
    assert message in refused(2, "law", *CASE, *changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ("--depth=two", "not a valid integer"),
        ("--sigma-w2=1,x", "'x'; give a number, or one per layer"),
        ("--layers=nowhere.yaml", "'nowhere.yaml' does not exist"),
        ("--at=0.1,x", "could not convert string to float: 'x'; give numbers separated by commas"),
        ("--at=nan", "not finite"),
        ("--at=", "give numbers separated by commas"),
        ("--moments=0", "--moments"),
    ],
)
def test_a_bad_option_is_named(changed, message):
    result = run("law", *CASE, changed)
    assert result.exit_code == 2
    assert message in result.stderr


def test_no_convergence_is_a_failure_and_no_misuse(monkeypatch):
    def fail(net):
        raise NotConvergedError(f"{net.label}: residual 1e-3 at\nx=0.1; raise the tolerance")

    monkeypatch.setattr(jacobian, "law", fail)
    line = refused(1, "law", *CASE)
    assert line.endswith("residual 1e-3 at x=0.1; raise the tolerance\n")


def test_a_bug_keeps_its_traceback(monkeypatch):
    def broken(net):
        raise ZeroDivisionError

    monkeypatch.setattr(jacobian, "law", broken)
    with pytest.raises(ZeroDivisionError):
        run("law", *CASE)


# freewidth sample


@pytest.fixture
def out(tmp_path):
    return tmp_path / "spectrum.npy"


def test_sample_writes_a_spectrum_and_says_so(out):
    text = good("sample", *CASE, "--width=20", "--seed=3", "--out", out)
    values = np.load(out, allow_pickle=False)
    assert values.shape == (20,)
    assert np.all(np.diff(values) >= 0)
    for part in (f"wrote {out}", "(20,)", NET.label, "width 20", "true D", "seed 3"):
        assert part in text
    assert list(out.parent.iterdir()) == [out]


def test_sample_is_a_spectrum_from_a_named_stream(out):
    good("sample", *CASE, "--width=20", "--seed=3", "--widths=1,2,3", "--out", out)
    name = ("true", "gaussian", "relu", 2, 1.7, 0.0, 1.0, 1.0, 2.0, 3.0, 20, 0)
    net = Network("gaussian", "relu", 2, sigma_w2=1.7, widths=(1, 2, 3))
    assert_array_equal(np.load(out), sample.spectrum(net, 20, stream(3, "spectrum", *name)))


def sampled(out, *options):
    good("sample", *CASE, "--width=12", "--force", "--out", out, *options)
    return np.load(out)


def test_few_replicates_are_the_first_of_many(out):
    one, two, five = (sampled(out, *r) for r in ((), ["--replicates=2"], ["--replicates=5"]))
    assert (one.shape, two.shape, five.shape) == ((12,), (2, 12), (5, 12))
    assert_array_equal(two, five[:2])
    assert_array_equal(one, five[0])
    assert len(np.unique(five[:, -1])) == 5


@pytest.mark.parametrize("other", ["--seed=1", "--independent", "--q0=2", "--sigma-b2=0.1"])
def test_whatever_defines_a_sample_changes_its_numbers(out, other):
    assert not np.array_equal(sampled(out), sampled(out, other))


def test_independent_is_what_it_says(out):
    assert "independent D" in good("sample", *CASE, "--width=9", "--independent", "--out", out)
    name = ("independent", "gaussian", "relu", 2, 1.7, 0.0, 1.0, 1.0, 1.0, 1.0, 9, 0)
    exact = sample.spectrum(NET, 9, stream(0, "spectrum", *name), independent=True)
    assert_array_equal(np.load(out), exact)


def test_a_file_that_exists_is_kept(out):
    out.write_text("precious")
    message = refused(2, "sample", *CASE, "--width=9", "--out", out)
    assert f"{out} exists; use --force" in message
    assert out.read_text() == "precious"
    good("sample", *CASE, "--width=9", "--out", out, "--force")
    assert np.load(out).shape == (9,)


def test_a_failure_leaves_the_old_file_whole(out, monkeypatch):
    out.write_text("precious")

    def full(file, *_, **__):
        file.write(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "save", full)
    message = refused(1, "sample", *CASE, "--width=9", "--out", out, "--force")
    assert "No space left on device" in message
    assert out.read_text() == "precious"
    assert list(out.parent.iterdir()) == [out]


def test_a_file_that_appears_meanwhile_is_kept(out, monkeypatch):
    def slow(*_, **__):
        out.write_text("precious")
        return np.zeros(9)

    monkeypatch.setattr(sample, "spectrum", slow)
    assert "exists" in refused(2, "sample", *CASE, "--width=9", "--out", out)
    assert out.read_text() == "precious"


def test_too_little_memory_is_a_failure(out, monkeypatch):
    def large(*_, **__):
        raise MemoryError("Unable to allocate 7.28 TiB")

    monkeypatch.setattr(sample, "spectrum", large)
    assert "7.28 TiB" in refused(1, "sample", *CASE, "--width=9", "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("--widths=9,1,1", "--width=2"), "layer 1 empty"),
        (("--ensemble=gauss",), "no ensemble named 'gauss'"),
        (("--out=nowhere/a.npy",), "the folder nowhere does not exist"),
        (("--out=.",), "is a folder"),
        (("--out=x.txt",), "--out writes .npy, .npz, .csv, .json, not x.txt; change its ending"),
        (("--out=x",), ".json, not x; change its ending, or say --format"),
    ],
)
def test_a_bad_sample_is_one_line(out, changed, message):
    assert message in refused(2, "sample", *CASE, "--width=9", "--out", out, *changed)
    assert not out.exists()


@pytest.mark.parametrize(
    "changed", ["--width=0", "--width=x", "--replicates=0", "--seed=x", "--seed=-1"]
)
def test_a_bad_sample_option_is_named(out, changed):
    result = run("sample", *CASE, "--width=9", "--out", out, changed)
    assert result.exit_code == 2
    assert changed.split("=")[0] in result.stderr


def test_large_numbers_stay_json():
    """A deep, wide-variance law has moments beyond double precision: null, or an honest error."""
    result = run("law", "--ensemble=gaussian", "--activation=linear", "--depth=100",
                 "--sigma-w2=1000", "--moments=8", "--json")  # fmt: skip
    if result.exit_code:
        assert result.exit_code in (1, 2)
        assert result.stderr.startswith("Error: ")
    else:
        assert all(m is None or isfinite(m) for m in strict(result.stdout)["moments"])
