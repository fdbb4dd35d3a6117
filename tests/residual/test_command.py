"""``freewidth law --residual``: the same numbers as the library, and what it refuses."""

import json

import pytest
from click.testing import CliRunner

from freewidth.cli import main
from freewidth.residual import ResidualNetwork, law

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
