r"""A polynomial, entire as complex weights ask, with closed forms for everything.

For a circular complex Gaussian z of variance q: :math:`\mathbb E|\phi|^2 = q + q^2/2`,
:math:`\mathbb E|\phi'|^2 = 1 + q`, :math:`\mathbb E|\phi'|^4 = 1 + 4q + 2q^2`; for a real one,
:math:`q + 3q^2/4`, :math:`1 + q`, :math:`1 + 6q + 3q^2`.
"""

from freewidth.activations._base import Activation

activation = Activation(
    "x + x²/2", f=lambda h: h + h**2 / 2, df=lambda h: 1 + h, bounded=False, entire=True
)
