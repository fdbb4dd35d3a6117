"""A plan holds extensions to their contracts before it loads one of them."""

import pytest

from tests.workflow.conftest import copy_repository, snakemake

STOPS = "import os\nos._exit(0)\n"
SKEWED = """from freewidth.ensembles import iid
ensemble = iid("mine", "", lambda rng, shape: rng.standard_exponential(shape), fourth_moment=9.0)
"""


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        (STOPS, "it ended the process, with exit code 0"),  # as the plan would, without a word
        (SKEWED, "times the standard deviation over 165,888 entries"),
    ],
)
def test_a_plan_refuses_before_it_loads_anything(text, measured, tmp_path):
    copy_repository(tmp_path)
    (tmp_path / "freewidth/ensembles/_extra/mine.py").write_text(text)
    said = snakemake("-n", folder=tmp_path, fails=True)
    assert "freewidth/ensembles/_extra/mine.py: refused, and nothing of it is used" in said
    assert measured in said
    assert "Job stats" not in said
