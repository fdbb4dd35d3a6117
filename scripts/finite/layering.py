"""How many eigenvalues a shift leaves negative: layers of the index. Cases are matrix ensembles."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.symmetric.matrices import MATRICES
from scripts._shapes import faults
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, styled

Laws = Annotated[s.Names, s.among(MATRICES, "ensemble of matrices")]
Shape = tuple[s.Name, s.Name, s.Real]  # ensemble, parameter, value


def _whole(value: float) -> float:
    """A whole number as one: factors are counted."""
    return int(value) if value.is_integer() else value


@s.limit("parameters of ensembles of matrices, none twice")
def once(shapes: Collection[Shape]) -> str:
    """Ensembles of matrices, none with two values of one parameter."""
    unknown = sorted({name for name, *_ in shapes} - set(MATRICES))
    if unknown:
        return f"no ensemble of matrices is called {', '.join(unknown)}"
    return s.distinct([shape[:2] for shape in shapes])


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles of symmetric matrices with eigenvalues of both signs, of mean square one.
        shapes: ensemble, name of a parameter of it, its value.
        energies: shifts E > 0.
        widths: sizes of matrices, and how many of each are drawn.
    """

    cases: Laws
    shapes: Annotated[tuple[Shape, ...], once]
    energies: Annotated[tuple[s.Positive, ...], s.length(1), s.distinct]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)
        for law in {*self.cases, *(law for law, *_ in self.shapes)}:
            shape = {name: _whole(value) for one, name, value in self.shapes if one == law}
            for _, said in faults(law, shape):
                s.require(False, f"layering.shapes: {said}")


PAPER = Settings(
    cases=("wigner", "wigner_product", "sandwich", "percolated_wigner"),
    shapes=(("wigner_product", "factors", 1), ("sandwich", "ratio", 0.5),
            ("percolated_wigner", "degree", 2)),
    energies=(0.25, 0.5, 1.0, 1.75),
    widths=((100, 1200), (160, 800), (256, 400)),
)  # fmt: skip
QUICK = replace(PAPER, widths=((48, 500), (72, 350), (108, 200)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """The share of negative eigenvalues of H + E for every energy, in the group ``index`` by size.

    Those below -E.
    """
    shape = {name: _whole(value) for law, name, value in settings.shapes if law == case}
    found = {}
    for n, matrices in settings.widths:
        rng, law = stream(n), MATRICES[case]
        values = np.stack([law.eigenvalues(rng, n, **shape) for _ in range(matrices)])
        found[n] = (values[..., None] < -np.array(settings.energies)).mean(axis=1)
    return {"index": found}


@styled
def draw(draws: Cases) -> Figure:
    """The index against the energy for all laws, and over that of the semicircle's."""
    from claims.finite.index_by_law import SEMICIRCLE, called, table
    from scripts.finite import _pictures as p

    figure, energies = p.page(2.9), np.linspace(0.02, 2.2, 80)
    left, right = figure.subplots(1, 2)
    plain = table(SEMICIRCLE, ())
    for look, (case, own) in zip(p.looks(len(draws)), draws.items(), strict=True):
        color, at = look["color"], np.array(own.settings["energies"])
        limit = table(case, _shape(own.settings, case)).below(-energies)
        left.plot(energies, limit, color=color, linestyle=look["linestyle"], label=called(case))
        right.plot(
            energies, limit - plain.below(-energies), color=color, linestyle=look["linestyle"]
        )
        mean, error = _measured(own)
        p.marks(left, (at, mean, error), look)
        p.marks(right, (at, mean - plain.below(-at), error), look)
    left.set(ylabel="share of negative eigenvalues", ylim=(0, 0.5))
    right.set(ylabel="the same, less the semicircle's")
    for ax in (left, right):
        ax.set(xlabel="energy shift $E$ over the root mean square", xlim=(0, 2.2))
    figure.legend(loc="outside upper center", ncols=4)
    return figure


def _measured(own):
    """The index at all energies and its standard error, of the largest matrices."""
    by_width = own.observed["index"]
    values = by_width[max(by_width)]
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))


def _shape(settings, case):
    return tuple((name, value) for law, name, value in settings["shapes"] if law == case)


def caption(draws: Cases) -> str:
    """What is drawn, at what size."""
    from claims.finite.index_by_law import called

    some = common(draws)
    shapes = ", ".join(f"{called(law)}: {name} {value:g}" for law, name, value in some["shapes"])
    return (
        "Share of negative eigenvalues of H + E, the index of critical points at that energy, for "
        f"random symmetric matrices of mean square one ({shapes}). Lines: distribution functions "
        f"of the limit laws at -E. Marks: matrices of size {max(n for n, _ in some['widths'])}, "
        "two standard errors, smaller than the marks. Right: less what a semicircle would have; "
        "beyond its edge, at 2, it has no layer left."
    )
