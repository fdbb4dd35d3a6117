"""Whether what lies there is what was made: results, figures, notebooks, claims, the manifest.

    python3 reproduce.py check            says so, computes nothing, changes nothing

Before a run the same look is taken at all that the run is to have. What is not as it was made is
put aside, into ``results/refused``, so that it is made again; nothing is deleted. See
``docs/workflow.md`` for what this protects from, and SECURITY.md for what it does not.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from scripts import ledger

MANIFEST, SETTINGS = "results/manifest.sha256", "results/config.yaml"
PAGES = ("results/report.html", SETTINGS, MANIFEST, "results/verdicts.txt")
REFUSED, COMMITTED = "results/refused", ("figures/README.md", "figures/manifest.json")
STAGES = ("spectra", "laws", "compare", "finite", "hessians", "claims", "notebooks")
SHOWN = 20  # files named before a run; the list beside those put aside has all


def promised(root: Path) -> list[str]:
    """All that a finished run has: what its manifest lists, and what it does not list."""
    try:
        text = (root / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        text = ""
    listed = ledger.parsed(text) or ledger.entered(root)
    return sorted({*listed, *PAGES})


def strangers(root: Path, known: Mapping[str, str]) -> list[str]:
    """Files where only results lie that no step has made; hidden ones are nobody's business."""
    folders = ["figures", *(f"results/{stage}" for stage in STAGES)]
    files = (path for folder in folders for path in (root / folder).rglob("*"))
    names = (path.relative_to(root).as_posix() for path in files if path.is_file())
    return sorted(
        name for name in names if not ("/." in name or name in known or name in COMMITTED)
    )


def seed(root: Path) -> int | None:
    """The master seed of the run that lies there, as its settings say."""
    try:
        text = (root / SETTINGS).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    found = re.search(r"(?m)^seed: (\d+)$", text)
    return int(found[1]) if found else None


def faults(root: Path, names: Iterable[str], master: int | None) -> dict[str, str]:
    """What is wrong, by file, of ``names`` and all else that was made and is there.

    The rest, such as blocks of networks that samples are gathered from, may be of any seed.
    """
    known, wanted = ledger.entered(root), set(names)
    others = {name for name in known.keys() - wanted if (root / name).exists()}
    found = {name: ledger.fault(root, name, known) for name in others}
    found |= {name: ledger.fault(root, name, known, master) for name in wanted}
    return {name: why for name, why in found.items() if why}


def unlisted(root: Path) -> dict[str, str]:
    """Files whose checksum in the manifest is not that of the ledger."""
    try:
        text = (root / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    known = ledger.entered(root)
    listed = ledger.parsed(text).items()
    return {
        name: "the manifest has another checksum than when it was made"
        for name, value in listed
        if known.get(name, value) != value
    }


def check(root: Path) -> list[str]:
    """One line for each file that is missing, cut, changed or foreign; none if all is well."""
    if not ledger.entered(root):
        return [f"{ledger.NAME}: missing; nothing was made here, or nobody knows what"]
    found = dict.fromkeys(strangers(root, ledger.entered(root)), ledger.STRANGE)
    found |= unlisted(root) | faults(root, promised(root), seed(root))
    return [f"{name}: {why}" for name, why in sorted(found.items())]


def before(root: Path, names: Iterable[str], master: int, act: bool) -> list[str]:
    """What to say before a run that is to have ``names``; if ``act``, faulty files are put aside.

    A file that was never made is no fault: the run makes it. Nor is one that nobody made, where the
    run has none: it may be the user's.
    """
    known = ledger.entered(root)
    found = {
        name: why
        for name, why in faults(root, names, master).items()
        if why != ledger.MISSING or name in known
    }
    if act:
        aside(root, {name: why for name, why in found.items() if why != ledger.MISSING})
        ledger.tidy(root)
    return said(found, act) if found else []


def said(found: Mapping[str, str], act: bool) -> list[str]:
    """The faults in words."""
    lines = [f"  {name}: {why}" for name, why in sorted(found.items())]
    more = [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    verb = "are made again" if act else "a run makes them again"
    head = f"Not as they were made, so {verb}, and what was made from them is looked at:"
    there = any(why != ledger.MISSING for why in found.values())
    last = [f"What lay there is kept in {REFUSED}."] if act and there else []
    return [head, *lines[:SHOWN], *more, *last]


def aside(root: Path, found: Mapping[str, str]) -> None:
    """Move files into the folder of what was refused, with a list that says why."""
    for name, why in sorted(found.items()):
        target = _free(root / REFUSED / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        (root / name).replace(target)
        with (root / REFUSED / "why.txt").open("a", encoding="utf-8") as file:
            file.write(f"{target.relative_to(root / REFUSED).as_posix()}: {why}\n")


def _free(path: Path) -> Path:
    """The path, or the first with a number that nothing lies at."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free


def guard(workflow, names: Iterable[str], master: int, say: Callable[[str], None]) -> None:
    """Have a Snakemake workflow look at ``names`` before it plans; a dry run moves nothing.

    Where somebody else is at work, or jobs are not to be run, nothing is done.
    """
    prefix = getattr(workflow.modifier.path_modifier, "prefix", None) or "."
    root, names, plan = Path(prefix).absolute(), list(names), workflow._build_dag

    def looking():
        runs = workflow.executor_plugin and workflow.is_main_process and not workflow.touch
        if runs and not workflow.persistence.locked:
            lines = before(root, names, master, not workflow.dryrun)
            if lines:
                say("\n".join(lines))
        plan()

    workflow._build_dag = looking
