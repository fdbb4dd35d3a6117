"""The graph of rules in docs/workflow.md, made from the workflow: ``python -m tests.rulegraph``."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "workflow.md"
BEGIN = "<!-- rule graph: written by `python -m tests.rulegraph`, checked by the tests -->\n"
END = "<!-- end of the rule graph -->"


def drawn() -> str:
    """What ``snakemake --rulegraph mermaid-js`` says of the workflow with nothing made yet."""
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js", "--forceall"]
    done = subprocess.run(
        [*command, "--configfile", "config/quick.yaml"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return by_name(done.stdout)


def by_name(graph: str) -> str:
    """A mermaid graph without colours, its nodes called by their labels, its edges in order."""
    names = dict(re.findall(r"(id\d+)\[(\w+)\]", graph))
    edges = {(names[a], names[b]) for a, b in re.findall(r"(id\d+) --> (id\d+)", graph)}
    return "\n".join(["flowchart TB", *(f"    {a} --> {b}" for a, b in sorted(edges))])


def filled(page: str, graph: str) -> str:
    """The page with its graph replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}```mermaid\n{graph}\n```\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(), drawn()))
