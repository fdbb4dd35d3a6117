"""Spectra of conjugate kernels Y Y^T/m, Y = f(W X), of one layer. Cases are kinds of weights."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.ensembles import EVERY as ENSEMBLES
from freewidth.gaussian import expect
from freewidth.sample import batches, diluted
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, styled

SPARSE = "sparse"  # Gaussian weights, a fixed mean number of them per row
INDEPENDENT = tuple(name for name, each in ENSEMBLES.items() if each.entry is not None)

LEVELS = np.linspace(0.02, 0.98, 36)  # at which F_n is drawn

Kinds = Annotated[s.Names, s.among((*INDEPENDENT, SPARSE), "kind of weights")]


@dataclass(frozen=True)
class Settings:
    """What is sampled: n units at m Gaussian inputs in n_0 dimensions.

    Attributes:
        cases: ensembles of independent entries, or ``sparse``.
        activations: f, less its Gaussian mean, with weights that have a variance.
        heavy: bounded odd f, with weights that are sparse or have none.
        q: n_0 times the variance of weights; heavy-tailed ones of index alpha are those of the
            ensemble times (q/n_0^{2/alpha})^{1/2}. Inputs have variance one.
        degree: mean number of sparse weights per row.
        inner: n_0 over n.
        columns: m over n.
        widths: n, and how many kernels of each are drawn.
    """

    cases: Kinds
    activations: s.Activations
    heavy: s.Activations
    q: s.Positive
    degree: s.Positive
    inner: s.Ratio
    columns: s.Ratio
    widths: s.Widths

    def __post_init__(self):
        s.check(self)
        least = min(width for width, _ in self.widths)
        s.require(round(self.columns * least) >= 2, f"conjugate_kernel.columns = {self.columns:g}: "
                  f"leaves less than two of {least}, and pairs of columns are taken")  # fmt: skip


# m_2 of linear networks is 5 % more than that of tanh ones; so many kernels leave about 0.1 %
PAPER = Settings(
    cases=("gaussian", "rademacher", "student_t3", "cauchy", "alpha_stable", SPARSE),
    activations=("tanh", "erf", "sin", "relu"),
    heavy=("erf", "sin"),
    q=1.0,
    degree=4.0,
    inner=1.0,
    columns=2.0,
    widths=((48, 800), (96, 400), (192, 120)),
)
QUICK = replace(PAPER, activations=("erf", "sin", "relu"), widths=((24, 200), (36, 120), (48, 80)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """Eigenvalues in groups spectra/ACTIVATION, and in rows/ACTIVATION their :func:`row_squares`.

    All activations see the same W X.
    """
    names = settings.heavy if is_heavy(case) else settings.activations
    observed: s.Observed = {f"{kind}/{name}": {} for name in names for kind in ("spectra", "rows")}
    for n, networks in settings.widths:
        parts: dict[str, list] = {group: [] for group in observed}
        rng = stream(n)
        for count in batches(networks, 4 * n**2):
            h = preactivations(case, settings, n, count, rng)
            for name in names:
                y = centred(name, settings.q, h)
                gram = y @ y.swapaxes(1, 2) / y.shape[2]
                parts[f"spectra/{name}"].append(np.linalg.eigvalsh(gram))
                parts[f"rows/{name}"].append(row_squares(y))
        for group, values in parts.items():
            observed[group][n] = np.concatenate(values)
    return observed


def preactivations(case, settings, n, count, rng):
    """W X, shape (count, n, m)."""
    inner, columns = (max(1, round(share * n)) for share in (settings.inner, settings.columns))
    if case == SPARSE:
        density = min(1.0, settings.degree / inner)
        w, _ = diluted(ENSEMBLES["gaussian"], density).draw(rng, count, n, inner)
    else:
        entry, index = ENSEMBLES[case].entry, min(2.0, ENSEMBLES[case].finite_moments)
        w = entry(rng, (count, n, inner)) / inner ** (1 / index)
    return np.sqrt(settings.q) * w @ rng.standard_normal((count, inner, columns))


def is_heavy(case: str) -> bool:
    """Whether rows of W keep a few large entries."""
    return case == SPARSE or ENSEMBLES[case].finite_moments <= 2


def centred(name, q, h):
    """f(h), f less its mean at the variance q."""
    phi = ACTIVATIONS[name]
    return phi.f(h) - expect(phi.f, q, phi.cuts)


def row_squares(y):
    """Means of Y_ia^2 Y_ib^2 over rows i and pairs of columns a, b, shape (count, 1)."""
    squares, m = y**2, y.shape[2]
    pairs = squares.sum(axis=2) ** 2 - (squares**2).sum(axis=2)
    return pairs.mean(axis=1, keepdims=True) / (m * (m - 1))


@styled
def draw(draws: Cases) -> Figure:
    """Distribution functions; then F_n less F of the Gaussian equivalent, light tails and heavy."""
    from scripts.finite import _pictures as p

    figure = p.page(2.9)
    left, middle, right = figure.subplots(1, 3)
    light = {case: own for case, own in draws.items() if not is_heavy(case)}
    heavy = {case: own for case, own in draws.items() if is_heavy(case)}
    name = common(draws)["heavy"][-1]
    looks = dict(zip(draws, p.looks(len(draws)), strict=True))
    for case, own in list(light.items())[:1]:
        _distributions(p, left, own, name, looks[case])
        _rivals(p, middle, own, name)
    for ax, some in ((middle, light), (right, heavy)):
        ax.axhline(0, color=p.INK, lw=0.9, zorder=0)
        for i, (case, own) in enumerate(some.items()):
            p.marks(ax, _gaps(own, name, LEVELS[i :: len(some)]), looks[case])
        ax.set(xscale="log", xlabel="$\\lambda/m_1$")
    handles = [
        p.handle("Gaussian equivalent", p.INK, line="-"),
        p.handle("all linear", p.INK, line="--"),
        p.handle("not linear", p.INK, line=":"),
        *(p.handle(_label(case), k["color"], k["marker"]) for case, k in looks.items()),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=5)
    left.set(xscale="log", xlabel="$\\lambda/m_1$", title=f"$F$: {name}")
    middle.set(title="$F_n - F$: light tails")
    right.set(title="$F_n - F$: heavy tails")
    return figure


def caption(draws: Cases) -> str:
    """What is drawn."""
    some = common(draws)
    n = max(width for width, _ in some["widths"])
    return (
        f"Spectra of Y Y^T/m, Y = f(W X), f = {some['heavy'][-1]}, at n = {n}; eigenvalues over "
        f"the mean of the law, two standard errors. Left: distribution functions with Gaussian "
        f"weights (discs), and those of laws with this theta_1: of the Gaussian equivalent, of a "
        f"linear network, and of theta_2 = 0 (Marchenko-Pastur). Middle: F_n less F of the "
        f"Gaussian equivalent, for weights with a variance; Student t (3) gets there slowly. "
        f"Right: the same for weights without a variance and for sparse ones "
        f"({some['degree']:g} per row), against the equivalent with the first two moments that "
        f"such spectra tend to; those of alpha-stable ones are measured."
    )


def _distributions(p, ax, own, name, look):
    """Laws as lines, F_n at the law's quantiles as marks."""
    from claims.finite._kernels import equivalent, others

    law = equivalent(own, name)
    x = np.geomspace(max(law.quantile(1e-3), 1e-3 * law.theta1), 1.1 * law.support[-1][1], 200)
    for line, each in zip(("--", ":"), others(law).values(), strict=True):
        ax.plot(x / law.theta1, each.cdf(x), color=p.INK, linestyle=line, lw=1.1)
    ax.plot(x / law.theta1, law.cdf(x), color=p.INK, lw=1.1)
    at = law.quantile(LEVELS[::3])
    p.marks(ax, (at / law.theta1, *_sampled(own, name, at)), look)


