"""``freewidth law`` and ``sample --residual``: the library's numbers, and what is refused."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from freewidth.cli import main
from freewidth.residual import ResidualNetwork, law
from freewidth.rng import stream
from freewidth.sample import residual_eigenvalues

GIVEN = ("law", "--ensemble", "gaussian", "--activation", "relu", "--depth", "2")


def run(*more):
    return CliRunner().invoke(main, [*GIVEN, *more])


def test_the_command_says_what_the_library_does():
    net = ResidualNetwork("gaussian", "relu", 2, (0.8, 0.4))
    found = json.loads(run("--residual", "0.8,0.4", "--at", "1", "--json").stdout)
    assert found["q"] == pytest.approx(net.q, rel=1e-12)
    assert found["cdf"] == pytest.approx([float(law(net).cdf(1.0))], rel=1e-12)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--residual", "0.5", "--widths", "1,1,2"), "layers of one size"),
        (("--residual", "0.5", "--bias", "uniform"), "gaussian biases"),
        (("--residual", "0.5,1,2"), "disagree on the number of layers"),
        (("--residual", "-1"), "scale must be finite and > 0"),
    ],
)
def test_what_has_no_residual_law(more, said):
    found = run(*more)
    assert found.exit_code != 0
    assert said in found.output


DRAWN = ("sample", *GIVEN[1:], "--sigma-w2", "2", "--width", "80")


def drawn(folder, *more):
    """What the command wrote, and what it said."""
    out = folder / "x.npy"
    done = CliRunner().invoke(main, [*DRAWN, "--force", "--out", str(out), *more])
    return (np.load(out) if done.exit_code == 0 else None), done.output


def test_samples_are_of_the_law_of_their_scales_and_of_no_other(tmp_path):
    """Deviations of shares below three quantiles, in standard errors of 24 networks."""
    found, said = drawn(tmp_path, "--residual", "0.8,0.4", "--replicates", "24")
    assert "a=(0.8, 0.4), sigma_w2=2" in said
    assert found.shape == (24, 80)
    levels = np.array([0.25, 0.5, 0.9])

    def misses(scales):
        x = law(ResidualNetwork("gaussian", "relu", 2, scales, 2.0)).quantile(levels)
        shares = (found[:, :, None] <= x).mean(axis=1)
        error = np.maximum(shares.std(axis=0, ddof=1) / np.sqrt(24), 0.1 / 80)  # half may be exact
        return np.max(np.maximum(np.abs(shares.mean(axis=0) - levels) - 2 / 80, 0) / error)

    assert misses((0.8, 0.4)) < 5
    assert misses((0.8, 1.0)) > 5


def test_samples_have_names(tmp_path):
    """The first of many is the only one of one; scales are part of the name of a stream."""
    one, _ = drawn(tmp_path, "--residual", "0.8")
    many, _ = drawn(tmp_path, "--residual", "0.8", "--replicates", "2")
    assert np.array_equal(one, many[0])
    assert not np.array_equal(many[0], many[1])
    net = ResidualNetwork("gaussian", "relu", 2, 0.8, 2.0)
    rng = stream(0, "spectrum", "residual", "gaussian", "relu", 2, 0.8, 2.0, 0.0, 1.0, 80, 0)
    assert np.array_equal(one, residual_eigenvalues(net, 80, rng)[0])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--residual", "0.5", "--independent"), "leave --independent out"),
        (("--residual", "0.5", "--widths", "1,1,2"), "layers of one size"),
        (("--residual", "0.5", "--width", "1"), "width must be"),
    ],
)
def test_what_is_not_sampled(more, said, tmp_path):
    found, output = drawn(tmp_path, *more)
    assert found is None
    assert said in output
