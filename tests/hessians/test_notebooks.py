"""Notebooks on trained networks run on small results, and their checked numbers hold."""

import IPython.display
import jupytext
import pytest

from scripts.display import Table
from scripts.fingerprint import ROOT
from tests.hessians.conftest import CONFIG
from workflow import hessians


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("network/hessian", {"network": name}) for name in hessians.networks(CONFIG)]
    + [("together/trained", {})],
)
def test_notebooks_hold(made, execute, name, parameters):
    found, shown = execute(f"hessians/{name}", made, **parameters)
    assert found["holds"], found
    text = [m.data for m in shown if isinstance(m, IPython.display.Markdown)]
    text += [repr(table) for table in shown if isinstance(table, Table)]
    assert len(text) > 3
    assert "nan" not in "\n".join(text)


@pytest.mark.parametrize("name", ["network/hessian", "together/trained"])
def test_notebooks_say_what_would_refute_them(name):
    cells = jupytext.read(ROOT / f"notebooks/hessians/{name}.py", fmt="py:percent").cells
    for part in ("# ", "$$", "**Hypotheses.**", "**What would refute it.**", "**Rival.**"):
        assert part in cells[0].source, part
    assert cells[-1].metadata["tags"] == ["verdict"]
