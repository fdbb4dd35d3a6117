"""False: that the orthogonal factor of a Gaussian matrix is Haar as LAPACK returns it."""

from claims._base import Claim, Source
from claims._papers import MEZZADRI2007
from claims.finite._experiments import cases, entry
from claims.finite._flaws import noticed
from freewidth.stats import difference, exact

TRACES = ("tr Q", "tr Q^2")
HAAR = (0.0, 1.0)  # E tr Q^j for the orthogonal group in two dimensions or more
MOMENTS = ("m_1", "m_2")


def entries(study):
    """Traces of both factors; then what the Jacobian's spectrum shows of the difference."""
    draws = cases(study, "flaws").get("unsigned_qr")
    if not draws:
        return
    bare, haar = (draws.observed[f"{kind}/traces"] for kind in ("bare", "haar"))
    yield entry(draws, "tr Q", "theorem", traces(bare, {}), noticed(TRACES, bare, haar))
    note = "with the signs that make the diagonal of R positive"
    rivals = {"bare QR": {n: values.mean(axis=0) for n, values in bare.items()}}
    yield entry(draws, "tr Q, signed", "empirical", traces(haar, rivals), note)
    for group, by_width in draws.observed.items():
        kind, what = group.split("/")
        if kind != "bare" or what == "traces":
            continue
        sound = draws.observed[f"haar/{what}"]
        note = noticed(MOMENTS, by_width, sound)
        if what == "tanh":
            note = "phi is odd: flipping signs of inputs changes the law of no spectrum"
        yield entry(draws, f"J J^T, {what}", "theorem", spectra(by_width, sound), note)


def traces(by_width, rivals):
    """Mean traces against those of a Haar matrix, at every width."""
    return [
        item
        for n, values in by_width.items()
        for item in exact(
            [f"{name} at n={n}" for name in TRACES],
            values,
            HAAR,
            {name: means[n] for name, means in rivals.items()},
        )
    ]


def spectra(bare, haar):
    """Moments of networks with bare factors less those of networks with Haar weights."""
    return [
        item
        for n, values in bare.items()
        for item in difference(
            [f"{name}, bare less Haar, at n={n}" for name in MOMENTS], values, haar[n]
        )
    ]


claim = Claim(
    statement=(
        "The orthogonal factor of the QR decomposition of a Gaussian matrix, as LAPACK's "
        "reflections return it, is Haar."
    ),
    formula=r"G = Q R \;\Rightarrow\; Q \sim \mathrm{Haar}(O(n))",
    scope="finite size",
    source=Source(
        "ours",
        (MEZZADRI2007,),
        "false: this paper says what is missing (from memory)",
    ),
    hypotheses={
        "none: what is missing are the signs that make the diagonal of R positive. Networks with "
        "an odd phi have the same spectra all the same; for others the effect falls with n": "ours",
    },
    rival="the mean trace of the bare factor, of order -n^{1/2}",
    entries=entries,
    should="refuted",
)
