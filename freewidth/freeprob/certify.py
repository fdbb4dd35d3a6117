"""What a law proves about itself before anyone may use it."""

from dataclasses import dataclass

import numpy as np

from freewidth.errors import NotConvergedError
from freewidth.freeprob.logs import upper_log
from freewidth.freeprob.moments import series_moments
from freewidth.freeprob.pieces import place, rule
from freewidth.freeprob.product import unfolded
from freewidth.freeprob.solve import NOISE, newton
from freewidth.freeprob.trace import density, interpolate, places

RESIDUAL = 1e-9  # relative defect of the density between nodes, where it is not itself rounding
MASS = 1e-10  # continuous part + atoms - 1
EXACT = 1e-10  # F from the pieces against F from the closed form
MOMENT = 1e-9  # relative, k <= 4
HALF_PLANE = 1e-8  # relative imaginary part on the wrong side: rounding only
ORDERS = 4
SPARE = (
    116.0  # in log x: next to the smallest number some w may be none; x < 1e-273 is not certified
)
STRIDE = 10.0  # in log x: long enough for a defect to rise above rounding
FAINT = 2 * NOISE / RESIDUAL  # of |y|: a density below it is known to RESIDUAL of this only
ROUNDINGS = 4.0  # of log z: in the new solution, in u, and in those the density was drawn through
HEAVY = 1e-12  # mass of a piece from which its density must be right to RESIDUAL
CROWDED = 1e-7  # in log x: nearer to singular values of K alone its rule loses digits


@dataclass(frozen=True)
class Certificate:
    """Measured defects of a law, all dimensionless and ideally 0.

    Attributes:
        residual: largest relative difference between the stored density and a new Newton solution
            between the nodes, with every layer for itself; a density that varies so fast that the
            rounding of log z moves it by more than RESIDUAL counts in proportion.
        mass: |continuous part + atoms - 1|.
        distribution: largest difference between F by integration and F in closed form.
        moments: largest relative difference between integrals of x^k and the power series, k <= 4.
        half_plane: largest relative imaginary part of m, of some w or of a partial product on the
            wrong side of the axis.
    """

    residual: float
    mass: float
    distribution: float
    moments: float
    half_plane: float

    def __repr__(self) -> str:
        return f"certified to {self.worst:.1e}"

    @property
    def worst(self) -> float:
        """The largest of these defects."""
        return max(self.residual, self.mass, self.distribution, self.moments, self.half_plane)


def trivial() -> Certificate:
    """For M = 0, where there is nothing to check."""
    return Certificate(0.0, 0.0, 0.0, 0.0, 0.0)


def certify(law, product, traced, deepest: float) -> Certificate:
    """Measure all defects of a law solved for log x >= ``deepest`` where w allows.

    Raises:
        NotConvergedError: one is above its tolerance; the message says which, where and how much.
    """
    atoms = sum(mass for _, mass in law.atoms)
    mass = abs(law.tail[1] + law.pieces.mass.sum() + atoms - 1)
    residual, where = _residual(law, product, traced)
    either = (_distribution(law, product, traced), _extrapolation(law, deepest))
    distribution, place = either[np.argmax([defect for defect, _ in either])]  # nan comes first
    found = Certificate(
        residual, float(mass), distribution, moments_defect(law, product), _wrong_side(traced)
    )
    refuse(law, found, {"residual": where, "distribution": place})
    return found


def refuse(law, found: Certificate, places: dict[str, float]) -> None:
    """Raise NotConvergedError if a defect is above its tolerance; ``places`` are x of defects."""
    limits = (RESIDUAL, MASS, EXACT, MOMENT, HALF_PLANE)
    names = ("residual", "mass", "distribution", "moments", "half_plane")
    for name, limit in zip(names, limits, strict=True):
        value = getattr(found, name)
        if not value <= limit:
            at = f" near x={places[name]:.12g}" if name in places else ""
            raise NotConvergedError(
                f"{law.label}: the law does not certify: {name} is off by {value:.1e} > "
                f"{limit:.0e}{at} (atoms {law.atoms}, support {law.support}). A gap "
                f"or edge may be unresolved: change a parameter slightly, or report the network"
            )


