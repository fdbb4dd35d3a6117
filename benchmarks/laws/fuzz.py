"""``python -m benchmarks.laws.fuzz START STOP``: random networks, each solved right or refused.

Network i depends on i alone. A law that is returned is judged by what does not share the solver:
its moments by sums over non-crossing partitions, its transform on the negative axis by bisection,
and quantiles by its own distribution function. Counts add up in ``benchmarks/results/fuzz.json``.

With ``layers`` behind STOP every layer has an ensemble, an activation, variances and a law of
biases of its own, drawn from all that are registered; variances are then judged by another
quadrature, too. With ``activations`` activations are made at random, too (:mod:`.made`); variances
and moments are judged by quadrature that knows where they are steep. With ``variances`` the same
networks, without their laws. Counts: ``benchmarks/results/fuzz_activations.json``, and so on.
"""

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.laws import made, witness
from freewidth import ACTIVATIONS, InvalidInputError, Network, NotConvergedError, genus, law
from freewidth.biases import BIASES
from freewidth.ensembles import EVERY
from freewidth.errors import FreewidthError
from freewidth.rng import stream
from scripts.fingerprint import fingerprint

RESULTS = Path(__file__).parents[1] / "results"
ENSEMBLES = ("gaussian", "rademacher", "orthogonal")
REASONS = {  # words in a refusal -> what is counted
    "is not resolved near h": "expectation",
    "declared curved": "declaration",
    "declare the piece straight": "declaration",
    "slopes are too small": "slopes near 0",
    "along i": "contour",
    "leaves the lower half plane": "contour",
    "takes more than": "contour",
    "does not tend to": "contour",
    "misses the probability": "contour",
    "grows by": "f against df",
    "is not smooth": "f not smooth",
    "the density is not resolved": "density",
    "residual is off": "residual",
    "mass is off": "mass",
    "moments is off": "moments",
    "edge": "edge",
}
BESIDE = 2e-15  # relative: some roundings of log x
LONGEST = 20.0  # seconds that a network of a made activation may take
ALLOWED = 1e-9  # defects: ten times what a law promises, as relative errors of small numbers


def network(index: int) -> Network:
    """Network number ``index`` of the sweep."""
    rng = stream(0, "fuzz", index)
    depth = int(np.exp(rng.uniform(0, np.log(65))))
    ensemble = str(rng.choice(ENSEMBLES))
    if rng.random() < 0.3:
        ensemble = tuple(str(name) for name in rng.choice(ENSEMBLES, depth))
    widths = None
    if rng.random() < 0.5:  # any two widths within a factor 5
        widths = tuple(float(w) for w in np.exp(rng.uniform(0, np.log(5), depth + 1)))
    bias = str(rng.choice(list(BIASES))) if rng.random() < 0.2 else "gaussian"
    sigma_b2 = 0.0 if rng.random() < 0.2 else float(rng.uniform(0, 1))
    return Network(
        ensemble,
        str(rng.choice(list(ACTIVATIONS))),
        depth,
        sigma_w2=float(np.exp(rng.uniform(np.log(0.3), np.log(4)))),
        sigma_b2=sigma_b2,
        q0=float(np.exp(rng.uniform(np.log(0.1), np.log(10)))),
        widths=widths,
        bias=bias,
    )


def judge(net: Network) -> tuple[str, str]:
    """("right" | "refused" | "wrong" | "no network", what was seen)."""
    try:
        found = law(net)
    except InvalidInputError as error:  # its variances overflow
        return "no network", str(error)
    except NotConvergedError as error:
        return "refused", str(error)
    defects = {
        "moments": _moments(found),
        "transform": witness.defect(found),
        "quantiles": _quantiles(found),
    }
    # "not (<=)": nan is wrong too
    bad = {name: value for name, value in defects.items() if not value <= ALLOWED}
    verdict = "wrong" if bad else "right"
    return verdict, ", ".join(f"{name} {value:.1e}" for name, value in defects.items())


def _moments(found):
    """k <= 4, by partitions against integration; larger ones are the certificate's business."""
    exact = genus.moments(found.net, 4)
    sums = [found.expect(lambda x, k=k: x**k) for k in range(1, 5)]
    return _apart(np.array(sums), exact)


