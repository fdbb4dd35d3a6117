"""How far diluted weights are from full ones: the coefficient of 1/(p n)."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry, error, ingredients, mistaken
from claims.finite.cirone2024_sparse_limit import less_full, network
from freewidth import genus, limits
from freewidth.stats import at_infinite_width

WHAT = ("p n (m_2, less full)",)
KURTOSIS = 3.0  # E X^4 of the Gaussian entries that are kept


def entries(study):
    """Networks whose coefficient is known: those that forget the signs of their weights."""
    for draws in cases(study, "dilution").values():
        for group in draws.observed:
            if not (group.startswith("moments/") and group.endswith("/sparse")):
                continue
            net = network(draws, int(group.split("/")[1][1:]))
            if genus.forgets_signs(net):
                yield from corrections(draws, net)


def corrections(draws, net):
    """The coefficient of 1/(p n) in m_2, and the same against a wrong one."""
    excess = less_full(draws, f"moments/L{net.depth}")
    scaled = {degree: degree * values[:, 1:] for degree, values in excess.items()}
    rivals = {"no correction of order 1/(p n)": [0.0]}
    fourth = KURTOSIS * error(draws, "fourth moment")
    expected = [limits.sparse_correction(mistaken(net, draws), fourth)]
    evidence = at_infinite_width(WHAT, scaled, expected, rivals)
    yield entry(draws, f"L={net.depth}, 1/(p n)", "theorem", evidence)
    note = "tested against a coefficient made of the fourth cumulant of X"
    wrong = at_infinite_width(WHAT, scaled, [limits.sparse_correction(net, KURTOSIS - 3)], {})
    yield entry(draws, f"L={net.depth}, 1/(p n), off", "control", wrong, note)


claim = Claim(
    statement=(
        "Sparse weights, each entry kept with probability p, differ from full ones by corrections "
        "of order 1/(p n): E X^4 L/(p n) in m_2 of linear networks."
    ),
    formula=r"m_2 = m_2^\infty + \frac{L\,\mathbb{E} X^4}{p n} + \cdots",
    scope="finite size",
    source=Source(
        "ours",
        (CIRONE2024,),
        "derived in freewidth.limits.sparse; this paper states the limit",
    ),
    hypotheses={
        "diluted Gaussian weights, p n = 2 sqrt(n)": "ours",
        "phi linear on each side of 0": "ours",
    },
    rival="no correction of order 1/(p n)",
    entries=entries,
    ingredients=ingredients("slope", "sigma_w2", "fourth moment"),
)
