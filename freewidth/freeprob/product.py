r"""The limit law of a free product as one analytic function of m, in factored form.

With :math:`m_l = \rho_l m`, :math:`\rho_l = n_L/n_l`, :math:`w_l = 1/\chi_{K^l}(m_l)`, c_l scales,

.. math:: \log z = \log\frac{1+m_0}{m_0} + \sum_l \Big[\log c_l + \log w_l +
    \log\frac{m_l}{1+m_l} + \log\frac{1}{S_{W^\top W}(m_{l-1})}\Big],

the last term as the kind of the weights says (:mod:`freewidth.kinds`): constants and powers of
:math:`1 + m_{l-1}` and :math:`1 + m_l`. A measure of one value a off 0, of mass p, is explicit,
:math:`w = a (p + m_l)/m_l`. What remains is

.. math:: \log z = C + e \log m + \sum_j f_j \log(y + \delta_j) + \sum_g n_g \log w_g, \qquad
    y = m + \mu, \quad A_g(w_g) = \rho_g (y + \delta_g),

with :math:`\mu = 1 - \nu(\{0\})`, so that y carries full relative accuracy at a hard edge at 0.

Where :math:`\mu` is tiny beside the mass of some measure off 0, it is the unit of y and m, which
are then those of the law off 0 alone: :math:`\nu = (1-\mu)\delta_0 + \mu\nu'` has
:math:`m_\nu = \mu m_{\nu'}`. Such a measure keeps its w far above K, and solves
:math:`E[K_g/(w_g - K_g)] = \rho_g m` instead, in which the mass does not cancel.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.families import Choice, Member, every, few, spread
from freewidth.freeprob.logs import log_plus, lower_log, upper_log
from freewidth.freeprob.measure import MeasureRule
from freewidth.freeprob.sums import Sums

TIE = 1e-13  # relative difference below which two bottlenecks are the same one
GRID = 120  # points of a table on the negative axis
DENSE = 30.0  # in log|w| below the largest slope: A varies most there
HIGH = 15.0  # in log|w| above it, from where 1 - A is better known by its first term
LARGE = 10.0  # w over the top of K from which A is 1 + E[k]/w: near m = 0
ALL, SOME = -50.0, -2.0  # in log|w| below the floor, where K is negligible there, and where not
FAR = 3.0  # |m| beyond which log(1 + 1/m) is better than a difference
LITTLE = 1e-3  # mass off 0 that may be the unit, and share of the mass of a measure that is little


@dataclass(frozen=True, eq=False)
class Layer:
    """``count`` layers that are not explicit: A(w) = rho (y + delta).

    Where a few stand for many, counts are the weights of :mod:`.families`, and no whole numbers.
    """

    law: MeasureRule
    rho: float
    delta: float
    count: float
    member: Member


@dataclass(frozen=True, eq=False)
class Product:
    r"""log z(m) in factored form, see the module.

    Attributes:
        constant: C.
        power: e.
        factors: triples (delta_j, f_j, ratio rho_j), delta_j increasing.
        layers: the implicit layers.
        mu: one minus the weight of the atom at 0, in units of ``share``.
        share: 1, or the mass off 0: then y and m are those of the law off 0.
    """

    constant: float
    power: int
    factors: tuple[tuple[float, int, float], ...]
    layers: tuple[Layer, ...]
    mu: float
    share: float = 1.0

    @property
    def bare(self) -> bool:
        """Whether z = w for a single layer, so that M is K up to a factor."""
        return (
            self.power == 0
            and not self.factors
            and len(self.layers) == 1
            and self.layers[0].count == 1
            and self.layers[0].rho * self.mu == self.layers[0].law.mass
        )

    @property
    def rule(self) -> tuple[float, float]:
        """Floor and blur of the layers' quadratures; there must be such layers."""
        return self.layers[0].law.floor, self.layers[0].law.blur

    @cached_property
    def arrays(self):
        """(delta, f) as arrays."""
        return (
            np.array([delta for delta, _, _ in self.factors]),
            np.array([float(times) for _, times, _ in self.factors]),
        )

    @cached_property
    def counts(self) -> NDArray:
        """n_g, shape (G,)."""
        return np.array([float(layer.count) for layer in self.layers])

    @cached_property
    def rho(self) -> NDArray:
        """rho_g, shape (G,)."""
        return np.array([layer.rho for layer in self.layers])

    @cached_property
    def loose(self) -> NDArray:
        """Which measures have far more mass off 0 than the law, shape (G,)."""
        return np.array([layer.delta * LITTLE > self.mu for layer in self.layers], dtype=bool)

    @cached_property
    def _offset(self) -> NDArray:
        delta = np.array([layer.delta for layer in self.layers])
        return np.where(self.loose, -self.mu, delta)

    def target(self, y: NDArray) -> NDArray:
        """What :meth:`flow` must give, shape (N, G): rho (y + delta), or rho m; y (N,)."""
        return self.rho * (y[:, None] + self._offset)

    def y_at(self, value: NDArray) -> NDArray:
        """The y at which each target is ``value``, shape (..., G)."""
        return value / self.rho - self._offset

    @cached_property
    def tops(self) -> NDArray:
        """Largest value of each K, shape (G,)."""
        return np.array([layer.law.top for layer in self.layers])

    @cached_property
    def means(self) -> NDArray:
        """E[K; K > 0]/P(K > 0), shape (G,)."""
        return np.array([layer.law.moments(1)[0] / layer.law.mass for layer in self.layers])

    def log_z(self, y: NDArray, w: NDArray) -> NDArray:
        """log z for y in the closed lower, w in the closed upper half plane; w is (..., G)."""
        return self.constant + self._factors(y) + upper_log(w) @ self.counts

    def _factors(self, y):
        """log z without the measures; where m is large and its powers cancel, so do their logs."""
        delta, times = self.arrays
        total = lower_log(y[..., None] + delta) @ times
        if self.power:
            total = total + self.power * lower_log(y - self.mu)
        if self.regular and (far := np.abs(y) > FAR * (self.mu + delta.max(initial=0.0))).any():
            near = log_plus(delta / y[far][:, None]) @ times
            total[far] = near + self.power * log_plus(-self.mu / y[far])
        return total

    @cached_property
    def regular(self) -> bool:
        """Whether log z is finite at m = infinity, but for the measures."""
        return bool(self.factors) and self.power + self.arrays[1].sum() == 0

    def rounding(self, y: NDArray, w: NDArray) -> NDArray:
        """Half a unit in the last place of every term of log z, and of what each log w solves."""
        delta, times = self.arrays
        total = abs(self.constant) + np.abs(lower_log(y[..., None] + delta)) @ np.abs(times)
        if self.power:
            total = total + abs(self.power) * np.abs(lower_log(y - self.mu))
        far = (np.abs(w) > LARGE * self.tops) & ~self.loose
        own = np.where(far, np.abs(w) / self.means, 1.0)  # A/(dA/dlog w)
        total = total + (own + np.abs(upper_log(w))) @ np.abs(self.counts)
        return np.finfo(float).eps / 2 * total

    def explicit(self, y: NDArray) -> NDArray:
        """Derivative of the explicit part of log z by y."""
        delta, times = self.arrays
        return self.power / (y - self.mu) + (1 / (y[..., None] + delta)) @ times

    @cached_property
    def _stacks(self):
        """Layers that share their nodes: (indices, their sums)."""
        groups = {}
        for g, (layer, loose) in enumerate(zip(self.layers, self.loose.tolist(), strict=True)):
            groups.setdefault((layer.law.k.tobytes(), loose), []).append(g)
        return [
            (members, Sums(self.layers[members[0]].law.k, self._weights(members), loose))
            for (_, loose), members in groups.items()
        ]

    def _weights(self, members):
        return np.stack([self.layers[g].law.c for g in members])

    def flow(self, w: NDArray) -> tuple[NDArray, NDArray]:
        r"""All :math:`A_g(w_g)` and :math:`dA_g/d\log w_g`, for w of shape (N, G).

        Where a measure is :attr:`loose`, :math:`A_g` without its mass.
        """
        value, slope = np.empty(w.shape, complex), np.empty(w.shape, complex)
        w = np.asarray(w, dtype=complex)
        for members, sums in self._stacks:
            parts = sums.flow(np.repeat(np.arange(len(members)), len(w)), w[:, members].T.ravel())
            value[:, members], slope[:, members] = (
                part.reshape(len(members), -1).T for part in parts
            )
        return value, slope

    @cached_property
    def negative_grid(self) -> tuple[NDArray, NDArray]:
        """(logit of A/mass, log(-w)) on the negative axis, both increasing, shapes (GRID, G)."""
        laws = [layer.law for layer in self.layers]
        starts = [ALL if law.negligible_at_floor else SOME for law in laws]
        columns = [
            _around(law.floor * np.exp(start), law.top)
            for law, start in zip(laws, starts, strict=True)
        ]
        grid = np.stack(columns, axis=1) if columns else np.zeros((GRID, 0))
        mass = np.array([law.mass for law in laws])
        flow = self.flow(-np.exp(grid))[0].real / mass
        value = np.clip(flow + self.loose, 1e-300, 1.0)
        mean = np.array([np.real(law.c @ law.k) for law in laws])
        far = mean / mass * np.exp(-grid)  # A's next term
        top = np.log([law.top for law in laws])
        rest = np.where(grid > top + HIGH, far, np.where(self.loose, -flow, 1 - value))
        return np.maximum.accumulate(np.log(value) - np.log(rest)), grid

    def potential(self, y: NDArray, w: NDArray, log_z: NDArray) -> NDArray:
        r"""The antiderivative of (1+m) d log z; its imaginary part over pi is 1 - F.

        By parts, :math:`(1+m)\log z - \int \log z\,dm`; :math:`\int \log w\,d\psi = \psi \log w -
        E\log(w-k) + \log w` makes every layer elementary.
        """
        m = y - self.mu
        total = (1 + m) * log_z - self.constant * m
        if self.power:
            total = total - self.power * _integral_log(m)
        delta, times = self.arrays
        near = delta * LITTLE <= self.mu
        total = total - _integral_log(y[..., None] + delta[near]) @ times[near]
        if not near.all():
            total = total - _integral_far(y[..., None], m[..., None], delta[~near]) @ times[~near]
        for g, (layer, loose) in enumerate(zip(self.layers, self.loose, strict=True)):
            law, at = layer.law, w[..., g]
            log_w = upper_log(at)
            excess = law.excess(at) if loose else law.potential(at) - law.mass * log_w
            total = total - layer.count * (m * log_w - excess / layer.rho)
        return total


