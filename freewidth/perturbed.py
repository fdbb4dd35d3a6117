r"""Networks whose limits are computed with an error put in on purpose.

How large an error of the theory data would have shown is found by comparing them with a theory
that has one. Errors of :math:`\sigma_w^2`, :math:`\sigma_b^2` or of layer sizes are other networks;
errors of the variances alone, or of the slopes alone, no network has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from types import MappingProxyType

from freewidth.errors import InvalidInputError
from freewidth.network import Network, plain
from freewidth.preactivation import Preactivation

STEPS = (0.1, 0.3)  # errors at which limit laws are solved; those between are interpolated
FACTORS = tuple(factor for e in STEPS for factor in (1 + e, 1 / (1 + e)))


@dataclass(frozen=True, repr=False)
class Perturbed(Network):
    r"""A network in the limit, but for factors. For theory: finite networks know nothing of them.

    What reads the laws of pre-activations and the scales of layers reads the wrong ones:
    ``freewidth.jacobian.law``, ``freewidth.genus.moments``, ``freewidth.limits.resolvent`` and
    others. Factors of 1 are the network itself.

    Attributes:
        q_factor: of every variance :math:`q_l` where slopes are evaluated; the recursion that
            leads from layer to layer is left alone.
        slope_factor: of every :math:`\phi'(y^l)^2`.

    Raises:
        InvalidInputError: a factor is not positive, or as :class:`freewidth.Network`.
    """

    q_factor: float = 1.0
    slope_factor: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        for name in ("q_factor", "slope_factor"):
            factor = getattr(self, name)
            if not (isfinite(factor) and factor > 0):
                raise InvalidInputError(f"{name} must be finite and > 0, got {factor!r}")

    @classmethod
    def of(cls, net: Network, q_factor: float = 1.0, slope_factor: float = 1.0) -> "Perturbed":
        """A network with these factors."""
        return cls(**plain(net), q_factor=q_factor, slope_factor=slope_factor)

    @property
    def exact(self) -> Network:
        """The network without the factors."""
        return Network(**plain(self))

    @cached_property
    def preactivations(self) -> tuple[Preactivation, ...]:
        """The limiting laws of y^1_j, ..., y^L_j, their variances times ``q_factor``."""
        factor = self.q_factor
        return tuple(
            replace(y, variance=factor * y.variance, sigma_b2=factor * y.sigma_b2)
            for y in self.exact.preactivations
        )

    @property
    def scales(self) -> tuple[float, ...]:
        """sigma_w^2 times ``slope_factor``, for every layer."""
        return tuple(self.slope_factor * scale for scale in super().scales)

    @property
    def label(self) -> str:
        """One line that identifies the network and the errors."""
        return f"{super().label}, q x {self.q_factor:.6g}, phi'^2 x {self.slope_factor:.6g}"


def _times(variances: tuple[float, ...], factor: float) -> tuple[float, ...]:
    """Those of all layers times a factor."""
    return tuple(factor * variance for variance in variances)


def _first_ratio(net: Network, factor: float) -> Network:
    """n_0 times a factor, all other layers as they are."""
    return replace(net, widths=(factor * net.ratios[0], *net.ratios[1:]))


# What the limit law of a network is made of, by the name that results carry: the network with this
# times a factor.
INGREDIENTS: Mapping[str, Callable[[Network, float], Network]] = MappingProxyType(
    {
        "q": lambda net, factor: Perturbed.of(net, q_factor=factor),  # all variances q_l
        "slope": lambda net, factor: Perturbed.of(net, slope_factor=factor),  # all phi'^2
        "sigma_w2": lambda net, factor: replace(net, sigma_w2=_times(net.weight_variances, factor)),
        "sigma_b2": lambda net, factor: replace(net, sigma_b2=_times(net.bias_variances, factor)),
        "ratio": _first_ratio,  # n_0/n_1
    }
)
