"""A network at a fixed point of its variance, and what is known of it."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite

from freewidth import genus, jacobian
from freewidth.activations import Activation, known
from freewidth.arguments import checked
from freewidth.ensembles import Ensemble, named
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob import FreeProduct, Law
from freewidth.initialisation._width import DECADE, MOST_LAYERS, deepest, spectral_width
from freewidth.layerwise import name_of
from freewidth.limits import phases
from freewidth.limits.critical import energy, slope_moment, spread
from freewidth.network import SMALLEST, Network
from freewidth.preactivation import Preactivation

INPUT = 1.0  # |x|^2/n_0 of inputs where q* = 0, which no input starts at


@checked
@dataclass(frozen=True)
class Initialisation:
    r"""Square layers whose variance is a fixed point; :func:`critical` finds critical ones.

    Attributes:
        activation: its name, or itself.
        ensemble: name of the weight ensemble, or itself.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        q: :math:`q^*`. At 0, which is reached only after infinitely many layers, what depends on
            L is that of inputs of :math:`|x|^2/n_0 = 1`.

    Raises:
        InvalidInputError: a name is unknown, a number outside its domain, or the weights have no
            limit law.
    """

    activation: str | Activation
    ensemble: str | Ensemble
    depth: int
    sigma_w2: float
    sigma_b2: float
    q: float

    def __post_init__(self):
        _smooth_enough(known(self.activation))
        Network(self.ensemble, "linear", self.depth, self.sigma_w2, self.sigma_b2, self.q)
        weights = named(self.ensemble)
        if weights.no_law or weights.field != "real":
            reason = weights.no_law or "they are complex"
            raise InvalidInputError(
                f"{self.weights} weights have no limit law here, as {reason}; take gaussian or "
                f"orthogonal ones"
            )

    @property
    def name(self) -> str:
        """Of the activation."""
        return self.activation if isinstance(self.activation, str) else self.activation.label

    @property
    def weights(self) -> str:
        """Name of the ensemble."""
        return name_of(self.ensemble)

    @property
    def label(self) -> str:
        """One line for messages and captions."""
        return (
            f"{self.weights} {self.name}, L={self.depth}, sigma_w2={self.sigma_w2:.6g}, "
            f"sigma_b2={self.sigma_b2:.6g}, q*={self.q:.6g}"
        )

    @property
    def q0(self) -> float:
        r"""The input's :math:`|x|^2/n_0` at which the first layer has the variance q* already."""
        return (self.q - self.sigma_b2) / self.sigma_w2

    @cached_property
    def chi(self) -> float:
        r""":math:`\sigma_w^2\,\mathbb E\,\phi'^2`, by what a layer multiplies squared gradients."""
        if self.q == 0:
            return self.sigma_w2 * phases.start_slope(self.activation)
        return self.sigma_w2 * slope_moment(self.activation, self.q, 1)

    @property
    def is_critical(self) -> bool:
        r"""Whether :math:`\chi = 1`."""
        return abs(self.chi - 1) < phases.CRITICAL

    @cached_property
    def variance_slope(self) -> float:
        r""":math:`\chi_q`: by what a layer multiplies a small error of the variance."""
        return phases.variance_slope(self.activation, self.sigma_w2, self.q)

    @property
    def variance_depth(self) -> float:
        r""":math:`\xi_q`, layers in which an error of the variance falls by e; inf: it does not."""
        return phases.depth_of(self.variance_slope)

    @cached_property
    def correlation(self) -> float:
        r"""The correlation :math:`c^*` to which all pairs of inputs tend."""
        return phases.correlation(self.activation, self.sigma_w2, self.sigma_b2, self.q)

    @cached_property
    def correlation_depth(self) -> float:
        r""":math:`\xi_c`, layers in which the distance from c* falls by e; inf at criticality.

        And at q* = 0, where covariances vanish as fast as variances do.
        """
        if self.q == 0:
            return inf
        if self.correlation == 1:
            return phases.depth_of(self.chi)
        return phases.depth_of(
            phases.correlation_slope(self.activation, self.sigma_w2, self.q, self.correlation)
        )

    @cached_property
    def correlation_decay(self) -> tuple[float, int] | None:
        r"""(A, p) of :math:`1 - c_l \simeq A l^{-p}` at criticality and q* > 0; else None."""
        if not self.is_critical or self.q == 0:
            return None
        return phases.correlation_decay(self.activation, self.sigma_w2, self.q)

    @cached_property
    def variances(self) -> tuple[float, ...]:
        """(q_1, ..., q_L): all q*, but from the input on where q* = 0.

        Raises:
            InvalidInputError: they underflow on their way to 0.
        """
        if self.q > 0:
            return (self.q,) * self.depth
        found = [self.sigma_w2 * INPUT + self.sigma_b2]
        while len(found) < self.depth:
            found.append(self.sigma_w2 * energy(self.activation, found[-1]) + self.sigma_b2)
            if found[-1] < SMALLEST:
                raise InvalidInputError(
                    f"{self.label}: the variance of inputs of |x|^2/n_0 = {INPUT:g} underflows in "
                    f"layer {len(found)}; take fewer layers, or a larger sigma_w2 or sigma_b2"
                )
        return tuple(found)

    @cached_property
    def moments(self) -> tuple[float, float]:
        r"""m_1 and m_2 of :math:`JJ^\top` in closed form.

        .. math:: m_1 = \prod_l\sigma_w^2\mu_1^l, \qquad
            m_2/m_1^2 = 1 + \sum_l(\mu_2^l/(\mu_1^l)^2 - 1 - s_1),

        s_1 = -1 for i.i.d. weights, 0 for Haar ones.
        """
        each = {q: self._layer(q) for q in set(self.variances)}
        first, ratio = 1.0, 1.0
        for q in self.variances:
            first, ratio = first * each[q][0], ratio + each[q][1]
        return first, ratio * first**2

    def _layer(self, q):
        """Factor of m_1 and term of m_2/m_1^2 of one layer."""
        minus_s1 = genus.moments(Network(self.ensemble, "linear", 1), 2)[1] - 1
        mean = self.sigma_w2 * slope_moment(self.activation, q, 1)
        return mean, spread(self.activation, q) + minus_s1

    @cached_property
    def law(self) -> Law:
        """The certified limit law of J J^T.

        Raises:
            NotConvergedError: as :func:`freewidth.jacobian.law`.
        """
        each = {
            q: jacobian.SlopeMeasure(self.activation, Preactivation(q)) for q in set(self.variances)
        }
        return jacobian.law(
            FreeProduct(
                self.label,
                (named(self.ensemble).kind,) * self.depth,
                tuple(each[q] for q in self.variances),
                (self.sigma_w2,) * self.depth,
                (1.0,) * (self.depth + 1),
            )
        )

    @property
    def edges(self) -> tuple[float, float]:
        """Least and greatest eigenvalue of J J^T in the limit, atoms counted."""
        ends = [x for pair in self.law.support for x in pair] + [x for x, _ in self.law.atoms]
        return min(ends), max(ends)

    @cached_property
    def spectral_width(self) -> float:
        """See :func:`spectral_width`."""
        return spectral_width(self.law)

    @cached_property
    def decade_depth(self) -> float:
        """The greatest depth with ``spectral_width`` <= ``DECADE``, see :meth:`deepest`."""
        return self.deepest(DECADE)

    @checked
    def deepest(self, width: float, limit: int = MOST_LAYERS) -> float:
        """The greatest depth with a spectral width of at most ``width``: 0, 1, ..., or inf.

        inf stands for a single singular value at every depth.

        Raises:
            InvalidInputError: the width is below 1.
            NotConvergedError: the depth is ``limit`` or more, or as :attr:`law`.
        """
        if not (isfinite(width) and width >= 1):
            raise InvalidInputError(
                f"the spectral width s_max/s_median is a finite number >= 1, got {width!r}"
            )
        if all(abs(self._layer(q)[1]) <= phases.SAME for q in set(self.variances)):
            return inf

        def at(depth):
            return replace(self, depth=depth).spectral_width

        try:
            return deepest(at, width, self.depth, limit)
        except NotConvergedError as error:
            raise NotConvergedError(f"{self.label}: {error}") from None


def _smooth_enough(phi):
    """Refuse what has no slope of the correlation map at 1, or no bounded support."""
    if phi.jumps:
        raise InvalidInputError(
            f"{phi.label} jumps at h={phi.jumps[0]:g}: inputs are torn apart there however near "
            f"they are, and no chi says by how much"
        )
    if not phi.bounded_slope:
        raise InvalidInputError(
            f"the slope of {phi.label} is not bounded, and with it no spectrum of J J^T; take "
            f"another activation"
        )
