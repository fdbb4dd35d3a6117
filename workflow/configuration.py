"""The configuration: the default profile with what a user lays over it, checked."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from snakemake.utils import update_config, validate


def completed(given: Mapping, folder: Path) -> dict:
    """The default profile with ``given`` laid over it: mappings are merged, the rest is replaced.

    The default is read here and not by a ``configfile:``, so that the workflow runs from any
    directory, and as a module of another one.

    Raises:
        WorkflowError: a key is unknown or a value outside its limits (see config/schema.yaml).
    """
    config = yaml.safe_load((folder / "default.yaml").read_text(encoding="utf-8"))
    update_config(config, given)
    validate(config, str(folder / "schema.yaml"))
    return config
