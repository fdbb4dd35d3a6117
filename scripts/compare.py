"""Sampled spectra of one case against its limit law and the laws that rival it."""

from freewidth import artifact
from freewidth.compare import compare
from freewidth.network import Network
from freewidth.theory import Law
from scripts import _study as study
from scripts._entry import run


def rivals(net: Network, theory: str) -> dict[str, Law]:
    """The law of the other kind of weights, and the law with every variance off by one."""
    kind = study.foreign(net)
    return {kind: study.law(theory, net, kind), "shifted": study.law(theory, net, off=True)}


def main(*, cases: list[dict], ensemble: str, depths: list, numbers: dict, theory: dict) -> None:
    """Compare every activation and depth of some cases (dependence, spectra, path to write).

    ``theory`` maps activations to artifacts of their laws.
    """
    names, arrays = {}, {case["dependence"]: {} for case in cases}
    for activation, laws in theory.items():
        for depth in depths:
            net = Network(ensemble, activation, depth, **numbers)
            law, others = study.law(laws, net), rivals(net, laws)
            key = f"{activation}/L{depth}"
            for case in cases:
                found = study.spectra(case["spectra"], activation, depth)
                comparison = compare(net, found, law, others, case["dependence"])
                names[key] = comparison.names
                flat = {f"{key}/{name}": values for name, values in comparison.arrays().items()}
                arrays[case["dependence"]] |= flat
    for case in cases:
        params = {"dependence": case["dependence"], "ensemble": ensemble, "names": names, **numbers}
        artifact.save(case["path"], params, **arrays[case["dependence"]])


if __name__ == "__main__":
    run(main)
