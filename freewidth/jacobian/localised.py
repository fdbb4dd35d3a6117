r"""The law for an input of a few equal entries and signs as weights: other slopes in one layer.

If :math:`x^0` is :math:`\sqrt{n q_0/k}` in k entries and 0 elsewhere, and :math:`W^1` has entries
:math:`\pm n^{-1/2}`, then without biases there :math:`y^1 = \sigma_w\sqrt{q_0/k}\,(2 B - k)`, B ~
Binomial(k, 1/2), and K^1 is a law of finitely many values. D^1 is made of k columns of W^1 and
independent of the others, so that both are free up to a matrix of rank k. Later layers are those of
a network whose input has :math:`|x^1|^2/n = \mathbb E\,\phi(y^1)^2`.
"""

from dataclasses import replace

import numpy as np
import scipy  # its parts are loaded at first use

from freewidth.arguments import AnyFloat, checked
from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.freeprob import FreeProduct, Source, Values
from freewidth.jacobian._factors import free_product
from freewidth.network import Network

LEAST = 1e-18  # probability: values that are rarer are left out, below rounding in all


@checked
def localised(net: Network, entries: AnyFloat) -> FreeProduct:
    r"""The factors of J for an input of ``entries`` equal entries, as width grows, they do not.

    By :math:`s = n^{-2}\sum_j (x^0_j)^4 = q_0^2/k`: the law of i.i.d. weights is that of s = 0.

    Raises:
        InvalidInputError: weights of the first layer are not signs, it has biases, or no whole
            number of entries.
    """
    if net.ensembles[0] is not ENSEMBLES["rademacher"] or net.bias_variances[0]:
        raise InvalidInputError(
            f"{net.label}: slopes of an input of few entries are known for signs as weights "
            f"(ensemble='rademacher') and without biases (sigma_b2=0) in the first layer"
        )
    if entries < 1 or entries % 1:
        raise InvalidInputError(f"an input has a whole number of entries >= 1, got {entries!r}")
    phi, plus = net.phis[0], np.arange(entries + 1)
    mass = scipy.special.binom(entries, plus) * 0.5**entries
    y = (net.weight_variances[0] * net.q0 / entries) ** 0.5 * (2.0 * plus - entries)
    first = zip(phi.df(y) ** 2, mass, strict=True)
    sources: list[Source] = [Values(tuple((float(k), float(p)) for k, p in first if p > LEAST))]
    if net.depth > 1:
        energy = float(mass @ phi.f(y) ** 2)
        later = replace(net, **net.part(1, net.depth), q0=energy)
        sources += free_product(later).sources
    label = f"{net.label}, input of {entries} entries"
    return FreeProduct(label, net.kinds, tuple(sources), net.scales, net.ratios)
