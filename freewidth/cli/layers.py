"""Networks from a file: one entry per layer, as YAML, JSON or TOML.

q0: 1.0
width: 100                        # n_0, and widths of layers, are relative; all or none
layers:
  - {ensemble: orthogonal, activation: tanh, sigma_w2: 1.5, sigma_b2: 0.1, width: 200}
  - {ensemble: gaussian, activation: linear, width: 10}
"""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freewidth.cli.extensions import admit
from freewidth.cli.files import STANDARD
from freewidth.contracts import ContractError
from freewidth.errors import InvalidInputError

if TYPE_CHECKING:
    from freewidth.network import Network

EXPONENT = re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+$")  # without a point: text in YAML 1.1
DEFAULTS: Mapping[str, Any] = {  # of a layer; None has to be said
    "ensemble": None,
    "activation": None,
    "sigma_w2": 1.0,
    "sigma_b2": 0.0,
    "bias": "gaussian",
}


def network(path: Path) -> "Network":
    """The network that a file describes.

    Raises:
        InvalidInputError: it describes none; the message names the file and the place.
    """
    from freewidth.network import Network

    try:
        given = _arguments(_parsed(path))
        admit(ensembles=given["ensemble"], activations=given["activation"], biases=given["bias"])
        return Network(**given)
    except ContractError:
        raise
    except InvalidInputError as error:
        name = "standard input" if path == STANDARD else path
        raise InvalidInputError(f"{name}: {error}") from None


def _parsed(path: Path) -> Any:
    if path == STANDARD:
        return _standard(sys.stdin.read())
    if path.suffix.lower() not in READERS:
        raise InvalidInputError(f"layers are read from {', '.join(READERS)}")
    try:
        return READERS[path.suffix.lower()](path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:  # of json, tomllib and a decoder
        raise InvalidInputError(f"it cannot be read: {error}") from None


def _standard(text: str) -> Any:
    """JSON, TOML or YAML, whichever it is."""
    for read in (json.loads, tomllib.loads, _yaml):
        with suppress(ValueError, RecursionError):
            return read(text)
    raise InvalidInputError("it is neither JSON nor TOML nor YAML")


def _yaml(text: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise InvalidInputError(
            "YAML is read by PyYAML, which is not installed (pip install 'freewidth[yaml]'); write "
            "the same as .json or .toml"
        ) from None

    class Loader(yaml.SafeLoader):
        """Takes 1e-3 for a number, as everyone but YAML 1.1 does."""

    Loader.add_implicit_resolver("tag:yaml.org,2002:float", EXPONENT, list("-+0123456789"))
    try:
        return yaml.load(text, Loader)  # a SafeLoader
    except yaml.YAMLError as error:
        raise ValueError(error) from None


READERS: Mapping[str, Callable[[str], Any]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": json.loads,
    ".toml": tomllib.loads,
}


def _arguments(given: Any) -> dict[str, Any]:
    """Those of a network."""
    _mapping("the file", given, {"q0", "width", "layers"})
    layers = given.get("layers")
    if not isinstance(layers, list) or not layers:
        raise InvalidInputError(f"layers must be a list of layers, got {layers!r}")
    for number, layer in enumerate(layers, 1):
        _mapping(f"layer {number}", layer, {*DEFAULTS, "width"})
        for name in (name for name, value in DEFAULTS.items() if value is None):
            if name not in layer:
                raise InvalidInputError(f"layer {number} says no {name}")
    found: dict[str, Any] = {
        name: tuple(layer.get(name, default) for layer in layers)
        for name, default in DEFAULTS.items()
    }
    return found | {"q0": given.get("q0", 1.0), "widths": _widths(given, layers)}


def _mapping(place: str, given: Any, known: set[str]) -> None:
    if not isinstance(given, dict):
        raise InvalidInputError(f"{place} must be names with values, got {given!r}")
    if unknown := [str(name) for name in given if name not in known]:
        raise InvalidInputError(
            f"{place} has {unknown[0]!r}, which is none of {', '.join(sorted(known))}"
        )


def _widths(given: Mapping[str, Any], layers: list[Mapping[str, Any]]) -> tuple | None:
    """(n_0, ..., n_L) if all are there, None if none is."""
    places = {"the input": given} | {f"layer {i}": layer for i, layer in enumerate(layers, 1)}
    missing = [place for place, part in places.items() if "width" not in part]
    if missing and len(missing) < len(places):
        raise InvalidInputError(
            f"{missing[0]} says no width, but others do; give all of them, or none for a square "
            f"network"
        )
    return None if missing else tuple(part["width"] for part in places.values())