def _residual(law, product, traced):
    """Defect of the stored density against fresh solutions between nodes, and where."""
    worst, where = 0.0, np.nan
    if not traced:
        return worst, where
    t = np.array([-0.93, 0.02, 0.71])
    spots = [place(p.left, p.right, p.kind, t) for p in traced]
    u = np.concatenate([at for at, _ in spots])
    guess = [_guess(p, *spot) for p, spot in zip(traced, spots, strict=True)]
    y, w, rate = (np.concatenate([g[k] for g in guess]) for k in range(3))
    whole, blend = unfolded(law.of, product)
    new, found, error = newton(whole, u + 0j, y, np.exp(upper_log(w) @ blend.T))
    stored = np.concatenate([density(p, at) for p, (at, _) in zip(traced, spots, strict=True)])
    noise = ROUNDINGS * whole.rounding(new, found) * rate
    size = np.maximum(np.abs(new.imag), np.maximum(FAINT * np.abs(new), noise / RESIDUAL))
    defect = np.abs(np.pi * stored + new.imag) / size
    defect *= np.minimum(1.0, _distance(product, u) / CROWDED) ** 2
    defect *= np.minimum(1.0, np.repeat(law.pieces.mass, 3) / HEAVY)
    defect = np.where(error < 1e-9, defect, np.inf)
    worst = int(np.argmax(defect))
    return float(defect[worst]), float(np.exp(u[worst]))


def _guess(piece, u, v):
    """(y, w, |dy/du|), by a difference over a small part of the distance v from the edge."""
    step = 1e-3 * np.minimum(v, piece.right - piece.left)
    y, w = interpolate(piece, np.concatenate([u, u + step, u - step]))
    now, ahead, behind = np.split(y, 3)
    return now, w[: u.size], np.abs(ahead - behind) / (2 * step)


def _distance(product, u):
    """In log x, to the values at which the density of M = K is singular; else infinite.

    The rule for K loses its digits near them like the inverse square of this distance.
    """
    if not product.bare:
        return np.inf
    slopes = product.layers[0].law
    singular = product.constant + np.log([*slopes.critical, slopes.top])
    return np.min(np.abs(u[:, None] - singular), axis=1)


def _distribution(law, product, traced):
    """F by integration against 1 - Im(potential)/pi at a node of every piece, and where."""
    if not traced:
        return 0.0, np.nan
    middle = [places(p)[0][10] for p in traced]
    u = np.array(middle)
    y = np.array([p.y[10] for p in traced])
    w = np.stack([p.w[10] for p in traced])
    exact = 1 - product.potential(y, w, u + 0j).imag / np.pi
    found = law.pieces.cumulative(u)  # x itself may be too small for a number
    for position, mass in law.atoms:
        found = found + mass * (position <= np.exp(u))
    defect = np.abs(found - exact)
    worst = int(np.argmax(defect))
    return float(defect[worst]), float(np.exp(u[worst]))


def _extrapolation(law, deepest):
    """What the power law below the smallest x solved for is off by, at most, and where.

    Its defect grows like the square of the distance in log x, down to the smallest number there is;
    here it is measured upwards, over a distance of STRIDE. Where x has no digits left it counts for
    nothing.
    """
    low, mass, exponent = law.tail
    if mass <= EXACT or low < deepest + SPARE:
        return 0.0, np.nan
    above = law.pieces.cumulative(np.array([low + STRIDE]))[0]
    defect = abs(above - mass * np.exp(exponent * STRIDE))
    return float(defect * ((low - deepest) / STRIDE) ** 2), float(np.exp(low))


def moments_defect(law, product) -> float:
    """Largest relative difference between integrals of x^k and the power series, k <= 4."""
    exact = series_moments(law.of, ORDERS, *([product.rule] if product.layers else []))
    orders = np.arange(1, ORDERS + 1)
    found = sum(mass * a**orders for a, mass in law.atoms) + np.zeros(ORDERS)
    if law.pieces.left.size:
        u, weight = rule(law.pieces)
        found = found + np.exp(orders[:, None] * u) @ weight
    with np.errstate(invalid="ignore"):
        return float(np.max(np.abs(found / exact - 1)))


def _wrong_side(traced):
    worst = 0.0
    for p in traced:
        worst = max(worst, float(np.max(p.y.imag / np.abs(p.y))))
        worst = max(worst, float(np.max(-p.w.imag / np.abs(p.w), initial=0.0)))
    return max(worst, 0.0)
