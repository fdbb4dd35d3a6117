"""All networks of a study together: verdicts by one judge, distances to every law, one figure.

Of each network is claimed that its spectra converge to its limit law. What has to be excluded are
laws of mistakes and, if asked for, the laws of the other networks; against the law that lies
farthest from its own each network is tested once more, a control that must fail. All of this is
one set of tests (Holm).
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from freewidth.compare import Comparison, Probes, between, kolmogorov
from freewidth.stats import Claim, Entry, Evidence, Source, judge
from freewidth.stats.samples import SAME
from scripts._step import run
from scripts.study import overview
from scripts.study.architecture import Architecture
from scripts.study.pictures import keep, write_json
from scripts.study.results import Result

STATISTICS = {  # name in a study -> how names of its evidence begin
    "moments": ("m_",),
    "distribution": ("F(",),
    "resolvent": ("Re G", "Im G"),
    "distances": ("sup|dF|", "W_1"),
}
BOUNDED = "sup|dF|"  # as nothing else is that a few large weights can carry off
HEAVY = 2, 4  # moments of entries: between them the law is the limit, at no known rate
SLOW = (
    "weights have no fourth moment, and statistics do not converge like 1/n; the Kolmogorov "
    "distance alone is judged"
)
Results = Sequence[Result]
SAID = "the free-probability law that freewidth computes for each network"


def beside(found: Result, others: Results) -> Comparison:
    """Its comparison, with the laws of other networks that are not its own among the rivals."""
    comparison, probes = found.comparison, Probes.of(found.law)
    rivals, apart = dict(comparison.rivals), dict(comparison.apart)
    for other in others:
        values = probes.expect(other.law)
        if not np.allclose(values, comparison.expected, rtol=SAME, atol=0):
            rivals[other.name], apart[other.name] = values, between(found.law, other.law)
    return replace(comparison, rivals=rivals, apart=apart)


def entries(results: Results, statistics: Sequence[str], others: bool) -> Iterator[Entry]:
    """Evidence on each network, and its control."""
    lawful = [each for each in results if not each.net.outside]
    begins = tuple(head for name in statistics for head in STATISTICS[name])
    for found in results:
        comparison = beside(found, [o for o in lawful if others and o.name != found.name])
        labels = {"name": found.name, "network": found.label, "widths": comparison.widths}
        yield Entry(
            found.name,
            labels,
            "empirical" if found.net.outside else "theorem",
            evidence_of(comparison, begins),
            note(found.net),
        )
        if comparison.rivals and not found.net.outside:
            wrong = max(comparison.rivals, key=lambda rival: comparison.apart[rival][0])
            evidence = evidence_of(comparison, begins, wrong)
            yield Entry(f"{found.name} against {wrong}", labels, "control", evidence)


def evidence_of(
    comparison: Comparison, begins: tuple[str, ...], against: str | None = None
) -> tuple[Evidence, ...]:
    """Those statistics whose names begin so that converge at a known rate.

    Distances from the own law are held to an inequality. Their means fall between n^{-1/2} and 1/n,
    which of both is larger at some width depends on the network; extrapolated by the slower one
    they may come out below 0, as no distance is, and only what lies above speaks against the law.
    """
    moments = min(ensemble.finite_moments for ensemble in comparison.net.ensembles)
    known = begins if not HEAVY[0] < moments <= HEAVY[1] else tuple({*begins} & {BOUNDED})
    items = [item for item in comparison.evidence(against) if item.what.startswith(known)]
    return tuple(
        replace(item, side="at most")
        if against is None and item.what.startswith(STATISTICS["distances"])
        else item
        for item in items
    )


def note(net: Architecture) -> str:
    """What is special about the evidence on a network."""
    moments = min(ensemble.finite_moments for ensemble in net.plain.ensembles)
    return net.outside or (SLOW if HEAVY[0] < moments <= HEAVY[1] else "")


def claim() -> Claim:
    """What is judged."""
    return Claim(
        statement="The spectra of J J^T of each network converge to its limit law.",
        source=Source("ours", (), "a study of a user's own"),
        hypotheses={"weights have a limit law": "ours"},
        rival="laws of mistakes, and of the other networks",
        entries=lambda _: iter(()),
    )


def distances(results: Results) -> dict[str, dict[str, float]]:
    """Mean Kolmogorov distance of the widest networks of each to the law of each."""
    return {
        found.name: {
            other.name: float(kolmogorov(found.widest, other.law).mean()) for other in results
        }
        for found in results
    }


def largest(found: Result) -> dict[str, float]:
    """The largest eigenvalue at the widest, median over networks, and where the law ends."""
    ends = [right for _, right in found.law.support] + [x for x, _ in found.law.atoms]
    return {"median": float(np.median(found.widest.max(axis=-1))), "edge": float(max(ends))}


def finding(results: Results, statistics: Sequence[str], others: bool) -> dict[str, Any]:
    """Everything that is to be said of all networks together, as JSON holds it."""
    judged: Mapping[str, Any] = {}
    if results:
        found = list(entries(results, statistics, others))
        judged = judge(claim(), None, "study", found)
    return {
        "judged": judged,
        "distances": distances(results),
        "largest": {found.name: largest(found) for found in results},
        "labels": {found.name: found.label for found in results},
        "outside": {found.name: found.net.outside for found in results},
        "notes": {found.name: note(found.net) for found in results},
    }


def main(words: Sequence[str]) -> None:
    """Write the verdicts, and the figure of all networks."""
    parser = ArgumentParser(prog="python -m scripts.study.judge", description=__doc__)
    parser.add_argument("out", type=Path, help="results/verdicts.json")
    parser.add_argument("--figure", type=Path, required=True, help="figures/together.png")
    parser.add_argument("--comparisons", type=Path, nargs="*", default=[])
    parser.add_argument("--statistics", nargs="+", choices=STATISTICS, default=list(STATISTICS))
    parser.add_argument("--others", action="store_true", help="laws of others are rivals, too")
    given = parser.parse_args(words)
    results = [Result.of(path) for path in given.comparisons]
    write_json(given.out, finding(results, given.statistics, given.others))
    keep(given.figure, overview.draw(results), overview.caption(results))


if __name__ == "__main__":
    run(main)
