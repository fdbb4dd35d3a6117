"""Networks that break one hypothesis, beside networks that do not."""

import numpy as np

from claims.finite.false_any_input import network, signed
from freewidth import genus
from freewidth.plotting import rates as plotting
from scripts.drawings._points import points

INPUT, FACTOR, UNITS = "one entry as input", "QR without the signs", "sparse units"
LABELS = {INPUT: "$m_2$", FACTOR: "$\\mathrm{tr}\\,Q/\\sqrt{n}$", UNITS: "mass at 0"}


def draw(flaws):
    """One panel per flaw, for the first activation."""
    panels, limits = {}, {}
    if own := flaws.get("localised_input"):
        activation = own.settings["activations"][0]
        panels[INPUT] = {
            group.split("/")[0]: points(by_width, 1, _inverse)
            for group, by_width in own.observed.items()
            if group.endswith(f"/{activation}")
        }
        iid, haar = (network(own, e, activation) for e in ("gaussian", "orthogonal"))
        limits[INPUT] = {
            "i.i.d. law": genus.moments(iid, 2)[1],
            "Haar law": genus.moments(haar, 2)[1],
            "$y^1 = \\pm\\ldots + b$": signed(iid)[1],
        }
    if own := flaws.get("unsigned_qr"):
        panels[FACTOR] = {
            name: points(
                {n: v[:, 0] / np.sqrt(n) for n, v in own.observed[f"{kind}/traces"].items()},
                over=_inverse,
            )
            for kind, name in (("bare", "bare"), ("haar", "with signs"))
        }
        limits[FACTOR] = {"Haar": 0.0}
    if own := flaws.get("sparse_units"):
        activation = own.settings["activations"][0]
        panels[UNITS] = {
            name: points(own.observed[f"{kind}/{activation}"], 2, _inverse)
            for kind, name in (
                ("mixed", f"{own.settings['share']:.0%} sparse"),
                ("full", "all full"),
            )
        }
        limits[UNITS] = {"limit": 0.0}
    return plotting.flaws(panels, limits, LABELS)


def caption(flaws):
    """Parameters, and what is drawn."""
    some = next(iter(flaws.values())).settings
    return (
        f"Networks with {some['activations'][0]}, L = {some['depth']}, that break one hypothesis; "
        f"two standard errors. Left: an input with one entry different from 0; signs as weights "
        f"make the first pre-activation a sign plus the bias; Gaussian and Haar weights do not. "
        f"Middle: the orthogonal factor of a Gaussian matrix as LAPACK returns it is not Haar. "
        f"Right: {some['share']:.0%} of the units with {some['degree']:g} weight on average leave "
        f"an atom at 0."
    )


def _inverse(n):
    return 1 / n
