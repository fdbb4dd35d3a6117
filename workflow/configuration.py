"""The configuration: the default profile with what a user lays over it, checked."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten

import yaml
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config, validate

SHOWN = 160  # characters of a value or of what is allowed: errors are read in a terminal
ABOUT = ("description", "default", "required", "properties")  # of a schema: what is no limit
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
    try:
        validate(config, str(folder / "schema.yaml"))
    except WorkflowError:
        schema = yaml.safe_load((folder / "schema.yaml").read_text(encoding="utf-8"))
        error = best_match(Draft202012Validator(schema).iter_errors(config))
        raise WorkflowError(f"config: {wrong(error)}") from None
    _check_device(config["device"])
    return config


def wrong(error: ValidationError) -> str:
    """One error of a schema in at most three lines: where, what there is, what is allowed."""
    place = ".".join(map(str, error.absolute_path)) or "the whole"
    found = shorten(repr(error.instance), SHOWN, placeholder=" ...")
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = [key for key in error.instance if key not in known]
        return f"{place} has no key {', '.join(map(repr, unknown))}{_meant(unknown, known)}"
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        there = ", ".join(error.schema.get("properties", missing))
        return f"{place} lacks the keys {', '.join(missing)}\nallowed: {there}"
    what = "has the key" if "propertyNames" in error.relative_schema_path else "="
    words = shorten(error.schema.get("description", ""), SHOWN, placeholder=" ...")
    lines = f"{place} {what} {found}", f"allowed: {_allowed(error.schema)}", words
    return "\n".join(filter(None, lines))


def _meant(unknown, known):
    near = [match for key in unknown for match in get_close_matches(str(key), known, 1)]
    text = f" (is {', '.join(near)} meant?)" if near else ""
    return f"{text}\nallowed: {', '.join(known)}"


def _allowed(schema):
    """Its limits, in the words of the schema."""
    limits = [f"{name} {_plain(value)}" for name, value in schema.items() if name not in ABOUT]
    return shorten(", ".join(limits), SHOWN, placeholder=" ...")


def _plain(value):
    if isinstance(value, list):
        return " | ".join(map(_plain, value))
    return f"({_allowed(value)})" if isinstance(value, Mapping) else str(value)


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
