"""What the numbers mean, in sentences."""

from freewidth.arguments import checked
from freewidth.initialisation._network import Initialisation
from freewidth.initialisation._width import lost
from freewidth.limits.phases import CRITICAL

BESIDE = 5e-4  # of a growth from 1: four digits hardly show it
SEEN = 1e-3  # shares of singular values below are not worth a sentence


@checked
def remarks(net: Initialisation) -> tuple[str, ...]:
    """What one should know before using it: the phase, variances on their way to q*, lost ranks."""
    return (_phase(net), _variance(net), *_zeros(net))


def _phase(net):
    if net.is_critical:
        return "Critical: squared gradients neither grow nor shrink at the fixed point (chi = 1)."
    all_layers = f"chi = {_beside_1(net.chi)} in a layer, {net.chi**net.depth:.2g} in {net.depth}"
    if net.chi < 1:
        ends = "all outputs vanish" if net.q == 0 else "all inputs become alike"
        return f"Order: squared gradients shrink by {all_layers}; {ends}."
    return (
        f"Chaos: squared gradients grow by {all_layers}; correlations of inputs tend to "
        f"{net.correlation:.3g}."
    )


def _beside_1(value):
    """Four digits, or how far from 1, where these would be 1."""
    off = value - 1
    return f"{value:.4g}" if abs(off) > BESIDE else f"1 {'+' if off > 0 else '-'} {abs(off):.2g}"


def _zeros(net):
    """One sentence if there is something to say."""
    share = lost(net.law)
    if share >= SEEN:
        yield (
            f"A share {share:.3g} of the singular values of J is 0, as phi is flat there: these "
            f"directions are lost, and the spectral width leaves them out."
        )


def _variance(net):
    if net.q == 0:
        return (
            f"q* = 0 is a limit no layer reaches: inputs of |x|^2/n_0 = 1 have q_L = "
            f"{net.variances[-1]:.3g}, and the law is theirs, with m_1 = {net.moments[0]:.3g}; a "
            f"bias variance > 0 gives a fixed point to stay at, if the activation has one."
        )
    if abs(net.variance_slope - 1) < CRITICAL:
        return "Variances do not move: each is a fixed point, or next to one (chi_q = 1)."
    if net.variance_slope > 1:
        return (
            f"The fixed point repels: an error of q grows by chi_q = {net.variance_slope:.6g} in a "
            f"layer, {net.variance_slope**net.depth:.3g} in {net.depth}; scale inputs to "
            f"|x|^2/n_0 = {net.q0:.4g}."
        )
    return (
        f"Inputs of |x|^2/n_0 = {net.q0:.4g} start at q*; others come nearer by e in "
        f"{net.variance_depth:.3g} layers."
    )
