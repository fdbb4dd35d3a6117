"""The configuration: the default profile with what a user lays over it, checked."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config

from workflow import consistency, faults, yours
from workflow.reading import Read, Unreadable, read
from workflow.schema import Configuration

DEFAULT = "default.yaml"


def completed(given: Mapping, folder: Path, files: Iterable[Path] = ()) -> dict:
    """The default profile with ``given`` laid over it: mappings are merged, the rest is replaced.

    A grid that is null is left out; extensions from outside add some (``workflow/yours.py``). The
    default is read here and not by a ``configfile:``, so that the workflow runs from any directory,
    and as a module of another one. ``files`` are where ``given`` was read from: errors name their
    lines.

    Raises:
        WorkflowError: a file is not read strictly (``workflow/reading.py``), a key is unknown or a
            value outside its limits (``workflow/schema.py``), or two do not go together.
    """
    try:
        default = read(folder / DEFAULT, f"{folder.name}/{DEFAULT}")
        own = [read(Path(path), near(path)) for path in files]
    except Unreadable as error:
        raise WorkflowError(f"config: {error}") from None
    config = deepcopy(default.data)
    update_config(config, plain(given))
    config["grids"] = _there(config["grids"], default.data["grids"])
    if isinstance(config["grids"], dict):
        config["grids"] |= yours.grids(config["grids"])
    check(config, [default, *own])
    return config


def check(config: Mapping, sources: Iterable[Read] = ()) -> None:
    """Hold a complete configuration against the model, and its parts against each other.

    Raises:
        WorkflowError: everything that is wrong, ten faults at most.
    """
    try:
        Configuration.model_validate(config)
        found = consistency.faults(config)
    except ValidationError as error:
        found = faults.of_model(error)
    if found:
        raise WorkflowError(faults.text(found, config, list(sources)))


def _there(grids: Any, default: Mapping) -> Any:
    """Without the grids of the default profile that a user has set to null."""
    if not isinstance(grids, Mapping):
        return grids
    return {k: grid for k, grid in grids.items() if grid is not None or k not in default}


def near(path: Path) -> str:
    """The name of a file as it is given from here, on one line."""
    here = Path.cwd()
    path = Path(path)
    return ascii(str(path.relative_to(here) if path.is_relative_to(here) else path))[1:-1]


def plain(value: Any) -> Any:
    """Mappings and lists as such, whatever reader they come from."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
