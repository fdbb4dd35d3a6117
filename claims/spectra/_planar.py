"""Moments of sampled spectra against sums over planar gluings, by kind of weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from claims._base import Entry, Study, shipped
from claims._ensembles import Selector, iid, other_weights
from freewidth import genus
from freewidth.compare import Comparison
from freewidth.network import shifted
from freewidth.perturbed import INGREDIENTS, STEPS
from freewidth.stats.samples import SAME
from freewidth.stats.sensitivity import Ingredient

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
        for (ensemble, activation), some in together(study, covers).items():
            yield from _of(f"{ensemble} {activation}", some)

    return entries


def _of(subject, some):
    """The moments of networks that differ in depth and grid, in one entry, and its control."""
    net = some[0][1].net
    labels = {"ensemble": net.ensemble, "activation": net.activation}
    labels["networks"] = [f"{grid} L={c.net.depth}" for grid, c in some]
    own = tuple(item for grid, c in some for item in moments(grid, c))
    if own and all(item.what.startswith("m_1,") for item in own):
        yield Entry(subject, labels, "empirical", own, NO_VARIANCE)
    elif own:
        yield Entry(subject, labels, "theorem", own)
        off = tuple(item for grid, c in some for item in moments(grid, c, OTHER))
        yield Entry(f"{subject}, off", labels, "control", off, f"tested against {OTHER}")


def ingredients(covers: Selector) -> dict[str, Ingredient]:
    """What the sums are made of, for the networks that a claim is about."""
    return {name: wrong(name, covers) for name in INGREDIENTS}


def wrong(name, covers):
    """One ingredient."""

    def mistaken(_, study, factor):
        for (ensemble, activation), some in together(study, covers).items():
            sums = [_sum(INGREDIENTS[name](c.net, factor)) for _, c in some]
            items = [i for (g, c), s in zip(some, sums, strict=True) for i in against(g, c, s, {})]
            if items and not all(item.what.startswith("m_1,") for item in items):
                yield Entry(f"{ensemble} {activation}", {}, "theorem", tuple(items))

    return Ingredient(mistaken, STEPS)


def together(study: Study, covers: Selector) -> dict[tuple[str, str], list[tuple[str, Comparison]]]:
    """Pairs (grid, comparison) of networks with true D, by ensemble and activation."""
    found: dict[tuple[str, str], list[tuple[str, Comparison]]] = {}
    for key in shipped(study):
        comparison = study[key]
        covered = covers(comparison.net.ensembles[0])
        if covered and key[-1] == "true" and min(comparison.widths) >= NARROW:
            found.setdefault(key[1:3], []).append((key[0], comparison))
    return found


def moments(grid, comparison, rival=None):
    """The moments of one network against their sums or, if named, those of a rival."""
    net = comparison.net
    other = replace(net, ensemble=other_weights(net))
    rivals = {OTHER: _sum(other), SHIFTED: _sum(shifted(net))}
    expected, rivals = (rivals[rival], {}) if rival else (_sum(net), rivals)
    return against(grid, comparison, expected, rivals)


def against(grid, comparison, expected, rivals):
    """The moments of one network against given ones."""
    return [
        replace(
            _against(item, expected, rivals), what=f"{item.what}, {grid} L={comparison.net.depth}"
        )
        for item in comparison.evidence()
        if item.what in expected
    ]


def _sum(net):
    ensemble = "gaussian" if iid(net.ensembles[0]) else "orthogonal"  # all of a kind alike
    return _moments(replace(net, ensemble=ensemble))


@lru_cache(maxsize=1024)  # networks are rivals of each other
def _moments(net):
    return {f"m_{k}": float(m) for k, m in enumerate(genus.moments(net, 4), 1)}


def _against(item, expected, rivals):
    value = expected[item.what]
    apart = {
        name: values[item.what]
        for name, values in rivals.items()
        if abs(values[item.what] - value) > SAME * abs(value)
    }
    return replace(item, expected=value, rivals=apart)