def _rivals(p, ax, own, name):
    """Rival laws less the law."""
    from claims.finite._kernels import equivalent, others

    law = equivalent(own, name)
    x = law.quantile(np.linspace(0.002, 0.998, 120))
    for line, each in zip(("--", ":"), others(law).values(), strict=True):
        ax.plot(x / law.theta1, each.cdf(x) - law.cdf(x), color=p.INK, linestyle=line, lw=1.1)


def _gaps(own, name, levels):
    """Quantiles over the mean, F_n less F there, and its standard error."""
    law = _law(own, name)
    at = law.quantile(levels)
    mean, error = _sampled(own, name, at)
    return at / law.theta1, mean - levels, error


def _law(own, name):
    """The Gaussian equivalent; with heavy tails the one with the first two moments."""
    from claims.finite._kernels import equivalent, ratios
    from claims.finite.false_gaussian_equivalent import matched
    from claims.finite.guionnet2025_heavy_tailed_weights import LIMITS, limits, statistics
    from freewidth.stats import extrapolate

    if not is_heavy(own.case):
        return equivalent(own, name)
    if own.case in LIMITS:
        moments = limits(own, name, own.case)
    else:
        moments = extrapolate(statistics(own, name)).value
    return matched(moments, *ratios(own))


def _sampled(own, name, at):
    """Mean of F_n over the widest kernels, and its standard error."""
    by_width = own.observed[f"spectra/{name}"]
    values = by_width[max(by_width)]
    below = (values[:, :, None] <= at).mean(axis=1)
    return below.mean(axis=0), below.std(axis=0, ddof=1) / np.sqrt(len(below))


def _label(case):
    return "sparse" if case == SPARSE else ENSEMBLES[case].label
