r"""Two values, far from symmetric: 3 with probability 1/10, -1/3 otherwise, over :math:`\sqrt n`.

With a = 1/10 the values :math:`\sqrt{(1-a)/a}` and :math:`-\sqrt{a/(1-a)}` have mean 0 and variance
1; :math:`\mathbb E X^3 = (1-2a)/\sqrt{a(1-a)} = 8/3`, :math:`\mathbb E X^4 = 1/(a(1-a)) - 3`. The
i.i.d. theorem does not ask for symmetry: a third moment must not matter.
"""

from freewidth.ensembles._base import iid

CHANCE = 0.1
HIGH, LOW = 3.0, -1 / 3


def entry(rng, shape):
    x = rng.random(shape)
    high = x < CHANCE
    x.fill(LOW)
    x[high] = HIGH
    return x


ensemble = iid(
    "two-point (skewed)",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    entry,
    third_moment=8 / 3,
    fourth_moment=1 / (CHANCE * (1 - CHANCE)) - 3,
)
