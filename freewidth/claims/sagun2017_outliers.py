"""The number of outliers against the number of classes."""

from collections.abc import Iterator

import numpy as np

from freewidth.claims._base import Claim, Entry
from freewidth.claims._trained import TrainedStudy, entry, mean
from freewidth.fits.local import outliers

AMONG = 3  # times the number of classes: where the widest gap is looked for
HALF = 0.5  # of an outlier: whole numbers scatter by that much


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Outliers of trained networks by data set; at the start as control."""
    for when, shots, role in (
        ("trained", study.trained(), "theorem"),
        ("at the start", study.initial(), "empirical"),
    ):
        for data in sorted({shot.data for shot in shots}):
            some = [shot for shot in shots if shot.data == data]
            if len(some) < 3:
                continue
            classes = some[0].classes
            counts = [outliers(shot.hessian, AMONG * classes) for shot in some]
            item = mean(
                "eigenvalues above the widest relative gap",
                np.array(counts),
                classes - 1,
                {"none": 0.0},
                bias=HALF,
                why_bias="whole numbers",
            )
            yield entry(f"{data}, {when}", role, [item], networks=len(some))


claim = Claim(
    statement="A trained network's Hessian has one outlier fewer than there are classes.",
    source="Sagun, Evci, Guney, Dauphin and Bottou (2017), Empirical analysis of the Hessian of "
    "over-parametrized neural networks, arXiv:1706.04454",
    hypotheses="full-batch Hessian, more than 97 % training accuracy; outliers are those above the "
    "widest relative gap among the largest 3 C eigenvalues",
    rival="no outliers",
    entries=entries,
    should="inconclusive",  # reported for larger networks and by eye
    family="trained",
)
