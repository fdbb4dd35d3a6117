"""Networks that break one hypothesis, beside networks that do not. Cases are flaws."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample.finite import (
    Weights,
    eigenvalues,
    inputs,
    jacobians,
    run,
    sparse,
    trace_moments,
    weights,
)
from freewidth.sample.finite.draws import batches

ORDERS = 2
ZERO = 1e-24  # of the largest eigenvalue: exact zeros come out at 1e-30


def network(settings, activation, ensemble="gaussian"):
    """The network whose limit law is at stake."""
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    return Network(ensemble, activation, *numbers)


def sample(case, settings, named):
    """Moments m_1, m_2, by width, of networks with a flaw and of others.

    ``localised_input``: x^0 has one entry; groups ENSEMBLE/ACTIVATION. ``unsigned_qr``: groups
    KIND/ACTIVATION and KIND/traces (tr Q, tr Q^2) for the bare factor and the Haar one.
    ``sparse_units``: a share of the rows of W has but ``degree`` entries on average; groups
    KIND/ACTIVATION with the mass at 0 in a third column.
    """
    ways = {"localised_input": _localised, "unsigned_qr": _factors, "sparse_units": _mixtures}
    statistic = _with_zeros if case == "sparse_units" else _moments

    def measured(kind, ensemble, activation, drawn, width, networks):
        net, rng = network(settings, activation, ensemble), named(kind, activation, width)
        parts = _products(net, drawn, width, networks, case, rng)
        return np.concatenate([statistic(product) for product in parts])

    observed = {}
    for kind, ensemble, drawn in ways[case](settings):
        for activation in settings["activations"]:
            observed[f"{kind}/{activation}"] = {
                width: measured(kind, ensemble, activation, drawn, width, networks)
                for width, networks in settings["widths"]
            }
        if case == "unsigned_qr":
            observed[f"{kind}/traces"] = {
                width: _traces(drawn, width, networks, named(kind, "traces", width))
                for width, networks in settings["widths"]
            }
    return observed


def _localised(settings):
    for ensemble in settings["ensembles"]:
        yield ensemble, ensemble, weights(ENSEMBLES[ensemble])


def _factors(settings):
    yield "bare", "orthogonal", Weights("QR without the sign fix", _bare)
    yield "haar", "orthogonal", weights(ENSEMBLES["orthogonal"])


def _mixtures(settings):
    yield "mixed", "gaussian", mixture(settings["share"], settings["degree"])
    yield "full", "gaussian", weights(ENSEMBLES["gaussian"])


def _bare(rng, batch, rows, columns):
    return np.linalg.qr(rng.standard_normal((batch, rows, columns)))[0], None


def mixture(share: float, degree: float) -> Weights:
    """Gaussian weights, a share of whose rows has ``degree`` entries on average, of any width."""

    def draw(rng, batch, rows, columns):
        few = sparse(ENSEMBLES["gaussian"], degree / columns).draw(rng, batch, rows, columns)[0]
        full = weights(ENSEMBLES["gaussian"]).draw(rng, batch, rows, columns)[0]
        return np.where(rng.random((batch, rows, 1)) < share, few, full), None

    return Weights(f"Gaussian, {share:.0%} of units sparse", draw)


def _products(net, drawn, width, networks, case, rng):
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        if case == "localised_input":
            x = np.zeros_like(x)
            x[:, 0] = np.sqrt(net.q0 * width)
        yield jacobians(net, run(net, net.sizes(width), drawn, rng, x))


def _moments(product):
    return trace_moments(product, ORDERS)


def _with_zeros(product):
    values = eigenvalues(product)
    zeros = (values <= ZERO * values[:, -1:]).mean(axis=1)
    return np.stack([values.mean(axis=1), (values**2).mean(axis=1), zeros], axis=1)


def _traces(drawn, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        q, _ = drawn.draw(rng, count, width, width)
        parts.append(np.stack([np.einsum("bii->b", q), np.einsum("bij,bji->b", q, q)], axis=1))
    return np.concatenate(parts)