def _apart(found, exact):
    """Largest relative difference; none where both are 0, as slopes are in double precision."""
    both = (found == 0) & (exact == 0)
    ratio = np.divide(found, exact, out=np.full(found.shape, np.nan), where=exact != 0)
    return float(np.max(np.abs(np.where(both, 1.0, ratio) - 1)))


def _quantiles(found):
    """F(F^{-1}(p)) - p off the atoms, where the quantile does not underflow.

    What lies between p and F of the numbers next to the quantile is no defect.
    """
    p = np.linspace(0.005, 0.995, 100)
    x = found.quantile(p)
    off = ~np.isin(x, [a for a, _ in found.atoms]) & (x > witness.TINY)
    below, above = (found.cdf(x * (1 + sign * BESIDE)) for sign in (-1, 1))
    return float(np.max(np.maximum(below - p, p - above)[off], initial=0.0))


def drawn(index: int) -> tuple[made.Made, dict]:
    """Activation number ``index`` of the other sweep, and its network but for the name."""
    rng = stream(0, "fuzz of activations", index)
    phi, depth = made.made(rng), int(rng.integers(1, 6))
    ensemble = str(rng.choice([*ENSEMBLES, "biunitary_two"]))
    if rng.random() < 0.3:
        ensemble = tuple(str(name) for name in rng.choice(ENSEMBLES, depth))
    widths = tuple(np.exp(rng.uniform(0, np.log(5), depth + 1)).tolist())
    return phi, {
        "ensemble": ensemble,
        "depth": depth,
        "sigma_w2": float(np.exp(rng.uniform(np.log(0.3), np.log(4)))),
        "sigma_b2": 0.0 if rng.random() < 0.2 else float(rng.uniform(0, 1)),
        "q0": float(np.exp(rng.uniform(np.log(0.1), np.log(10)))),
        "widths": widths if rng.random() < 0.3 else None,
        "bias": str(rng.choice(list(BIASES))) if rng.random() < 0.3 else "gaussian",
    }


