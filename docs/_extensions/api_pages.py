"""A page for every public package of the library: its docstring and its names."""

import inspect
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from itertools import takewhile
from pathlib import Path

import freewidth

ALONE = (  # modules whose names users type
    "errors",
    "gaussian",
    "limits.conjugate_kernel",
    "limits.critical",
    "limits.deep",
    "limits.heavy_rows",
    "network",
    "rng",
)
HIDDEN = ("cli",)  # a command, not a library


def packages():
    """``freewidth``, its public packages and theirs, and the modules above: name -> module."""
    names = [found.name for found in pkgutil.walk_packages(freewidth.__path__, "freewidth.")
             if _public(found)]  # fmt: skip
    return {name: import_module(name) for name in ["freewidth", *names]}


def _public(found):
    parts = found.name.split(".")[1:]
    hidden = parts[0] in HIDDEN or any(part.startswith("_") for part in parts)
    alone = ".".join(parts) in ALONE or not names_of(import_module(found.name.rpartition(".")[0]))
    return not hidden and (found.ispkg or alone)


def names_of(module):
    """What a module offers: ``__all__``, or what it defines itself."""
    own = [n for n, o in vars(module).items() if getattr(o, "__module__", None) == module.__name__]
    return [n for n in getattr(module, "__all__", sorted(own)) if not n.startswith("_")]


def home(name, value, modules):
    """Of the modules that offer an object the one that lies nearest to where it is defined."""
    offer = [m for m, module in modules.items() if name in names_of(module)
             and getattr(module, name) is value]  # fmt: skip
    defined = getattr(value, "__module__", None) or ""
    return max(offer, key=lambda m: (len(_shared(m, defined)), m != "freewidth"))


def _shared(one, other):
    """The dotted beginning that two names share."""
    pairs = zip(one.split("."), other.split("."), strict=False)
    return [a for a, b in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def page(package, modules):
    """The text of a page, in MyST: what is offered, then all that is explained here."""
    module = modules[package]
    values = {n: getattr(module, n) for n in names_of(module)}
    homes = {n: home(n, v, modules) for n, v in values.items() if not inspect.ismodule(v)}
    lines = [f".. automodule:: {package}", "", f".. currentmodule:: {package}", ""]
    shown = {n: at for n, at in homes.items() if callable(values[n])}
    if shown:
        lines += [".. list-table::", "   :widths: auto", ""]
    for name, at in shown.items():
        said = (inspect.getdoc(values[name]) or "").partition("\n")[0]
        lines += [f"   * - :py:obj:`~{at}.{name}`", f"     - {said}"]
    for name, at in homes.items():
        elsewhere = [] if callable(values[name]) else [f"Data: :py:data:`{at}.{name}`"]
        lines += ["", *(_entry(name, values[name]) if at == package else elsewhere)]
    return "\n".join([f"# {package}", "", "```{eval-rst}", *lines, "```", ""])


def _entry(name, value):
    if inspect.isclass(value):
        return [f".. autoclass:: {name}", "   :members:"]
    if callable(value):
        return [f".. autofunction:: {name}"]
    return [f".. py:data:: {name}", "", f"   {_value(value)}"]


def _value(value):
    if isinstance(value, Mapping | tuple | list):
        return ", ".join(f"``{each}``" for each in value)
    return f"``{value!r}``"


def write(app):
    modules = packages()
    for package in modules:
        path = Path(app.srcdir, "api", f"{package}.md")
        text = page(package, modules)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app):
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
