"""What turning the weights changes, and what not."""

import numpy as np

from freewidth.plotting import rates as plotting
from scripts.drawings._points import points

KINDS = ("fixed", "free")


def draw(rotations):
    """One panel per ensemble for m_1, and one for outputs and D."""
    changes, moved = {}, {}
    for ensemble, own in rotations.items():
        before = own.observed["own"]
        changes[ensemble] = {
            kind: points({
                n: (v[:, 0] - before[n][:, 0]) / before[n][:, 0].mean()
                for n, v in own.observed[kind].items()
            })
            for kind in KINDS
        }  # fmt: skip
        moved[ensemble] = {kind: _largest(own.observed[f"moved/{kind}"]) for kind in KINDS}
    return plotting.rotations(changes, moved)


def caption(rotations):
    """Parameters, and what is drawn."""
    some = next(iter(rotations.values())).settings
    return (
        f"W replaced by W U in every layer of {some['activation']} networks, L = {some['depth']}; "
        f"two standard errors. If U is Haar on the rotations that fix the layer's input, outputs "
        f"and D stay what they are to rounding (right), and for orthogonal and Gaussian weights so "
        f"does the law of the Jacobian, at every width. Signs are not invariant: their law changes "
        f"at order 1/n. If U is any rotation while D is kept, D is as good as independent of the "
        f"weights, which makes a difference of order 1/n."
    )


def _largest(by_width):
    widths = np.array(sorted(by_width))
    return widths, np.array([by_width[n].max() for n in widths]), np.zeros(len(widths))
