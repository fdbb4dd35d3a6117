"""How the second moment of deep critical networks grows with depth."""

from claims._base import Claim, Source
from claims._papers import PENNINGTON2017, PENNINGTON2018
from claims.finite._experiments import cases, entry, error, ingredients
from freewidth.limits import critical
from freewidth.stats import at_infinite_width

OTHER = {"gaussian": "orthogonal", "orthogonal": "gaussian"}


def entries(study):
    """Each ensemble at every depth: m_1 and m_2/m_1^2, extrapolated to infinite width."""
    for case, draws in cases(study, "deep").items():
        yield entry(draws, "m_2/m_1^2 by depth", "theorem", evidence(draws, case, OTHER[case]))
        note = f"tested against the growth for {OTHER[case]} weights"
        wrong = evidence(draws, OTHER[case], None)
        yield entry(draws, "m_2/m_1^2 by depth, off", "control", wrong, note)


def evidence(draws, ensemble, rival):
    """Moments at every depth against 1 + L (mu_2/mu_1^2 - 1 - s_1)."""
    found = []
    for depth in depths(draws):
        by_width = {n: v[:, :2] for n, v in draws.observed[f"steady/L{depth}"].items()}
        rivals = {}
        if rival:
            rivals = {f"{rival} weights": [1.0, second_moment(draws, rival, depth)]}
            rivals["one layer less"] = [1.0, second_moment(draws, ensemble, depth - 1)]
        expected = [first_moment(draws, depth), second_moment(draws, ensemble, depth)]
        names = [f"m_1 at L={depth}", f"m_2/m_1^2 at L={depth}"]
        found += at_infinite_width(names, by_width, expected, rivals)
    return found


def first_moment(draws, depth):
    """The limit of m_1: 1, but for errors."""
    activation, q = draws.settings["activation"], draws.settings["q"]
    mu = [critical.slope_moment(activation, each, 1) for each in (q, error(draws, "q") * q)]
    return (error(draws, "slope") * error(draws, "sigma_w2") * mu[1] / mu[0]) ** depth


def second_moment(draws, ensemble, depth):
    """The limit of m_2/m_1^2."""
    q = error(draws, "q") * draws.settings["q"]
    return critical.second_moment(ensemble, draws.settings["activation"], q, depth)


def depths(draws):
    """The depths that were sampled."""
    return sorted({depth for depth, _, _ in draws.settings["sizes"]})


claim = Claim(
    statement=(
        "Where every layer has the same variance and sigma_w^2 mu_1 = 1, the spectrum of J J^T "
        "keeps its mean and m_2/m_1^2 - 1 grows in proportion to depth: by mu_2/mu_1^2 - 1 - s_1 "
        "per layer, s_1 = -1 for Gaussian weights and 0 for Haar weights."
    ),
    formula=(
        r"\frac{m_2}{m_1^2} - 1 = L \Bigl(\frac{\mu_2}{\mu_1^2} - 1 - s_1\Bigr) \qquad "
        r"\mu_k = \mathbb{E}\,\phi'(\sqrt{q^*}\,g)^{2k}"
    ),
    source=Source("recalled", (PENNINGTON2017, PENNINGTON2018)),
    hypotheses={
        "critical networks": "recalled",
        "input of the fixed point's length": "ours",
    },
    rival="the growth for the other kind of weights; one layer less",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2"),
)
