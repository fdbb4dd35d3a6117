"""Sampled spectra of one case against its limit law and the laws that rival it."""

from freewidth import artifact
from freewidth.compare import Comparison, compare
from freewidth.network import Network
from scripts import _study as study
from scripts._entry import run


def judge(net: Network, dependence: str, spectra: str, theory: str) -> Comparison:
    """All widths of one network; ``spectra`` holds its eigenvalues, ``theory`` its laws.

    Rivals are the law of the other kind of weights and the law with every variance off by one.
    """
    kind = study.foreign(net)
    rivals = {kind: study.law(theory, net, kind), "shifted": study.law(theory, net, off=True)}
    found = study.spectra(spectra, net.activation, net.depth)
    return compare(net, found, study.law(theory, net), rivals, dependence)


def case(dependence: str, ensemble: str, depths: list, numbers: dict, spectra: str, theory: dict):
    """Params and arrays of all comparisons of a case; ``theory`` maps activations to artifacts."""
    names, arrays = {}, {}
    for activation, laws in theory.items():
        for depth in depths:
            net = Network(ensemble, activation, depth, **numbers)
            comparison = judge(net, dependence, spectra, laws)
            key = f"{activation}/L{depth}"
            names[key] = comparison.names
            arrays |= {f"{key}/{name}": values for name, values in comparison.arrays().items()}
    return {"dependence": dependence, "ensemble": ensemble, "names": names, **numbers}, arrays


def main(*, cases: list[dict], **shared) -> None:
    """Compare every activation and depth of some cases (dependence, spectra, path to write)."""
    for each in cases:
        params, arrays = case(each["dependence"], spectra=each["spectra"], **shared)
        artifact.save(each["path"], params, **arrays)


if __name__ == "__main__":
    run(main)
