"""Percolation needs a fixed mean degree: at a fixed rate nothing changes."""

from collections.abc import Iterator, Mapping
from typing import cast

from claims._base import Claim, Entry, Role, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, entry
from freewidth.stats import single
from freewidth.stats.fits.trial import Trial

ROLES: tuple[tuple[str, Role], ...] = (
    ("diluted_wigner", "theorem"),
    ("percolated_wigner", "control"),
)
WHY = "1/(kept n): the order at which the fourth moment of a diluted entry moves the law"


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Diluted Wigner matrices against the semicircle; those of fixed mean degree as control."""
    sampled = {
        trials["wigner"].case["law"]: (case, trials["wigner"])
        for case, trials in study.trials_on("sample", "sampled").items()
        if "wigner" in trials
    }
    chance = sampled.get("wigner")
    far = sampled.get("percolated_wigner")
    for law, role in ROLES:
        if law in sampled and chance is not None:
            rival = {"mean degree fixed": float(far[1].fitted.mean())} if far else {}
            yield _entry(*sampled[law], chance[1], rival if role == "theorem" else {}, role)


def _entry(
    case: str, trial: Trial, chance: Trial, rivals: Mapping[str, float], role: Role
) -> Entry:
    """Each matrix against the mean distance that undiluted ones have."""
    shape = _shape(trial)
    bias = 1 / (shape["kept"] * trial.size) if "kept" in shape else 0.0
    expected = float(chance.fitted.mean())
    evidence = [
        single(
            f"distance to the nearest semicircle, matrix {i}",
            distance,
            chance.fitted,
            expected,
            rivals,
            bias=bias,
            why_bias=WHY,
        )
        for i, distance in enumerate(trial.fitted)
    ]
    note = "" if role == "theorem" else "mean degree fixed: another law"
    return entry(case, role, evidence, note, size=trial.size, **shape)


def _shape(trial: Trial) -> dict[str, float]:
    """The parameters of the law that the matrices were drawn from."""
    return dict(cast(Mapping[str, float], trial.case["shape"]))


claim = Claim(
    statement=(
        "Keeping each entry of a Wigner matrix with a fixed probability leaves the semicircle; a "
        "peak at 0 and another law need a number of entries per row that stays fixed."
    ),
    formula=(
        r"H_{ij} = B_{ij} W_{ij},\; B_{ij} \sim \mathrm{Bernoulli}(p) \qquad "
        r"p \text{ fixed} \;\Rightarrow\; \nu_H \to \text{semicircle}"
    ),
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "from the universality of Wigner's law; the paper names percolated matrices, at what rate "
        "is not in the abstract",
    ),
    hypotheses={
        "entries with four moments": "ours",
        "rate times size is large": "ours",
    },
    rival="the distance of matrices with a fixed mean number of entries per row",
    entries=entries,
    blind="distances are compared with those of sampled matrices: nothing is predicted",
)
