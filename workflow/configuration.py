"""The configuration: the default profile with what a user lays over it, checked."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config, validate

DEVICES = ("cpu", "cuda")  # beside array libraries, by their names


def completed(given: Mapping, folder: Path) -> dict:
    """The default profile with ``given`` laid over it: mappings are merged, the rest is replaced.

    The default is read here and not by a ``configfile:``, so that the workflow runs from any
    directory, and as a module of another one.

    Raises:
        WorkflowError: a key is unknown or a value outside its limits (see config/schema.yaml), or
            no array library that is installed has the name of the device.
    """
    config = yaml.safe_load((folder / "default.yaml").read_text(encoding="utf-8"))
    update_config(config, given)
    validate(config, str(folder / "schema.yaml"))
    _check_device(config["device"])
    return config


def _check_device(name):
    """Whether there is a GPU is seen where it is used: that may be another machine."""
    if name not in DEVICES and not _is_installed(name):
        raise WorkflowError(
            f"config: device {name!r} is neither {' nor '.join(DEVICES)} nor an array library that "
            f"is installed (such as cupy or torch)"
        )


def _is_installed(library):
    try:
        return find_spec(library) is not None
    except (ImportError, ValueError):  # part of what is not there; no name of a module
        return False
