"""What the dependence of D on the weights does at finite width."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry, ingredients, mistaken
from freewidth import genus
from freewidth.genus import finite_moments as finite
from freewidth.network import Network
from freewidth.stats import at_infinite_width, exact, without_rivals


def entries(study):
    """Independent D and true D at every width; the 1/n coefficient of true D."""
    for case, draws in cases(study, "corrections").items():
        for group, by_width in draws.observed.items():
            dependence, _, depth = group.partition("/L")
            net, part = network(draws, int(depth)), f"{dependence} D, L={depth}"
            evidence = [e for n, values in by_width.items() for e in _at(net, n, values)]
            if dependence == "independent":
                yield entry(draws, part, "theorem", evidence)
                continue
            if genus.forgets_signs(net):
                note = "a flipped row flips D and nothing else: as good as independent"
                yield entry(draws, part, "theorem", evidence, note)
            else:
                note = "tested against the mean for independent D, from which it parts at order 1/n"
                evidence = _at(net, min(by_width), by_width[min(by_width)])
                yield entry(draws, part, "control", without_rivals(evidence), note)
            note = f"b in a + b/n, measured; expected: for independent D ({case})"
            yield entry(draws, f"{part}, b", "empirical", coefficients(net, by_width), note)


def _at(net, width, values):
    """Every moment at one width."""
    orders = values.shape[1]
    return exact(
        [f"m_{k} at n={width}" for k in range(1, orders + 1)],
        values,
        finite(net, width, orders),
        {"planar gluings alone": genus.moments(net, orders)},
    )


def network(draws, depth):
    """The network of one group."""
    numbers = draws.settings["sigma_w2"], draws.settings["sigma_b2"]
    return mistaken(Network("gaussian", draws.case, depth, *numbers), draws)


def coefficients(net, by_width):
    """b in a + b/n of every moment, where a is the planar limit, against that of independent D."""
    k = next(iter(by_width.values())).shape[1]
    limit = genus.moments(net, k)
    scaled = {n: n * (values - limit) for n, values in by_width.items()}
    names = [f"b of m_{s}" for s in range(1, k + 1)]
    return at_infinite_width(names, scaled, genus.first_correction(net, k), {})


claim = Claim(
    statement=(
        "With D independent of Gaussian weights the mean moments of J J^T are exact sums over all "
        "gluings at any width. Networks whose D comes from the weights share the planar limit; "
        "for activations like ReLU they share every order, for others they part at order 1/n."
    ),
    formula=(
        r"\mathbb{E}\,\frac1n \operatorname{tr} (JJ^\top)^k = \sum_{\text{gluings } \gamma} "
        r"n^{\chi(\gamma) - 2}\,w_n(\gamma) \qquad "
        r"w_n: \text{ moments of } \phi'^2 \text{ round its loops}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (CIRONE2024,),
        "derived in freewidth.genus by Wick's formula, of which this paper takes the leading order",
    ),
    hypotheses={
        "independent Gaussian weights": "ours",
        "D independent of them, or phi linear on each side of 0 and symmetric biases": "ours",
    },
    rival="planar gluings alone",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2", "sigma_b2"),
)
