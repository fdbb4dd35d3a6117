"""One network, sampled at several widths, against its limit law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import isclose
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import LawLike, Stored, checked, shown
from freewidth.compare.distances import between, kolmogorov, wasserstein
from freewidth.compare.probes import Probes, one_eigenvalue
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.stats import Evidence, at_infinite_width
from freewidth.stats.extrapolation import ROUNDING, WHY_ROOT, extrapolate, jointly
from freewidth.stats.samples import SAME

DEPENDENCES = ("true", "independent", "shifted")
DISTANCES = ("sup|dF|", "W_1")
OWN = "its own law"  # the rival of a test against another law
STEP = 0.5  # of 1/n, by which F_n moves: half a step, carried through the fit


@checked
@dataclass(frozen=True, repr=False)
class Comparison:
    """Statistics of finite networks beside their limits.

    Attributes:
        net: the network whose limit law is compared with.
        dependence: how D was drawn: ``"true"`` (the network's own), ``"independent"`` (independent
            copies), ``"shifted"`` (independent copies of the next layer's variance: a control).
        names: the K statistics.
        observed: width -> their values per network, shape (R, K).
        expected: their limits, shape (K,).
        rivals: name -> their limits under a rival law, shape (K,).
        kolmogorov, wasserstein: width -> distance of each network's spectrum, shape (R,).
        apart: name -> the same two distances of a rival law, shape (2,).
        perturbed: ingredient of the theory -> factor -> the limits under the law that is solved
            with so many times this ingredient, shape (K,).
        error: what a wrong law has added to ``expected``, shape (K,); see :meth:`under`.
    """

    net: Network
    dependence: str
    names: tuple[str, ...]
    observed: Mapping[int, NDArray]
    expected: NDArray
    rivals: Mapping[str, NDArray]
    kolmogorov: Mapping[int, NDArray]
    wasserstein: Mapping[int, NDArray]
    apart: Mapping[str, NDArray] = field(default_factory=dict)
    perturbed: Mapping[str, Mapping[float, NDArray]] = field(default_factory=dict)
    error: NDArray | None = None
    _fits: dict[tuple, tuple] = field(default_factory=dict, compare=False)

    def __repr__(self):
        networks = ", ".join(f"{len(v)} of n={n}" for n, v in sorted(self.observed.items()))
        return (
            f"Comparison({self.net.label}; {self.dependence} D; {len(self.names)} statistics of "
            f"{networks}; rivals {', '.join(self.rivals) or 'none'})"
        )

    @property
    def widths(self) -> tuple[int, ...]:
        """Sampled widths n_0, increasing."""
        return tuple(sorted(self.observed))

    @checked
    def evidence(
        self, against: str | None = None, rivals: tuple[str, ...] | None = None
    ) -> list[Evidence]:
        """Each statistic, extrapolated in 1/n, against its limit; both distances against 0.

        Of ``rivals`` (default: all) those count that predict something else. ``against`` puts a
        rival's law in the place of the expected one, which becomes the rival: the test that must
        fail. Moments without a variance are left out: their standard error would mean nothing. So
        are distances :meth:`under` a wrong law, which are not computed for it.

        Raises:
            InvalidInputError: no rival has the name ``against``.
        """
        if against is not None and against not in self.rivals:
            raise InvalidInputError(
                f"{self.net.label}: no rival {shown(against)}; there are {', '.join(self.rivals)}"
            )
        expected = self.expected if against is None else self.rivals[against]
        others = {r: v for r, v in self.rivals.items() if rivals is None or r in rivals}
        others = {OWN: self.expected} if against else others
        known = [i for i, name in enumerate(self.names) if _has_variance(self.net, name)]
        names = [self.names[i] for i in known]
        observed = {n: values.take(known, axis=1) for n, values in self.observed.items()}
        steps = self.steps(names)
        items = at_infinite_width(
            names,
            observed,
            expected[known],
            {rival: values[known] for rival, values in others.items()},
            distinct=False,
            fit=self._fit(names, self.observed, lambda: extrapolate(observed, steps=steps)),
        )
        return items if self.error is not None else items + self._distances(against, tuple(others))

    def _fit(self, names, source, make):
        """The fit to ``source``, made once: claims and wrong limits ask for it again and again."""
        net, of, fit = self._fits.get(tuple(names), (None, None, None))
        if net is not self.net or of is not source:
            fit = make()
            self._fits[tuple(names)] = self.net, source, fit
        return fit

    @checked
    def steps(self, names: Sequence[str]) -> dict[int, NDArray]:
        """Width -> by what one eigenvalue moves statistics of these names."""
        return {n: one_eigenvalue(names, self.net.sizes(n)[-1]) for n in self.widths}

    def _distances(self, against, rivals):
        """The distances of single networks, extrapolated."""
        apart = {**self.apart, OWN: np.zeros(len(DISTANCES))}
        if not apart.keys() >= {*rivals, *filter(None, [against])}:
            return []
        found = []
        for i, observed in enumerate((self.kolmogorov, self.wasserstein)):
            if observed and (DISTANCES[i] != "W_1" or _has_variance(self.net, "m_1")):
                expected = float(apart[against or OWN][i])
                others = {rival: [apart[rival][i]] for rival in rivals}
                found.append(self._distance(DISTANCES[i], observed, expected, others))
        return found

    def _distance(self, name, observed, expected, rivals):
        """One distance, to a law at the distance ``expected`` from that of the spectra."""
        phis = set(self.net.phis)
        constant = all(not phi.kinks and phi.slopes[0] is not None for phi in phis)  # phi'
        columns = {n: values[:, None] for n, values in observed.items()}
        (item,) = at_infinite_width(
            [name],
            columns,
            [expected],
            rivals,
            why_bias=WHY_ROOT,
            distinct=False,
            fit=self._fit(
                [name], observed, lambda: extrapolate(columns, power=1.0 if constant else 0.5)
            ),
        )
        step = STEP / np.sqrt(min(observed) * max(observed)) if name == "sup|dF|" else 0.0
        return replace(item, bias=float(item.bias + step) + ROUNDING)  # exact spectra: no distance

    @checked
    def under(self, ingredient: str, factor: float) -> "Comparison":
        """The same statistics beside the limits that a wrong ingredient makes.

        A network for which none were computed stays as it is.

        Raises:
            InvalidInputError: they were computed for other factors.
        """
        known = self.perturbed.get(ingredient)
        if known is None:
            return self
        near = [at for at in known if isclose(at, factor, rel_tol=SAME)]
        if not near:
            raise InvalidInputError(
                f"{self.net.label}: limits for {ingredient} times {factor:.6g} were not computed, "
                f"only for {', '.join(f'{at:.6g}' for at in sorted(known))}"
            )
        wrong = known[near[0]]
        return replace(self, expected=wrong, error=wrong - self.expected)

    @checked
    def difference(
        self, other: "Comparison", rivals: tuple[str, ...] | None = None
    ) -> list[Evidence]:
        """Each statistic that both have, extrapolated, minus that of ``other``: should vanish.

        A rival predicts the difference its law has from the expected law. :meth:`under` a wrong law
        it should be by how much that law is wrong: as if these networks had it, not the others.
        """
        theirs = {item.what: item for item in other.evidence(rivals=())}
        wrong = {} if self.error is None else dict(zip(self.names, self.error, strict=True))
        return [
            Evidence(
                what=f"difference in {mine.what}",
                observed=mine.observed - theirs[mine.what].observed,
                expected=float(wrong.get(mine.what, 0.0)),
                sem=float(np.hypot(mine.sem, theirs[mine.what].sem)),
                bias=mine.bias + theirs[mine.what].bias,
                why_bias="sum of both sides: " + mine.why_bias,
                rivals={name: value - mine.expected for name, value in mine.rivals.items()},
                freedom=min(mine.freedom, theirs[mine.what].freedom),
                at_width=mine.at_width - theirs[mine.what].at_width,
                fit=jointly(mine.fit, theirs[mine.what].fit),
            )
            for mine in self.evidence(rivals=rivals)
            if mine.what in theirs
        ]

    def arrays(self) -> dict[str, NDArray]:
        """Everything but ``net``, ``dependence``, ``names`` and ``error``, for storage."""
        flat: dict[str, NDArray] = {"expected": self.expected}
        flat |= {f"rival/{name}": values for name, values in self.rivals.items()}
        flat |= {f"apart/{name}": values for name, values in self.apart.items()}
        for name, by_factor in self.perturbed.items():
            flat |= {f"perturbed/{name}/{factor!r}": v for factor, v in by_factor.items()}
        for what in ("observed", "kolmogorov", "wasserstein"):
            flat |= {f"{what}/{n}": values for n, values in getattr(self, what).items()}
        return flat

    @classmethod
    @checked
    def restore(
        cls, net: Network, dependence: str, names: tuple[str, ...], arrays: Mapping[str, Stored]
    ) -> "Comparison":
        """Inverse of :meth:`arrays`."""

        def group(prefix):
            head = f"{prefix}/"
            return {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}

        by_width = {
            what: {int(n): values for n, values in group(what).items()}
            for what in ("observed", "kolmogorov", "wasserstein")
        }
        perturbed: dict[str, dict[float, NDArray]] = {}
        for key, values in group("perturbed").items():
            name, _, factor = key.rpartition("/")
            perturbed.setdefault(name, {})[float(factor)] = values
        return cls(
            net=net,
            dependence=dependence,
            names=tuple(names),
            expected=arrays["expected"],
            rivals=group("rival"),
            apart=group("apart"),
            perturbed=perturbed,
            observed=by_width["observed"],
            kolmogorov=by_width["kolmogorov"],
            wasserstein=by_width["wasserstein"],
        )


def _has_variance(net, name):
    """Whether a statistic has one, as far as the moments of the weights go."""
    head, _, order = name.partition("_")
    return head != "m" or int(order) in moments_of(net)


def moments_of(net: Network) -> tuple[int, ...]:
    """Orders k <= 4 for which m_k has a variance, so that a standard error means something.

    m_k is a polynomial of degree 2k in the entries of each layer, its variance needs moments of
    order 4k of one entry.
    """
    available = min(ensemble.finite_moments for ensemble in net.ensembles)
    return tuple(k for k in (1, 2, 3, 4) if available > 4 * k)


@lru_cache(maxsize=1024)  # a law serves all ensembles of one kind, and every way to draw D
def _expected(probes, law):
    found = probes.expect(law)
    found.flags.writeable = False  # as the comparisons share it
    return found


@checked
def compare(
    net: Network,
    spectra: Mapping[int, NDArray],
    law: LawLike,
    rivals: Mapping[str, LawLike],
    dependence: str = "true",
    perturbed: Mapping[str, Mapping[float, LawLike]] = MappingProxyType({}),
) -> Comparison:
    """Measure sampled spectra with the probes of a law, and predict them by it and by rivals.

    ``spectra`` maps the width n_0 to eigenvalues of shape (R, n_L). A rival whose predictions
    coincide with the law's to 1e-6 is no rival and is left out. ``perturbed`` are laws by
    ingredient and factor, see :class:`Comparison`.
    """
    probes = Probes.of(law)
    expected = _expected(probes, law)
    predictions = {name: _expected(probes, rival) for name, rival in rivals.items()}
    others = {
        name: values
        for name, values in predictions.items()
        if not np.allclose(values, expected, rtol=SAME, atol=0)
    }
    return Comparison(
        net=net,
        dependence=dependence,
        names=probes.names,
        observed={n: probes.observe(values) for n, values in spectra.items()},
        expected=expected,
        rivals=others,
        kolmogorov={n: kolmogorov(values, law) for n, values in spectra.items()},
        wasserstein={n: wasserstein(values, law) for n, values in spectra.items()},
        apart={name: between(law, rivals[name]) for name in others},
        perturbed={
            ingredient: {factor: _expected(probes, wrong) for factor, wrong in laws.items()}
            for ingredient, laws in perturbed.items()
        },
    )
