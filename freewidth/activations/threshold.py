r"""h above a threshold :math:`\theta`, a constant below: it jumps, and slopes are those beside.

No library has a usual value for both; here they are 1 and 0. With 0 and 0, it is ReLU.
"""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import finite


def threshold(theta: float = 1.0, value: float = 0.0) -> Activation:
    """The member of the family with this threshold, and this value below it.

    Raises:
        InvalidInputError: one of them is not a finite number.
    """
    finite("threshold", theta=theta, value=value)
    usual = (theta, value) == (1.0, 0.0)
    return Activation(
        "threshold" if usual else f"threshold ({theta:g}, {value:g})",
        f=lambda h: np.where(h > theta, h, value),
        df=lambda h: (h > theta).astype(float),
        kinks=(theta,),
        slopes=(0.0, 1.0),
        bounded=False,
    )


activation = threshold()
