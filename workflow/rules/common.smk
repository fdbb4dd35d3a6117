# Extensions and the configuration, checked; fingerprints of code; what every step finds in its environment.

import os
import sys
from pathlib import Path

from snakemake.logging import logger

ROOT = Path(str(workflow.current_basedir)).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from freewidth import contracts

# Before anything that is imported below loads an entry. All of them: experiments ask registries
# what there is, so that a plan loads even entries that no configuration names.
contracts.require(contracts.entries(), contracts.Passed())

from scripts.fingerprint import fingerprint as code
from workflow.clock import Clock
from workflow.configuration import completed
from workflow import resources, yours
from workflow.plan import (
    claim_modules,
    claims,
    drawing_code,
    figure_code,
    notebook_code,
    template_digest,
)
from workflow.surroundings import surroundings

# lines of files are known where the configuration is all of theirs: not as a module
FILES = workflow.overwrite_configfiles if workflow.modifier.is_main_snakefile() else ()
config |= completed(config, ROOT / "config", FILES)

CLOCK = Clock(Path(".snakemake/clock"))
ENDINGS = (
    ["json", "pdf", "svg"] if config["vector"] else ["json"]
)  # of a figure, beside its PNG

ASKED = resources.of(config["profile"])

os.environ |= surroundings(ROOT, CLOCK)


def picture(sheet):
    """The PNG of a figure, for Snakemake's own report."""
    labels = {"figure": sheet.name, "of": sheet.value or sheet.study}
    path = sheet.figure()
    caption = Path(path).with_suffix(".rst").absolute()
    flags = {"category": "Figures", "subcategory": sheet.study, "labels": labels}
    return report(path, caption=str(caption), **flags)


def webpage(sheet):
    """The page of an executed notebook, likewise."""
    labels = {"notebook": sheet.name, "of": sheet.value or sheet.study}
    flags = {"category": "Notebooks", "subcategory": sheet.study, "labels": labels}
    caption = str(ROOT / "workflow/report/notebook.rst")
    return report(sheet.notebook(), caption=caption, **flags)


def beside(sheets, where, endings):
    """Files that are written beside the PNG of figures or the pages of notebooks."""
    return [getattr(sheet, where)(ending) for sheet in sheets for ending in endings]


def without(paths, others):
    """Those that are not among others."""
    others = set(others)
    return [path for path in paths if path not in others]


def sampled(compared):
    """The spectra that comparisons are made from."""
    return [path.replace("results/compare", "results/spectra") for path in compared]


def records(paths):
    """Records beside artifacts that a step keeps where they would come out the same."""
    return [path.replace(".npz", ".json") for path in paths]


onsuccess:
    logger.info(CLOCK.line(CLOCK.report(Path("results/timing.json"), workflow.cores)))


onerror:
    CLOCK.report(Path("results/timing.json"), workflow.cores)
