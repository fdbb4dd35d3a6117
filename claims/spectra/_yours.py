"""A claim about every ensemble, activation and law of biases that comes from outside.

Claims of papers are judged by what ships alone, so that what somebody adds cannot move their
verdicts. What is added has a verdict of its own, under the name ``yours_NAME``: does it have the
limit law that it declares? Nothing is expected of weights that declare none; both laws are tried.
"""

from collections.abc import Iterator
from types import SimpleNamespace

from claims._base import Claim, Entry, Source, Study, entry
from claims.spectra._ingredients import STORED
from claims.spectra._limits import covered
from freewidth import outside
from freewidth.compare import Comparison
from freewidth.ensembles import EVERY
from freewidth.kinds import HAAR, IID

REGISTRIES = {"ensembles": "weights", "activations": "the activation", "biases": "biases of law"}
BOTH = (IID.name, HAAR.name)  # the kinds whose laws every grid has
SHIFTED = "shifted"


def claims() -> dict[str, Claim]:
    """One for each."""
    return {name: _claim(extension) for name, extension in outside.judged().items()}


def yours(name: str) -> list[SimpleNamespace]:
    """The claim about an extension, in the form of a module that defines it; none of what ships."""
    found = {each: e for each, e in outside.judged().items() if e.name == name}
    home = __name__.rpartition(".")[0]
    return [SimpleNamespace(__name__=f"{home}.{n}", claim=_claim(e)) for n, e in found.items()]


def _claim(extension: outside.Extension) -> Claim:
    weights = EVERY[extension.name] if extension.registry == "ensembles" else None
    return (
        _without_law(extension, weights.no_law)
        if weights and weights.no_law
        else (_with_law(extension))
    )


def _with_law(extension: outside.Extension) -> Claim:
    """It has the law that it declares."""
    of = f"{REGISTRIES[extension.registry]} {extension.name}"

    def entries(study: Study) -> Iterator[Entry]:
        for grid, comparison in _about(study, extension):
            rivals = comparison.net.ensembles[0].kind.rivals or BOTH
            role, note = covered(comparison)
            yield entry(
                comparison, role, comparison.evidence(rivals=(*rivals, SHIFTED)), note, grid
            )
            for law in (law for law in rivals if law in comparison.rivals and role == "theorem"):
                wrong = comparison.evidence(against=law)
                yield entry(comparison, "control", wrong, f"tested against the {law} law", grid)

    return Claim(
        statement=(
            f"Networks with {of}: the spectrum of J J^T converges to the limit law of their kind "
            f"of weights, their activation and their biases."
        ),
        source=_source(extension),
        hypotheses={"what the file declares": "ours", "bounded phi": "ours"},
        rival="the law of another kind of weights; the law with every layer variance off by one",
        entries=entries,
        ingredients=STORED,
    )


def _without_law(extension: outside.Extension, why: str) -> Claim:
    """It declares none: which of the laws there are is nearest, and is that one excluded?"""

    def entries(study: Study) -> Iterator[Entry]:
        for grid, comparison in _about(study, extension):
            found = dict(_tried(comparison))
            nearest = min(found, key=lambda law: max(e.distance() for e in found[law]))
            for law, evidence in found.items():
                note = f"against the {law} law" + (", the nearest" if law == nearest else "")
                role, said = covered(comparison)
                yield entry(comparison, role, evidence, f"{note}; {said}" if said else note, grid)

    return Claim(
        statement=(
            f"Networks with weights {extension.name}, of which no limit law is declared ({why}): "
            f"the spectrum of J J^T converges to the law of i.i.d. and to that of Haar weights."
        ),
        source=_source(extension),
        hypotheses={"sampled only: no limit law is declared": "ours"},
        rival="the other of the two laws; another limit, or none",
        entries=entries,
        should="inconclusive",
        blind="what is tried is not what is expected",
    )


def _tried(comparison: Comparison) -> Iterator[tuple[str, list]]:
    """Law -> evidence, for the law compared with and the first other kind's."""
    own = comparison.net.ensembles[0].kind
    others = [law for law in BOTH if law in comparison.rivals]
    yield own.name, comparison.evidence(rivals=tuple(others))
    for law in others:
        yield law, comparison.evidence(against=law)


def _about(study: Study, extension: outside.Extension) -> Iterator[tuple[str, Comparison]]:
    """(grid, comparison) of the networks that an extension is part of, with their own D."""
    for key in (key for key in sorted(study) if key[4] == "true"):
        (grid, ensemble, activation, *_), comparison = key, study[key]
        own = {
            "ensembles": ensemble,
            "activations": activation,
            "biases": comparison.net.bias,
        }[extension.registry]
        if own == extension.name:
            yield grid, comparison


def _source(extension: outside.Extension) -> Source:
    return Source("ours", (), f"declared by the extension {extension.path.name}")
