"""Sampled spectra against their limit law and the laws that rival it."""

from itertools import groupby

from freewidth.compare import compare
from freewidth.freeprob import Law
from freewidth.network import Network
from scripts import _study as study
from scripts import artifact
from scripts._entry import run


def rivals(net: Network, theory: str, names: list[str]) -> dict[str, Law]:
    """The law of the other kind of weights, and those named."""
    kind = study.foreign(net)
    return {kind: study.law(theory, net, kind)} | {n: study.law(theory, net, of=n) for n in names}


def main(*, cases: list[dict]) -> None:
    """Compare some cases, those of one network one after the other.

    A case says how D was drawn (``dependence``), where its spectra are, the ``path`` to write, and
    what those of one network share: ``grid``, ``ensemble``, ``networks`` (their arguments),
    ``theory`` (artifacts of laws by activation), and ``rivals``.
    """
    for _, some in groupby(cases, lambda case: (case["grid"], case["ensemble"])):
        together(list(some))


def together(cases: list[dict]) -> None:
    """Compare cases that differ in ``dependence`` alone."""
    names, arrays = {}, {case["dependence"]: {} for case in cases}
    first = cases[0]
    for activation, laws in first["theory"].items():
        for network in first["networks"]:
            net = Network(first["ensemble"], activation, **network)
            law, others = study.law(laws, net), rivals(net, laws, first["rivals"])
            key = f"{activation}/L{net.depth}"
            for case in cases:
                found = study.spectra(case["spectra"], activation, net.depth)
                comparison = compare(net, found, law, others, case["dependence"])
                names[key] = comparison.names
                flat = {f"{key}/{name}": values for name, values in comparison.arrays().items()}
                arrays[case["dependence"]] |= flat
    for case in cases:
        shared = {key: case[key] for key in ("grid", "dependence", "ensemble", "networks")}
        artifact.save(case["path"], shared | {"names": names}, **arrays[case["dependence"]])


if __name__ == "__main__":
    run(main)
