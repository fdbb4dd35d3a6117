"""One network, sampled at several widths, against its limit law."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.compare.distances import kolmogorov, wasserstein
from freewidth.compare.evidence import WHY_BIAS, Evidence, extrapolate
from freewidth.compare.probes import Probes
from freewidth.network import Network
from freewidth.theory import Law

DEPENDENCES = ("true", "independent", "shifted")


@dataclass(frozen=True)
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
    """

    net: Network
    dependence: str
    names: tuple[str, ...]
    observed: Mapping[int, NDArray]
    expected: NDArray
    rivals: Mapping[str, NDArray]
    kolmogorov: Mapping[int, NDArray]
    wasserstein: Mapping[int, NDArray]

    @property
    def widths(self) -> tuple[int, ...]:
        """Sampled widths n_0, increasing."""
        return tuple(sorted(self.observed))

    def evidence(self, against: str | None = None) -> list[Evidence]:
        """Each statistic, extrapolated in 1/n, against its limit.

        ``against`` puts a rival's law in the place of the expected one: the test that must fail.
        """
        level, error, bias, freedom = extrapolate(self.observed)
        expected = self.expected if against is None else self.rivals[against]
        rivals = self.rivals if against is None else {}
        widest = self.observed[self.widths[-1]].mean(axis=0)
        return [
            Evidence(
                what=name,
                observed=float(level[i]),
                expected=float(expected[i]),
                sem=float(error[i]),
                bias=float(bias[i]),
                why_bias=WHY_BIAS,
                rivals={rival: float(values[i]) for rival, values in rivals.items()},
                freedom=freedom,
                at_width=float(widest[i]),
            )
            for i, name in enumerate(self.names)
        ]

    def difference(self, other: "Comparison") -> list[Evidence]:
        """Each statistic, extrapolated, minus the same of ``other``: expected to vanish.

        A rival predicts the difference its law has from the expected law.
        """
        pairs = zip(self.evidence(), other.evidence(), strict=True)
        return [
            Evidence(
                what=f"difference in {mine.what}",
                observed=mine.observed - theirs.observed,
                expected=0.0,
                sem=float(np.hypot(mine.sem, theirs.sem)),
                bias=mine.bias + theirs.bias,
                why_bias="sum of both sides: " + WHY_BIAS,
                rivals={name: value - mine.expected for name, value in mine.rivals.items()},
                freedom=min(mine.freedom, theirs.freedom),
                at_width=mine.at_width - theirs.at_width,
            )
            for mine, theirs in pairs
        ]

    def arrays(self) -> dict[str, NDArray]:
        """Everything but ``net``, ``dependence`` and ``names`` as plain arrays, for storage."""
        flat = {"expected": self.expected}
        flat |= {f"rival/{name}": values for name, values in self.rivals.items()}
        for what in ("observed", "kolmogorov", "wasserstein"):
            flat |= {f"{what}/{n}": values for n, values in getattr(self, what).items()}
        return flat

    @classmethod
    def restore(
        cls, net: Network, dependence: str, names: tuple[str, ...], arrays: Mapping[str, NDArray]
    ) -> "Comparison":
        """Inverse of :meth:`arrays`."""

        def group(prefix):
            head = f"{prefix}/"
            return {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}

        by_width = {
            what: {int(n): values for n, values in group(what).items()}
            for what in ("observed", "kolmogorov", "wasserstein")
        }
        return cls(
            net=net,
            dependence=dependence,
            names=tuple(names),
            expected=arrays["expected"],
            rivals=group("rival"),
            **by_width,
        )


def moments_of(net: Network) -> tuple[int, ...]:
    """Orders k <= 4 for which m_k has a variance, so that a standard error means something.

    m_k is a polynomial of degree 2k in the entries of each layer, its variance needs moments of
    order 4k of one entry.
    """
    available = min(ensemble.finite_moments for ensemble in net.ensembles)
    return tuple(k for k in (1, 2, 3, 4) if available > 4 * k)


def compare(
    net: Network,
    spectra: Mapping[int, NDArray],
    law: Law,
    rivals: Mapping[str, Law],
    dependence: str = "true",
) -> Comparison:
    """Measure sampled spectra with the probes of a law, and predict them by it and by rivals.

    ``spectra`` maps the width n_0 to eigenvalues of shape (R, n_L). A rival whose predictions
    coincide with the law's to 1e-6 is no rival and is left out.
    """
    probes = Probes.of(law, moments_of(net))
    expected = probes.expect(law)
    predictions = {name: probes.expect(rival) for name, rival in rivals.items()}
    return Comparison(
        net=net,
        dependence=dependence,
        names=probes.names,
        observed={n: probes.observe(values) for n, values in spectra.items()},
        expected=expected,
        rivals={
            name: values
            for name, values in predictions.items()
            if not np.allclose(values, expected, rtol=1e-6, atol=0)
        },
        kolmogorov={n: kolmogorov(values, law) for n, values in spectra.items()},
        wasserstein={n: wasserstein(values, law) for n, values in spectra.items()},
    )
