"""Hessians of classifiers at random weights are the nearer to block-diagonal the more classes."""

from claims._base import Claim, Source
from claims._papers import DONG2025
from claims.finite._experiments import cases, entry
from freewidth import limits
from freewidth.stats import at_infinite_width
from freewidth.stats.sensitivity import of_prediction

CLASSES, UNITS = "classes", "units"
RATIO = {CLASSES: limits.class_block_ratio, UNITS: limits.unit_block_ratio}
OUTPUTS = 1.0  # variance of outputs: weights of variance 1/fan-in, standard inputs
CONSTANT = "no dependence on C"
RIVAL = {CLASSES: ("C^(-1/2)", -0.5), UNITS: ("1/C", -1.0)}  # the rate of the others
STEEPER = ("1/C^2", -2.0)


def entries(study):
    """Blocks of classes and of units, for all C; each then with the other's ratio."""
    for case, draws in cases(study, "hessian_blocks").items():
        own = predicted(draws, case)
        first = min(own)
        powers = dict([(CONSTANT, 0.0), RIVAL[case], STEEPER])
        rivals = {
            name: {c: own[first] * (c / first) ** power for c in own}
            for name, power in powers.items()
        }
        yield entry(draws, "", "theorem", evidence(draws, own, rivals))
        other = CLASSES if case == UNITS else UNITS
        note = f"tested against the ratio of {other}"
        wrong = evidence(draws, predicted(draws, other), {})
        yield entry(draws, f"as {other}", "control", wrong, note)


def evidence(draws, expected, rivals):
    """The ratio of norms for every C, extrapolated; numbers by C."""
    return [
        item
        for c in expected
        for item in at_infinite_width(
            [f"off-diagonal over diagonal blocks, C = {c}"],
            draws.observed[f"C{c}"],
            [expected[c]],
            {name: [values[c]] for name, values in rivals.items()},
        )
    ]


def predicted(draws, case):
    """The limit by C."""
    some = draws.settings
    return {c: RATIO[case](c, OUTPUTS, some["samples"]) for c in some["classes"]}


claim = Claim(
    statement=(
        "Near-block-diagonal Hessians of classifiers at random weights come with the number of "
        "classes C: off-diagonal blocks of the cross-entropy's Hessian are smaller than diagonal "
        "ones by a factor of order 1/C between classes of a linear model and of order C^(-1/2) "
        "between hidden units of a network with one hidden layer, 1/(C - 1) and (C + 1)^(-1/2) for "
        "many samples per input."
    ),
    formula=(
        r"\frac{\|H_{ij}\|}{\|H_{ii}\|} \to \frac{1}{C - 1} \text{ (classes)} \qquad "
        r"\frac{\|H_{ij}\|}{\|H_{ii}\|} \to \frac{1}{\sqrt{C + 1}} \text{ (hidden units)}"
    ),
    source=Source(
        "abstract",
        (DONG2025,),
        "That the block-diagonal structure arises as C grows, in linear models and with one hidden "
        "layer, says the abstract; the ratios are ours (freewidth.limits.softmax).",
    ),
    hypotheses={
        "cross-entropy of linear models and networks with one hidden layer, random weights": (
            "abstract"
        ),
        "linear hidden units, independent Gaussian inputs, samples in proportion to inputs": "ours",
        "norms in root mean square over blocks": "ours",
    },
    rival="no dependence on C; the rate of the other sort of blocks; 1/C^2",
    entries=entries,
    ingredients={"ratio": of_prediction()},
)
