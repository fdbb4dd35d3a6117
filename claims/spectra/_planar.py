"""Moments of sampled spectra against sums over planar gluings, by kind of weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from claims._base import Entry, Study
from claims._ensembles import Selector, other_weights
from freewidth import genus
from freewidth.compare import Comparison
from freewidth.network import shifted
from freewidth.stats.samples import SAME

OTHER = "the sum for the other kind of weights"
SHIFTED = "every variance off by one"
NARROW = 32  # at n = 16 m_4 of Laplace weights is far from linear in 1/n
NO_VARIANCE = "heavy tails: m_1 alone has a variance, and one gluing has no rival"


def planar(covers: Selector) -> Callable[[Study], Iterator[Entry]]:
    """Networks with true D and weights that ``covers`` selects.

    Those of one ensemble and one activation together, because rivals need be excluded once: ten
    layers at a width of a few hundred have not the power for that, but must agree.
    """

    def entries(study: Study) -> Iterator[Entry]:
        together: dict[tuple[str, str], list[tuple[str, Comparison]]] = {}
        for key, comparison in sorted(study.items()):
            covered = covers(comparison.net.ensembles[0])
            if covered and key[-1] == "true" and min(comparison.widths) >= NARROW:
                together.setdefault(key[1:3], []).append((key[0], comparison))
        for (ensemble, activation), some in together.items():
            yield from _of(f"{ensemble} {activation}", some)

    return entries


def _of(subject, some):
    """The moments of networks that differ in depth and grid, in one entry, and its control."""
    net = some[0][1].net
    labels = {"ensemble": net.ensemble, "activation": net.activation}
    labels["networks"] = [f"{grid} L={c.net.depth}" for grid, c in some]
    own = tuple(item for grid, c in some for item in moments(grid, c, None))
    if own and all(item.what.startswith("m_1,") for item in own):
        yield Entry(subject, labels, "empirical", own, NO_VARIANCE)
    elif own:
        yield Entry(subject, labels, "theorem", own)
        wrong = tuple(item for grid, c in some for item in moments(grid, c, OTHER))
        yield Entry(f"{subject}, off", labels, "control", wrong, f"tested against {OTHER}")


def moments(grid, comparison, rival):
    """The moments of one network against their sums or, if named, those of a rival."""
    net = comparison.net
    other = replace(net, ensemble=other_weights(net))
    rivals = {OTHER: _sum(other), SHIFTED: _sum(shifted(net))}
    expected, rivals = (rivals[rival], {}) if rival else (_sum(net), rivals)
    return [
        replace(_against(item, expected, rivals), what=f"{item.what}, {grid} L={net.depth}")
        for item in comparison.evidence()
        if item.what in expected
    ]


def _sum(net):
    return {f"m_{k}": float(m) for k, m in enumerate(genus.moments(net, 4), 1)}


def _against(item, expected, rivals):
    value = expected[item.what]
    apart = {
        name: values[item.what]
        for name, values in rivals.items()
        if abs(values[item.what] - value) > SAME * abs(value)
    }
    return replace(item, expected=value, rivals=apart)
