r"""How far from Gaussian one output of a finite network is: excess kurtosis to order 1/n.

Given layer l-1, the units of layer l are i.i.d. with variance :math:`K_l = \sigma_w^2
|x^{l-1}|^2/n_{l-1} + \sigma_b^2`, itself random with :math:`\mathrm{Var}\,K_l\approx V_l/n`. With
:math:`F(q) = \mathbb E\,\phi(\sqrt q g)^2`, r_l = n_l/n_0 and entries of W of fourth cumulant
:math:`c_4` (standardised),

.. math::
    V_1 = 0, \quad V_{l+1} = \sigma_w^4\,\mathrm{Var}\,\phi(\sqrt{q_l}g)^2/r_l
    + (\sigma_w^2 F'(q_l))^2\,V_l, \qquad
    n\,\frac{\mathbb E y^4 - 3(\mathbb E y^2)^2}{q_L^2} \to \frac{3 V_L + \sigma_w^4\,c_4\,
    \mathbb E\,(x^{L-1}_j)^4/r_{L-1}}{q_L^2}.

Where layers differ, :math:`\phi` is that of layer l and :math:`\sigma_w^2` that of layer l + 1 (of
layer L in the last formula). Haar weights (square) put :math:`W x` uniformly on a sphere. Its
radius does not fluctuate, which takes :math:`2 a^2 F'(q)^2` off the variance of :math:`\phi^2` (a
is the variance without bias), and a coordinate of a sphere has excess kurtosis :math:`-6/n`.
"""

from math import fsum

from freewidth.activations import Activation
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.kinds import HAAR, IID
from freewidth.network import Network


@checked
def excess_kurtosis(net: Network) -> float:
    r"""The limit of n_0 times the excess kurtosis of an output :math:`y^L_j`.

    For inputs uniform on the sphere of norm q0 and Gaussian biases.

    Raises:
        InvalidInputError: Haar weights that are not square, mixed or other kinds of weights,
            complex weights, weights without a fourth moment, or biases that are not Gaussian.
    """
    check(net)
    haar = set(net.kinds) == {HAAR}
    variance = fsum(variances(net))
    if haar:
        return (3 * variance - 6 * (net.q[-1] - net.bias_variances[-1]) ** 2) / net.q[-1] ** 2
    cumulant = net.ensembles[-1].fourth_moment - 3
    size = net.ratios[-2] / net.ratios[0]
    weighted = net.weight_variances[-1] ** 2 * cumulant * _quartic(net) / size
    return (3 * variance + weighted) / net.q[-1] ** 2


def check(net: Network) -> None:
    """Whether fluctuations of order 1/n are known.

    Raises:
        InvalidInputError: they are not; the message says why.
    """
    kinds = set(net.kinds)
    if kinds not in ({IID}, {HAAR}) or (kinds == {HAAR} and len(set(net.ratios)) > 1):
        raise InvalidInputError(
            f"{net.label}: fluctuations of order 1/n are those of i.i.d. or of square Haar layers, "
            "not mixed"
        )
    if net.field != "real" or not net.gaussian_biases:
        raise InvalidInputError(
            f"{net.label}: fluctuations of order 1/n are those of real outputs and Gaussian biases"
        )
    if not all(ensemble.has_finite_fourth_moment for ensemble in net.ensembles):
        raise InvalidInputError(
            f"{net.label}: entries without a fourth moment have other fluctuations"
        )


def variances(net: Network) -> list[float]:
    """What each hidden layer contributes to V_L."""
    contributions: list[float] = []
    haar = set(net.kinds) == {HAAR}
    below = net.phis[:-1], net.q[:-1], net.bias_variances[:-1], net.ratios[1:-1]
    for phi, q, sigma_b2, size, sigma_w2 in zip(*below, net.weight_variances[1:], strict=True):
        second, fourth, slope = energies(phi, q)
        fresh = fourth - second**2
        if haar:
            fresh -= 2 * (q - sigma_b2) ** 2 * slope**2
        gain = (sigma_w2 * slope) ** 2
        contributions = [gain * v for v in contributions]
        contributions.append(sigma_w2**2 * fresh * net.ratios[0] / size)
    return contributions


def energies(phi: Activation, q: float) -> tuple[float, float, float]:
    r""":math:`F(q)`, :math:`\mathbb E\phi^4` and :math:`F'(q) = \mathbb E\,\phi^2 (h^2/q-1)/2q`."""
    f, kinks = phi.f, phi.cuts
    return (
        expect(lambda h: f(h) ** 2, q, kinks),
        expect(lambda h: f(h) ** 4, q, kinks),
        expect(lambda h: f(h) ** 2 * (h**2 / q - 1) / (2 * q), q, kinks),
    )


def _quartic(net):
    """Mean fourth power of what enters the last layer; 3 q0^2 for an input uniform on a sphere."""
    if net.depth == 1:
        return 3 * net.q0**2
    phi = net.phis[-2]
    return expect(lambda h: phi.f(h) ** 4, net.q[-2], phi.cuts)
