"""Squared error of the tangent kernel, by activation and weights."""

from claims.finite.cirone2024_gaussian_outputs import network
from claims.finite.cirone2024_tangent_kernel import convergence, errors
from freewidth.limits import tangent_kernel
from freewidth.plotting import scaling as plotting
from scripts.drawings._points import points


def draw(tangent):
    """One panel per activation."""
    found, slopes = {}, {}
    for case, own in tangent.items():
        for activation, by_width in own.observed.items():
            net = network(own, activation)
            limit = tangent_kernel(net, own.settings["gram"])
            squares = {n: errors(values, limit) for n, values in by_width.items()}
            found.setdefault(net.phi.label, {})[case] = points(squares)
            item = convergence(by_width, limit)
            slopes[f"{net.phi.label} {case}"] = f"${item.observed:.2f}\\pm{2 * item.sem:.2f}$"
    return plotting.tangent(found, slopes)


def caption(tangent):
    """Parameters, and what is drawn."""
    some = next(iter(tangent.values())).settings
    return (
        f"Tangent kernel of networks with L = {some['depth']} at three inputs and two outputs, "
        f"against its deterministic limit: mean squared relative error in Frobenius norm, with two "
        f"standard errors; slopes fitted, 95 % intervals. Sparse: 2√n weights per unit, of which "
        f"only those that are there are trained."
    )