def judge_made(name: str, phi: made.Made, rest: dict) -> tuple[str, str]:
    """The same of an activation made of parts: variances and moments against :mod:`.made`."""
    try:
        with made.registered(name, phi.activation), limited(LONGEST):
            net = Network(activation=name, **rest)
            q, moments, doubt = made.reference(net, phi)
            off = np.abs(np.array(net.q) / q - 1)
            found = law(net)
    except FreewidthError as error:
        return "refused", str(error)
    except TimeoutError:
        return "given up", f"after {LONGEST:g} s"
    sums = np.array([found.expect(lambda x, k=k: x**k) for k in range(1, 5)])
    defects = {"q": float(off.max()), "moments": float(np.max(np.abs(sums / moments - 1)))}
    defects |= {"quantiles": _quantiles(found)}
    bad = any(not value <= ALLOWED for value in defects.values())
    seen = ", ".join(f"{what} {value:.1e}" for what, value in defects.items())
    if not doubt <= ALLOWED / 100:
        return "no reference", f"{seen}, doubt {doubt:.1e}"
    return "wrong" if bad else "right", seen


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError after so much processor time of this process."""

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)


def judge_variances(name: str, phi: made.Made, rest: dict) -> tuple[str, str]:
    """The same of q_l and the moments m_1 to m_4 that sums over partitions give, without a law."""
    try:
        with made.registered(name, phi.activation), limited(LONGEST):
            net = Network(activation=name, **rest)
            q, moments, doubt = made.reference(net, phi)
            off = np.abs(np.array(net.q) / q - 1).max()
            apart = np.max(np.abs(genus.moments(net, 4) / moments - 1))
    except FreewidthError as error:
        return "refused", str(error)
    seen = f"q {off:.1e}, moments {apart:.1e}, doubt {doubt:.1e}"
    if not doubt <= ALLOWED / 100:
        return "no reference", seen
    return "right" if max(off, apart) <= ALLOWED else "wrong", seen


def layered(index: int) -> Network:
    """Network number ``index`` of a sweep whose layers differ; some arguments are one for all."""
    rng = stream(0, "fuzz of layers", index)
    depth = int(np.exp(rng.uniform(np.log(2), np.log(33))))

    def per_layer(draw):
        return draw() if rng.random() < 0.2 else tuple(draw() for _ in range(depth))

    def one_of(names):
        return per_layer(lambda: str(rng.choice(names)))

    real = [name for name, e in EVERY.items() if e.field == "real" and not e.no_law]
    widths = tuple(np.exp(rng.uniform(0, np.log(5), depth + 1)).tolist())
    return Network(
        one_of(real),
        one_of(list(ACTIVATIONS)),
        depth,
        sigma_w2=per_layer(lambda: float(np.exp(rng.uniform(np.log(0.3), np.log(4))))),
        sigma_b2=per_layer(lambda: 0.0 if rng.random() < 0.3 else float(rng.uniform(0, 1))),
        q0=float(np.exp(rng.uniform(np.log(0.1), np.log(10)))),
        widths=widths if rng.random() < 0.5 else None,
        bias=one_of(list(BIASES)) if rng.random() < 0.5 else "gaussian",
    )


def judge_layers(net: Network) -> tuple[str, str]:
    """As :func:`judge`, and q_l and moments by another quadrature, layer by layer."""
    try:
        with limited(LONGEST):
            verdict, seen = judge(net)
            if verdict != "right":
                return verdict, seen
            q, moments, doubt = made.reference(net, *map(made.Known, net.phis))
    except TimeoutError:
        return "given up", f"after {LONGEST:g} s"
    if not doubt <= ALLOWED / 100:
        return "no reference", f"{seen}, doubt {doubt:.1e}"
    off = float(np.max(np.abs(np.array(net.q) / q - 1)))
    apart = _apart(genus.moments(net, 4), moments)
    verdict = "right" if off <= ALLOWED and apart <= ALLOWED else "wrong"
    return verdict, f"{seen}, q {off:.1e}, sums {apart:.1e}"


def _reason(verdict, seen):
    if verdict != "refused":
        return verdict
    return next((f"refused: {why}" for words, why in REASONS.items() if words in seen), "refused")


def _arguments(net):
    """The arguments of a network, which its label shortens."""
    return {name: getattr(net, name) for name in net.__dataclass_fields__}


def _networks(index):
    net = network(index)
    return str(_arguments(net)), *judge(net)


def _layers(index):
    net = layered(index)
    return str(_arguments(net)), *judge_layers(net)


def _activations(index):
    phi, rest = drawn(index)
    return f"{phi.parts} {rest}", *judge_made(f"made {index}", phi, rest)


def _variances(index):
    phi, rest = drawn(index)
    return f"{phi.parts} {rest}", *judge_variances(f"made {index}, q", phi, rest)


SWEEPS = {
    "networks": ("fuzz", _networks),
    "layers": ("fuzz_layers", _layers),
    "activations": ("fuzz_activations", _activations),
    "variances": ("fuzz_variances", _variances),
}


def main(start: int, stop: int, of: str = "networks") -> None:
    """Judge number start..stop-1, print what is not right, and keep counts.

    Verdicts on another solver are forgotten.
    """
    name, run = SWEEPS[of]
    path = RESULTS / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    solver = fingerprint("freewidth.jacobian")
    kept = json.loads(path.read_text()) if path.exists() else {}
    known = kept["verdicts"] if kept.get("solver") == solver else {}
    for index in range(start, stop):
        if str(index) in known:
            continue
        clock = time.process_time()
        what, verdict, seen = run(index)
        seconds = time.process_time() - clock
        known[str(index)] = {"verdict": _reason(verdict, seen), "seconds": round(seconds, 3)}
        if verdict != "right":
            known[str(index)]["seen"] = f"{what}: {seen}"
            print(f"{index} {verdict}: {what}\n    {seen}", flush=True)
        path.write_text(json.dumps({"solver": solver, "verdicts": known}, indent=0, sort_keys=True))
    print(dict(Counter(row["verdict"] for row in known.values())))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
