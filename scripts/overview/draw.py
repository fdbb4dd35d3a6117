"""The whole story on one page: a network, its limit law, how samples come to it, all verdicts."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from claims import STUDIES
from freewidth.plotting.style import PAGE, style
from freewidth.plotting.verdicts import ROW, Tile, legend, outcome, verdict_map
from scripts import _kept, ledger
from scripts._step import run
from scripts.overview import _story
from scripts.overview._network import network
from scripts.overview._story import LEFT, Shown, title
from scripts.publish import figures

OURS = "no paper"
ABOVE = 30  # points: of the title over the headings of the map
LEAST = 8  # rows for which there is room
TRAINED = "hessians"  # the study of trained networks


@style()
def picture(shown: Sequence[Shown], tiles: Sequence[Tile]) -> Figure:
    """Network, laws over samples, residual by width, rivals by width, and the map of claims."""
    papers = len({tile.paper for tile in tiles})
    heights = (1.25, 1.95, 0.75 + ROW * max(papers, LEAST))
    figure = Figure(figsize=(PAGE, fsum(heights) + 0.1), layout="constrained")
    parts: Any = figure.subfigures(3, 1, height_ratios=heights)
    top, middle, bottom = parts
    network(top.add_axes((0.02, 0.0, 0.97, 0.86)))
    top.suptitle(title("a", "Each D is computed from the weights that it multiplies"), **LEFT)
    left, centre, right = middle.subplots(1, 3, width_ratios=(1.25, 1, 1))
    _story.laws(left, shown)
    _story.residuals(centre, shown[0])
    _story.distances(right, shown[0])
    ax = bottom.subplots()
    verdict_map(ax, tiles)
    words = title("e", f"The {len(tiles)} claims, one tile each")
    ax.set_title(words, loc="left", fontsize=8, pad=ABOVE)
    bottom.legend(handles=legend(tiles), loc="outside lower center", ncols=3, handletextpad=0.2)
    return figure


def caption(shown: Sequence[Shown], tiles: Sequence[Tile]) -> str:
    """What is drawn, and the numbers in it."""
    one, net = shown[0], shown[0].net
    counts = Counter(tile.outcome for tile in tiles)
    false = sum(tile.role == "false" for tile in tiles)
    return (
        f"(a) Layers, and the Jacobian J of the output by the input: the diagonal matrix D^l of "
        f"slopes is made of the same weights that stand beside it in J. (b) Eigenvalues of J Jᵀ, "
        f"{net.phi.label}, L = {net.depth}, σ_w² = {net.sigma_w2:g}, "
        f"σ_b² = {net.sigma_b2:g}, width {max(one.by_width)} (bars), over the limit laws "
        f"(lines, no adjustable parameter), which are those of independent D and W. "
        f"(c) {one.label} weights: mean distribution function of networks of width n, less that "
        f"of the limit law, with two standard errors. (d) {_distances(one)} "
        f"(e) All {len(tiles)} claims, by the paper that states them or that they build on: "
        f"{counts['expected']} true statements supported, {counts['denied']} of {false} statements "
        f"that are false on purpose refuted, as they should be. Circles and grey crosses: open "
        f"questions, where either answer is a result."
    )


def _distances(one: Shown) -> str:
    """The last panel of data in words."""
    _, own, _ = one.distances(one.law)
    said = f"Their mean Kolmogorov distance from it falls from {own[0]:.3f} to {own[-1]:.3f}"
    far = {name: one.distances(law)[1][-1] for name, law in one.rivals.items()}
    rest = "; ".join(f"{_story.OTHERS[name]}: {value:.2f}" for name, value in far.items())
    return f"{said}, that from laws that are not theirs does not ({rest})."


def tile(study: str, finding: Mapping) -> Tile:
    """Where a finding stands on the map."""
    papers = STUDIES[study][finding["name"]].source.papers
    role = {"refuted": "false", "inconclusive": "open"}.get(finding["should"])
    if role is None:
        ours = finding["source"]["known"] == "ours"
        role = "trained" if study == TRAINED else "derived" if ours else "theorem"
    paper = short(papers[0]) if papers else OURS
    return Tile(paper, role, outcome(finding["should"], finding["verdict"]))


def short(paper) -> str:
    """Authors and year; of more than two authors the first."""
    names = paper.authors.replace(" and ", ", ").split(", ")
    said = f"{names[0]} et al." if len(names) > 2 else paper.authors
    return f"{said} ({paper.year}{paper.letter})"


def by_year(tiles: Sequence[Tile]) -> list[Tile]:
    """In the order of the papers' years, what no paper has last."""
    return sorted(tiles, key=lambda t: (t.paper == OURS, t.paper.rpartition("(")[2], t.paper))


def main(words: Sequence[str]) -> None:
    """Draw the overview, or keep it if it would come out the same."""
    parser = ArgumentParser(prog="python -m scripts.overview.draw", description=__doc__)
    parser.add_argument("out", type=Path, help="PNG; its caption goes into a JSON beside it")
    parser.add_argument("--claims", nargs="+", type=Path, required=True, help="findings (JSON)")
    parser.add_argument("--results", nargs="+", required=True, help="spectra, laws, comparisons")
    parser.add_argument("--vector", action="store_true", help="write PDF and SVG files, too")
    given = parser.parse_args(words)
    made = _kept.made_from(
        ["scripts.overview.draw"],
        [*given.results, *map(str, given.claims)],
        vector=given.vector,
    )
    record, files = given.out.with_suffix(".json"), figures.written(given.out, given.vector)
    if _kept.kept(record, made, files):
        return
    shown = [*_story.shown(given.results)]
    tiles = by_year([tile(p.parent.name, ledger.read_json(p)) for p in given.claims])
    figures.save(picture(shown, tiles), files)
    _kept.write(record, {"caption": caption(shown, tiles)}, made, files)


if __name__ == "__main__":
    run(main)
