"""Which weights a theorem is about: what claims know of the kinds of ensembles, in one place."""

from collections.abc import Callable

from freewidth.ensembles import ENSEMBLES, Ensemble
from freewidth.kinds import HAAR, IID
from freewidth.network import Network

Selector = Callable[[Ensemble], bool]


def iid(ensemble: Ensemble) -> bool:
    """Independent entries."""
    return ensemble.kind is IID


def haar(ensemble: Ensemble) -> bool:
    """Haar weights."""
    return ensemble.kind is HAAR


def given_singular_values(ensemble: Ensemble) -> bool:
    """Haar singular vectors, and singular values that the ensemble says."""
    return ensemble.kind.singular_values is not None


def gaussian(ensemble: Ensemble) -> bool:
    """Independent real Gaussian entries."""
    return ensemble is ENSEMBLES["gaussian"]


def iid_with_fourth_moment(ensemble: Ensemble) -> bool:
    """Independent entries to which the theorem applies."""
    return iid(ensemble) and ensemble.has_finite_fourth_moment


def iid_not_gaussian(ensemble: Ensemble) -> bool:
    """Independent entries of any other law."""
    return iid(ensemble) and not gaussian(ensemble)


def alike(one: Network, other: Network) -> bool:
    """Whether the weights of two networks have the same kind of limit law."""
    return one.ensembles[0].kind == other.ensembles[0].kind


def none(ensemble: Ensemble) -> bool:
    """No weights at all."""
    return False


def other_weights(net: Network) -> str:
    """Real weights with the limit law that those of the network do not have."""
    return "orthogonal" if iid(net.ensembles[0]) else "gaussian"