def _around(low, top):
    """log of numbers from ``low`` to far above ``top``, dense about it, shape (GRID,)."""
    low, top = np.log(low), np.log(top)
    if low > top - 2 * DENSE:
        return np.linspace(low, top + 40, GRID)
    below = np.linspace(low, top - DENSE, GRID // 4 + 1)[:-1]
    return np.concatenate([below, np.linspace(top - DENSE, top + 40, GRID - below.size)])


def _integral_log(t):
    """Antiderivative t log t - t, 0 at t = 0."""
    some = np.where(t == 0, 1.0, t)
    return np.where(t == 0, 0.0, t * lower_log(some) - t)


def _integral_far(y, m, delta):
    """Antiderivative of log(y + delta) by m, but for a constant, for delta far above y."""
    part = y / delta
    return m * np.log(delta) + delta * ((1 + part) * log_plus(part) - part)


def exponents(product: FreeProduct) -> tuple[float, int, dict[float, int]]:
    """(constant, power, {ratio rho: exponent of 1 + rho m}) of everything but the measures."""
    last = product.ratios[-1]
    first = last / product.ratios[0]
    constant = -np.log(first) + float(np.sum(np.log(product.scales)))
    power, plus = -1, {first: 1}
    for stage in product.stages:
        inner, outer = last / stage.columns, last / stage.rows
        weights = stage.kind.factor(inner, outer)
        constant += np.log(outer) + weights.constant
        power += 1
        for rho, times in (*weights.powers, (outer, -1)):
            plus[rho] = plus.get(rho, 0) + times
    return float(constant), power, plus


def build(
    product: FreeProduct, floor: float = 1e-30, blur: float = 1e-4, choice: Choice = few
) -> Product:
    """The factored form of a free product that does not vanish.

    ``choice`` is :func:`.few` or :func:`.every`, of its measures.
    """
    constant, power, plus = exponents(product)
    raw = [(1 / rho, times, rho) for rho, times in plus.items() if times]
    implicit: dict[tuple[bytes, bytes, float], tuple[MeasureRule, float, Member]] = {}
    for member in choice(product):
        law, rho, count = member.source.rule(floor, blur), member.rho, member.count
        if len(law.atoms) == 1 and not law.curved:
            ((position, mass),) = law.atoms
            constant += np.log(position) - np.log(rho)
            power -= 1
            raw.append((mass / rho, 1, rho))
        else:
            key = (law.k.tobytes(), law.c.tobytes(), rho)
            seen = implicit.get(key)
            implicit[key] = (law, count + seen[1], seen[2]) if seen else (law, count, member)
    ends = [end for end, _, _ in raw if end]
    ends += [law.mass / member.rho for law, _, member in implicit.values()]
    ends.append(product.ratios[0] / product.ratios[-1])
    mu = min(ends)
    constant += fsum(times * np.log(rho) for _, times, rho in raw)
    found = tuple(
        Layer(law, member.rho, _offset(law.mass / member.rho, mu), count, member)
        for law, count, member in implicit.values()
    )
    whole = Product(float(constant), power, _merge(raw, mu), found, mu)
    return off_zero(whole) if mu <= LITTLE and whole.loose.any() else whole


def off_zero(product: Product) -> Product:
    """The same equation in units of the mass off 0."""
    share = product.mu
    power = product.power + fsum(times for _, times, _ in product.factors)
    return Product(
        product.constant + power * float(np.log(share)),
        product.power,
        tuple((delta / share, times, rho * share) for delta, times, rho in product.factors),
        tuple(
            replace(layer, rho=layer.rho * share, delta=layer.delta / share)
            for layer in product.layers
        ),
        1.0,
        share,
    )


def unfolded(net: FreeProduct, product: Product) -> tuple[Product, NDArray]:
    """The product of all layers, and the matrix from log w of the given one to guesses for all."""
    if not product.layers:
        return product, np.zeros((0, 0))
    whole = build(net, *product.rule, every)
    return whole, spread(*([layer.member for layer in p.layers] for p in (product, whole)))


def _offset(end, mu):
    return 0.0 if end - mu <= TIE * mu else end - mu


def _merge(raw, mu):
    total = {}
    for end, times, rho in raw:
        delta = _offset(end, mu)
        known = next((d for d in total if abs(d - delta) <= TIE * (mu + delta)), delta)
        total[known] = (total.get(known, (0, rho))[0] + times, rho)
    return tuple((d, f, rho) for d, (f, rho) in sorted(total.items()) if f)
