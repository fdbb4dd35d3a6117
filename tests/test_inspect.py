"""``freewidth inspect``: files of weights, what is printed, and what is refused."""

import json
import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import model
from freewidth.rng import stream
from tests.model.made import numbers
from tests.model.test_readers import named, written
from tests.test_cli import good, refused, strict

SIZES = (40, 60, 50)
TANH = "--activations=tanh,linear"
FAST = ("--replicates=3",)


@pytest.fixture
def parts(rng):
    return numbers(rng, SIZES)


@pytest.fixture
def files(parts, tmp_path):
    """The same model in both formats, and an input."""
    np.savez(tmp_path / "m.npz", **named(parts, "02"))
    (tmp_path / "m.safetensors").write_bytes(written(named(parts, "02")))
    np.save(tmp_path / "x.npy", stream(0, "input").standard_normal(40))
    return tmp_path


@pytest.mark.parametrize("file", ["m.npz", "m.safetensors"])
def test_json_says_what_python_says(file, files, parts):
    x = np.load(files / "x.npy")
    own = model.from_arrays(*parts, ["tanh", "linear"])
    expected = own.compare(x, replicates=3)
    said = json.loads(
        good("inspect", files / file, TANH, "--json", "--input", files / "x.npy", *FAST)
    )
    assert said["kolmogorov"]["model"] == expected.distance
    assert said["kolmogorov"]["band"] == expected.distances.tolist()
    assert said["kolmogorov"]["rank"] == expected.rank
    assert said["largest_eigenvalue"]["model"] == expected.largest
    assert said["place"] == expected.place
    assert said["level"] == 0.75
    for layer, each in zip(said["layers"], own.measured, strict=True):
        assert_allclose(
            (layer["sigma_w2"], layer["sigma_w2_sem"]), (each.sigma_w2, each.sigma_w2_sem)
        )
        assert layer["shape"] == list(each.shape)
        assert layer["p_values"] == each.p_values


def test_the_table_and_the_verdict(files):
    said = good("inspect", files / "m.npz", TANH, *FAST)
    assert "layer 1 (0)  60 x 40  tanh" in said
    assert "±" in said
    assert "independent, gaussian" in said
    assert "the band: " in said
    assert "with probability 0.75 at most" in said


def test_warnings_name_the_layer_and_errors_do_not_hide(files, parts, rng):
    weights, biases = parts
    u, v = rng.standard_normal(50), rng.standard_normal(60)
    weights[1] = weights[1] + 5 * np.outer(u / np.linalg.norm(u), v / np.linalg.norm(v))
    np.savez(files / "bad.npz", **named((weights, biases), "02"))
    said = good("inspect", files / "bad.npz", TANH, *FAST)
    assert "note: layer 2 (2): " in said
    assert "largest singular value" in said


def test_declared_variances_are_taken(files):
    said = json.loads(
        good("inspect", files / "m.npz", TANH, "--json", *FAST, "--sigma-w2=1,2", "--sigma-b2=0.5",
             "--ensemble=gaussian,orthogonal", "--bias=uniform")
    )  # fmt: skip
    for each in ("orthogonal", "uniform bias", "sigma_w2=(1, 2)", "sigma_b2=0.5"):
        assert each in said["law"]


def test_seeds_change_the_input_and_the_band(files):
    first, same, other = (
        json.loads(good("inspect", files / "m.npz", TANH, "--json", *FAST, f"--seed={seed}"))
        for seed in (0, 0, 1)
    )
    assert first == same
    assert first["largest_eigenvalue"] != other["largest_eigenvalue"]


def test_a_picture(files):
    good("inspect", files / "m.npz", TANH, *FAST, "--plot", files / "p.png")
    assert (files / "p.png").read_bytes().startswith(b"\x89PNG")


class Trap:
    """What unpickling would run."""

    def __reduce__(self):
        return (open, ("trap", "w"))


def test_pickles_are_refused_and_not_run(files, monkeypatch):
    monkeypatch.chdir(files)
    trap = np.array([Trap()], dtype=object)
    with open("evil.npz", "wb") as file:
        np.savez(file, **{"0.weight": trap})
    (files / "plain.npz").write_bytes(pickle.dumps(Trap()))
    (files / "trap").unlink(missing_ok=True)
    for name in ("evil.npz", "plain.npz"):
        assert "no .npz file of plain arrays" in refused(2, "inspect", name, TANH)
    np.save("x.npy", trap, allow_pickle=True)
    (files / "trap").unlink(missing_ok=True)
    assert "no .npy file" in refused(2, "inspect", "m.npz", TANH, "--input=x.npy")
    assert not (files / "trap").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("m.npz", "--activations=tanh"), "2 layers of weights, but 1 activations"),
        (("m.npz", "--activations=tanh,lin"), "no activation named 'lin'"),
        (("none.npz", TANH), "there is no file none.npz"),
        (("m.npz", TANH, "--input=none.npy"), "there is no file none.npy"),
        (("x.npy", TANH), "weights are read from .safetensors, .npz files"),
        (("cut.safetensors", TANH), "cut.safetensors: no safetensors file"),
        (("cut.npz", TANH), "cut.npz: no .npz file"),
        (("m.npz", TANH, "--input=short.npy"), "takes 40 numbers"),
        (("m.npz", TANH, "--plot=p.txt"), "--plot draws"),
        (("m.npz", TANH, "--layers=0"), "the order given names '0'"),
        (("m.npz", TANH, "--sigma-w2=0"), "sigma_w2 must be finite and > 0"),
    ],
)
def test_what_is_refused(files, monkeypatch, arguments, said):
    monkeypatch.chdir(files)
    (files / "cut.safetensors").write_bytes((files / "m.safetensors").read_bytes()[:50])
    (files / "cut.npz").write_bytes((files / "m.npz").read_bytes()[:50])
    np.save(files / "short.npy", np.zeros(39))
    assert said in refused(2, "inspect", *arguments)


def test_a_readout_of_zeros_is_json_too(files, parts):
    first, last = parts[0]
    np.savez(files / "zero.npz", W1=first, W2=0 * last)
    said = strict(good("inspect", files / "zero.npz", TANH, "--sigma-w2", "1", "--json", *FAST))
    assert said["layers"][1]["kurtosis"] is None
    assert said["place"] == "outside"
