"""The error function itself, phi(h) = erf(h), not the rescaled erf(h sqrt(pi)/2)."""

import numpy as np

from freewidth.activations._base import Activation


def erf(h):
    """SciPy's, loaded late: it takes longer to load than small networks to sample."""
    from scipy.special import erf

    return erf(h)


activation = Activation(
    "erf",
    f=erf,
    df=lambda h: 2 / np.sqrt(np.pi) * np.exp(-(h**2)),
    bounded=True,
)
