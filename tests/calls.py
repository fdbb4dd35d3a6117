"""The public names of the library, and for each that can be called arguments that are right.

Arguments are found by their names in ``USUAL``; where a name means something else, in ``OTHER``.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

import freewidth
from freewidth import (
    Network,
    activations,
    biases,
    compare,
    ensembles,
    freeprob,
    genus,
    initialisation,
    jacobian,
    kinds,
    limits,
    model,
    plotting,
    residual,
    sample,
    stats,
)  # fmt: skip
from freewidth.limits import conjugate_kernel, deep, heavy_rows, phases
from freewidth.preactivation import Preactivation
from freewidth.rng import stream
from freewidth.stats import fits
from freewidth.symmetric import laws, matrices

BY_NAME = ("limits.conjugate_kernel", "limits.critical", "limits.deep", "limits.heavy_rows",
           "limits.phases", "rng")  # fmt: skip  # modules without __all__ that are used by name
# the gate of the workflow, and what its runs keep; a figure of studies
NOT_OURS = ("cache", "contracts", "npz", "plotting.verdicts")
NOT_CALLED = {  # what only looks as if one called it, and what the library itself calls
    "freewidth.FreewidthError", "freewidth.InvalidInputError", "freewidth.NotConvergedError",
    "model.LawWarning", "model.from_keras", "model.from_torch",
    "freeprob.Distribution", "freeprob.Source",
    "plotting.verdicts", "freeprob.Source.rule", "freeprob.Family", "freeprob.MeasureRule",
    "freeprob.MeasureRule.excess", "freeprob.MeasureRule.flow",
    "freeprob.MeasureRule.moments", "freeprob.MeasureRule.potential", "freeprob.Values.rule",
    "jacobian.SlopeMeasure.rule", "ensembles.Dense", "ensembles.Dense.adjoint_times",
    "ensembles.Dense.on", "ensembles.Dense.times", "ensembles.normal",
    "ensembles.Ensemble.draw", "ensembles.Ensemble.draw_single", "sample.Layer", "sample.Sample",
}  # fmt: skip


def packages() -> Iterator[tuple[str, Any]]:
    """Public modules that say what is public in them, by name; the command line is none."""
    yield "freewidth", freewidth
    for found in pkgutil.walk_packages(freewidth.__path__, "freewidth."):
        name = found.name.removeprefix("freewidth.")
        if not any(part.startswith("_") for part in name.split(".")) and not name.startswith("cli"):
            module = import_module(found.name)
            if name in NOT_OURS:
                continue
            if name in BY_NAME or (name != "arguments" and hasattr(module, "__all__")):
                yield name, module


def public(module: Any) -> list[str]:
    """Names that a module offers."""
    own = [n for n, o in vars(module).items() if getattr(o, "__module__", "") == module.__name__]
    return list(getattr(module, "__all__", [name for name in own if not name.startswith("_")]))


@cache
def callables() -> dict[str, Callable]:
    """All that can be called: functions, classes and their methods (``package.Class.method``)."""
    found: dict[str, Callable] = {}
    for place, module in packages():
        for name in public(module):
            thing = getattr(module, name)
            if inspect.isclass(thing) and thing.__module__.startswith("freewidth"):
                found[f"{place}.{name}"] = thing
                found |= {f"{place}.{name}.{method}": own for method, own in methods(thing)}
            elif inspect.isfunction(inspect.unwrap(thing)):
                found[f"{place}.{name}"] = thing
    return {name: thing for name, thing in found.items() if name not in NOT_CALLED}


def methods(cls: type) -> Iterator[tuple[str, Callable]]:
    """Public methods that take arguments, inherited ones too."""
    for name in dir(cls):
        static = inspect.getattr_static(cls, name)
        made = isinstance(static, classmethod | staticmethod)
        function = static.__func__ if made else static
        if name.startswith("_") or not inspect.isfunction(inspect.unwrap(function)):
            continue
        if len(inspect.signature(function).parameters) > (not isinstance(static, staticmethod)):
            yield name, getattr(cls, name) if made else function


def rng(name: str = "call") -> np.random.Generator:
    return stream(0, name)


NET = Network("gaussian", "tanh", depth=2, sigma_b2=0.1)
LINEAR = Network("gaussian", "linear", depth=2)
RELU = Network("gaussian", "relu", depth=2)
SIGNS = Network("rademacher", "tanh", depth=2)
WEAK = residual.ResidualNetwork("gaussian", "linear", 2, scale=0.3)
X = np.linspace(0.1, 2.0, 8)
GRAM = [[1.0, 0.3], [0.3, 1.0]]
GIVEN = {8: X[:, None] + 1.0, 16: X[:, None] + 0.5, 32: X[:, None]}
SINGLE = {n: values[:, 0] for n, values in GIVEN.items()}
SEQUENCE = {n: 1.0 + np.ones((1, 1)) / n for n in (4, 9, 16)}
EVIDENCE = stats.Evidence("m", 1.0, 1.1, 0.2, 0.0, "no", {"other": 3.0})
ENTRY = stats.Entry("net", {}, "theorem", (EVIDENCE,))
SOURCE = stats.Source("ours", note="derived")
PAPER = stats.Paper("A and B", 2020, "On", "arXiv:1")
CLAIM = stats.Claim("It holds.", SOURCE, {"h": "ours"}, "another", lambda study: iter([ENTRY]))
TABLE = laws.Table(np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.5, 1.0]))
TABLES: laws.Tables = {(): TABLE}
MARCHENKO = freeprob.marchenko_pastur()
TWO = kinds.SingularValues(((0.2**0.5, 0.5), (1.8**0.5, 0.5)))
MODEL = model.from_arrays(
    [rng("model").standard_normal((6, 5)), rng("next").standard_normal((4, 6))],
    activations=["tanh", "linear"],
)
PARAMETERS = {"Dense_0": {"kernel": np.ones((3, 4)), "bias": np.zeros(4)}}
WEIGHTS = sample.weights(ensembles.ENSEMBLES["gaussian"])
SPECTRUM = np.sort(np.abs(rng("spectrum").standard_normal((4, 8))))
QUADRATURE = sample.Quadrature(np.array([[0.1, 1.0], [0.2, 2.0]]), np.array([[0.5, 0.5]] * 2))
DENSITY = kinds.Density(lambda s: 0 * s + 1 / 3, 0.0, 3.0)
VALUES = freeprob.Values(((1.0, 0.5), (2.0, 0.5)))
LINE = stats.Line.through([0.0, 1.0, 2.0], [0.0, 1.5, 2.0], [1.0, 1.0, 1.0])
FLIP = stats.sign_flip("m", X, 1.0, {})
FIT = fits.Fit("wigner", (), 1.0, 0.0, 0.1)


def safetensors() -> bytes:
    head = b'{"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}'
    return len(head).to_bytes(8, "little") + head + np.eye(2, dtype=np.float32).tobytes()


@cache
def law() -> freeprob.Law:
    return jacobian.law(NET)


@cache
def weak_law() -> residual.ResidualLaw:
    return residual.law(WEAK)


@cache
def comparison() -> compare.Comparison:
    spectra = {n: np.abs(rng("spectra").standard_normal((8, n))) for n in (8, 16, 32)}
    return compare.compare(NET, spectra, law(), {"linear": jacobian.law(LINEAR)})


@cache
def initial() -> initialisation.Initialisation:
    return initialisation.critical("tanh", depth=4)


def batch() -> list[sample.Layer]:
    """Layers of three networks of four units, as forward() gives them."""
    return list(sample.forward(NET, (4, 4, 4), WEIGHTS, rng("forward"), inputs()))


def inputs() -> np.ndarray:
    return sample.inputs(rng("inputs"), [[1.0]], 4, 3)


def pairs() -> list[tuple[np.ndarray, np.ndarray]]:
    return list(sample.layers(NET, 5, rng("pairs")))


@cache
def finding() -> dict[str, Any]:
    return stats.judge(CLAIM, None, "ours")


def mlp_operator() -> Any:
    return sample.operator(NET, 6, rng("operator"))


@cache
def kernel() -> conjugate_kernel.ConjugateKernel:
    return conjugate_kernel.ConjugateKernel(1.0, 0.5)


@cache
def held_out() -> fits.HeldOut:
    return fits.hold_out({"name": "x"}, [SPECTRUM[0], SPECTRUM[1]], "wigner", TABLES)


@cache
def trial() -> fits.Trial:
    return fits.attempt({"name": "x"}, [SPECTRUM[0]], "wigner", TABLES, [0.0], 3, rng("trial"))


@cache
def picture() -> Any:
    return plotting.law(law())


def parts(made: Callable[[], Any]) -> dict[str, Callable[[], Any]]:
    """The arguments of which a dataclass was made, as its attributes tell; made when asked for."""
    return _Parts(made)


class _Parts(dict):
    """Attributes of an object as arguments."""

    def __init__(self, made: Callable[[], Any], **more: Any):
        super().__init__(more)
        self.made = made

    def __or__(self, other: Any) -> Any:
        return _Parts(self.made, **{**other, **dict(self)})

    __ror__ = __or__

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or hasattr(self.made(), str(key))

    def get(self, key: Any, default: Any = None) -> Any:
        if dict.__contains__(self, key):
            return self[key]
        return (lambda: getattr(self.made(), key)) if key in self else default


USUAL: dict[str, Callable[[], Any]] = {  # made anew for every call: streams move on
    "a": lambda: X, "activation": lambda: "tanh", "activations": lambda: ["tanh", "linear"],
    "against": lambda: None, "along": lambda: np.log, "also": lambda: np.sqrt,
    "alpha": lambda: 1e-3,
    "angle": lambda: X / 3, "array": lambda: np.eye(3), "arrays": lambda: law().arrays(),
    "at": lambda: 64, "atom": lambda: 0.0, "atoms": lambda: (), "b": lambda: X[::-1] + 1.0,
    "batch": lambda: 3, "beta": lambda: 1, "bias": lambda: 0.1, "biases": lambda: [None, None],
    "blur": lambda: 1e-4, "c": lambda: 0.5, "case": lambda: {"name": "x"}, "classes": lambda: 3,
    "claim": lambda: CLAIM, "coefficients": lambda: [1.0, 2.0], "columns": lambda: 5,
    "constant": lambda: 0.0, "correlation": lambda: 0.2, "count": lambda: 4,
    "covariance": lambda: GRAM, "curves": dict, "degree": lambda: 3.0,
    "density": lambda: 0.5, "dependence": lambda: "true", "depth": lambda: 2,
    "device": lambda: "cpu", "discrete": lambda: False, "distance": lambda: 0.1,
    "distinct": lambda: True, "draws": lambda: 3, "edges": lambda: [0.0, 1.0, 2.0],
    "eigenvalues": lambda: SPECTRUM, "ensemble": lambda: ensembles.ENSEMBLES["gaussian"],
    "entries": lambda: [ENTRY], "entry": lambda: np.random.Generator.standard_normal,
    "evidence": lambda: [{"what": "m"} | finding()["entries"][0]["evidence"][0]],
    "exact_up_to": lambda: 100, "expected": lambda: 1.0, "f": lambda: np.tanh,
    "factor": lambda: 1.05, "family": lambda: "wigner", "field": lambda: "real",
    "finding": finding, "findings": lambda: [finding()], "first": lambda: MARCHENKO,
    "fit": lambda: 0.5, "fits": lambda: (0.3, 0.4), "fitted": lambda: GIVEN,
    "floor": lambda: 0.0, "found": lambda: FIT, "fourth_moment": lambda: 3.0, "free": lambda: False,
    "freedom": lambda: 7.0, "g": lambda: np.sin, "gram": lambda: GRAM, "high": lambda: 3.0,
    "independent": lambda: False, "inner": lambda: [1.0, 2.0], "input": lambda: None,
    "k": lambda: 2, "kappa": lambda: [0.5, 0.4], "kappas": lambda: [[1.0, 1.0]] * 2,
    "kind": lambda: kinds.IID, "kinks_f": lambda: (), "kinks_g": lambda: (),
    "label": lambda: "a label", "labels": lambda: ("x", 1), "law": law, "layer": lambda: 1,
    "layers": batch, "letters": lambda: [1, -1], "level": lambda: 0.3, "levels": lambda: [0.5, 1.0],
    "localisation": lambda: 1.0, "loglog": lambda: 0.25, "low": lambda: 0.0,
    "m": lambda: -0.1, "masses": lambda: [0.5, 0.5], "method": lambda: "svd",
    "moment": lambda: lambda family, letters: 1.0, "moments": lambda: [1.0, 2.0, 5.0],
    "module": lambda: None, "n": lambda: 9, "name": lambda: "ours", "names": lambda: ["m"],
    "net": lambda: NET, "networks": lambda: 100, "normal": lambda: None, "note": lambda: "a note",
    "null": lambda: X, "numbers": lambda: 50, "observed": lambda: GIVEN, "of": lambda: WEAK,
    "one": lambda: GIVEN[8], "operator": mlp_operator, "order": lambda: None,
    "orders": lambda: 2, "other": lambda: GIVEN[16], "outliers": lambda: 1,
    "p": lambda: 0.4, "p_values": lambda: [0.1, 0.2], "papers": lambda: (PAPER,),
    "partition": lambda: ((0, 1), (2,)), "path": lambda: "x.png", "points": lambda: (0.5, 1.0),
    "power": lambda: 1.0, "powers": lambda: [1, 1], "probes": lambda: 3,
    "product": lambda: MARCHENKO,
    "q": lambda: 0.7, "q0": lambda: 1.0, "rank": lambda: 0.5, "ratio": lambda: 0.5,
    "readout": lambda: False, "removed": lambda: [0.0], "resolved": lambda: 1e-12,
    "rest": lambda: (MARCHENKO,), "right": lambda: 1.0, "left": lambda: -1.0,
    "rivals": lambda: {"other": 3.0}, "rng": rng, "rngs": lambda: [rng("0"), rng("1")],
    "rows": lambda: 4, "s": lambda: X, "s2": lambda: 0.3, "sample": lambda: X,
    "samples": lambda: 2.0,
    "scale": lambda: 1.5, "seed": lambda: 7, "sem": lambda: 0.1, "shape": lambda: (3, 2),
    "shift": lambda: 0.2, "side": lambda: "equal", "sigma": lambda: None,
    "sigma_b2": lambda: 0.1, "sigma_w2": lambda: 1.2, "singular_values": lambda: TWO,
    "size": lambda: 8, "sizes": lambda: (4, 4, 4), "slope": lambda: 0.5, "solved": law,
    "source": lambda: "a source", "spectra": lambda: [SPECTRUM[0], SPECTRUM[1]],
    "start": lambda: 0.5, "steps": lambda: None, "strength": lambda: 0.4, "study": lambda: None,
    "subject": lambda: "net", "table": lambda: TABLE, "tables": lambda: TABLES,
    "target": lambda: 1.2, "title": lambda: "a title", "turns": lambda: np.eye(8)[None],
    "unit": lambda: 1.0, "values": lambda: X, "value": lambda: 1.0, "w": lambda: np.array([1 + 1j]),
    "weight": lambda: [1.0, 1.0, 1.0], "weights": lambda: WEIGHTS, "what": lambda: "m",
    "why_bias": lambda: "no reason", "width": lambda: 8, "word": lambda: [("a", 1), ("b", 1)],
    "words": lambda: ["Ww"], "x": lambda: X, "y": lambda: X, "z": lambda: 1.0 + 1.0j,
}  # fmt: skip
OTHER: dict[str, dict[str, Callable[[], Any]]] = {
    "freewidth.Law": {"of": lambda: MARCHENKO} | parts(law),
    "freewidth.Network": {"widths": lambda: (1.0, 2.0, 1.0), "bias": lambda: "gaussian"},
    "freewidth.Network.part": {"start": lambda: 0, "stop": lambda: 1},
    "activations.Activation": {
        "f": lambda: np.abs, "df": lambda: np.sign, "bounded": lambda: True,
        "kinks": lambda: (0.0,),
        "slopes": lambda: (-1.0, 1.0), "source": lambda: "", "entire": lambda: False,
        "period": lambda: None,
    },
    "activations.named": {"phi": lambda: "relu"},
    "biases.Bias": {
        "sample": lambda: np.random.Generator.standard_normal, "rule": lambda: None,
        "bounded": lambda: False, "smoothed": lambda: None,
    },
    "biases.check": {"bias": lambda: biases.BIASES["uniform"]},
    "biases.named": {"bias": lambda: "uniform"},
    "compare.Comparison": parts(comparison),
    "compare.Comparison.difference": {"other": comparison, "rivals": lambda: None},
    "compare.Comparison.evidence": {"rivals": lambda: ("linear",)},
    "compare.Comparison.restore": {
        "names": lambda: comparison().names, "arrays": lambda: comparison().arrays(),
    },
    "compare.Comparison.steps": {"names": lambda: comparison().names},
    "compare.Comparison.under": {"ingredient": lambda: "q"},
    "compare.Probes": {"moments": lambda: (1, 2), "resolvents": lambda: (1 + 1j,)},
    "compare.Probes.of": {"moments": lambda: (1, 2)},
    "compare.compare": {
        "spectra": lambda: {8: SPECTRUM, 16: SPECTRUM, 32: SPECTRUM}, "perturbed": dict,
        "rivals": lambda: {"linear": jacobian.law(LINEAR)},
    },
    "compare.between": {"other": lambda: jacobian.law(LINEAR)},
    "ensembles.Ensemble": {
        "sample": lambda: ensembles.ENSEMBLES["gaussian"].sample, "entry": lambda: None,
        "fourth_moment": lambda: 3.0, "density": lambda: None, "fourth_moment_at": lambda: None,
    },
    "ensembles.sparse": {"density": lambda: lambda n: 0.5},
    "freeprob.Certificate": parts(lambda: law().certificate),
    "freeprob.FreeProduct": parts(lambda: MARCHENKO),
    "freeprob.Law": {"of": lambda: MARCHENKO} | parts(law),
    "freeprob.Values": {"pairs": lambda: ((1.0, 0.5), (2.0, 0.5))},
    "freeprob.bi_invariant": {"ratio": lambda: 1.0},
    "freeprob.discrete": {"values": lambda: [1.0, 2.0]},
    "freeprob.factor": {"source": lambda: VALUES},
    "freeprob.power": {"times": lambda: 3},
    "freeprob.restore": {"of": lambda: MARCHENKO},
    "genus.Gluing": {"pairs": lambda: ((0, 1), (2, 3))},
    "genus.Quadratic": parts(lambda: genus.identity(4)),
    "genus.power_sums": {"lengths": lambda: (1, 1)},
    "genus.weighted": {"m": lambda: genus.identity(4)},
    "initialisation.Initialisation.deepest": {"width": lambda: 1.5, "limit": lambda: 20},
    "initialisation.critical": {"sigma_b2": lambda: None, "width": lambda: None},
    "initialisation.given": {"activation": lambda: "relu", "sigma_b2": lambda: 0.0},
    "initialisation.lines": {"net": initial}, "initialisation.nonlinearity": {"net": initial},
    "initialisation.remarks": {"net": initial},
    "jacobian.SlopeMeasure": {"preactivation": lambda: Preactivation(1.0)},
    "jacobian.diagonal": {"y": lambda: 1.0},
    "jacobian.localised": {"net": lambda: SIGNS, "entries": lambda: 2},
    "jacobian.restore": {"net": lambda: NET},
    "kinds.Density": {"function": lambda: np.exp},
    "kinds.Factor": {"powers": lambda: ((1.0, 1),)},
    "kinds.Kind": parts(lambda: kinds.IID),
    "kinds.SingularValues": {"values": lambda: TWO.values, "density": lambda: None},
    "kinds.SingularValues.quantiles": {"level": lambda: X / 3},
    "limits.TwoProjections.cdf": {"x": lambda: X / 3},
    "limits.localised_input_moments": {"net": lambda: SIGNS, "entries": lambda: 2},
    "limits.log_norm_cumulants": {"net": lambda: RELU},
    "limits.log_norm_variance": {"net": lambda: RELU},
    "limits.squared_norm_moments": {"net": lambda: RELU},
    "limits.vanishing": {"net": lambda: RELU},
    "limits.word_limit": {
        "word": lambda: "W1 D1 W1'", "weights": lambda: limits.circular_moment,
        "joint": lambda: limits.mixed_moment,
    },
    "limits.product_nullity": {"sizes": lambda: [4, 3, 5]},
    "limits.rigidity_growth": {"n": lambda: [8.0, 16.0]},
    "limits.commuting_moment": {"word": lambda: [("a", 1), ("b", 1)]},
    "limits.conjugate_kernel.Certificate": {
        "mass": lambda: 0.0, "distribution": lambda: 0.0, "moments": lambda: 0.0,
    },
    "limits.conjugate_kernel.ConjugateKernel": parts(kernel),
    "limits.critical.steady": {"ensemble": lambda: "gaussian"},
    "limits.critical.second_moment": {"ensemble": lambda: "gaussian"},
    "limits.critical.tuned": {"ensemble": lambda: "gaussian"},
    "limits.deep.DeepLaw": {"kind": lambda: "smooth", "s": lambda: 0.5},
    "limits.deep.DeepLaw.at": {"t": lambda: X / 5},
    "limits.heavy_rows.Rows": {"tau": lambda: (X, X), "jumps": lambda: np.exp},
    "limits.heavy_rows.heavy_moments": {
        "rows": lambda: heavy_rows.cauchy_rows(), "activation": lambda: "erf", "inner": lambda: 1.0,
    },
    "limits.phases.contours": {"q": lambda: X},
    "limits.phases.CriticalLine": parts(lambda: phases.critical_line("tanh")),
    "limits.phases.least_spread": {"line": lambda: phases.critical_line("tanh")},
    "model.Measured": parts(lambda: MODEL.measured[0]),
    "model.Model": {"layers": lambda: MODEL.layers},
    "model.Model.compare": {"x": lambda: np.ones(5), "how": lambda: {"replicates": 2}},
    "model.Model.factors": {"x": lambda: np.ones(5)},
    "model.Model.inputs": {"x": lambda: np.ones(5)},
    "model.Model.jacobian": {"x": lambda: np.ones(5)},
    "model.Model.network": {
        "x": lambda: None, "ensemble": lambda: "gaussian", "bias": lambda: "gaussian",
    },
    "model.Model.spectrum": {"x": lambda: np.ones(5)},
    "model.OwnSpectrum": parts(lambda: MODEL.spectrum(np.ones(5))),
    "model.from_arrays": {
        "weights": lambda: [np.ones((3, 4)), np.ones((2, 3))], "names": lambda: ["a", "b"],
    },
    "model.from_flax": {"parameters": lambda: PARAMETERS, "activations": lambda: ["tanh"]},
    "model.from_mapping": {
        "arrays": lambda: {"W1": np.ones((3, 4)), "W2": np.ones((2, 3))}, "epsilons": lambda: None,
    },
    "model.from_safetensors": {"data": safetensors, "activations": lambda: ["tanh"]},
    "model.safetensors": {"data": safetensors},
    "plotting.model": {"compared": lambda: MODEL.compare(np.ones(5), replicates=2)},
    "plotting.phases": {"net": initial},
    "plotting.png": {"figure": picture}, "plotting.save": {"figure": picture},
    "residual.ResidualLaw": {"of": lambda: WEAK} | parts(weak_law),
    "residual.ResidualNetwork": {"mean0": lambda: 0.0},
    "residual.restore": {"arrays": lambda: weak_law().arrays()},
    "residual.strengths": {"net": lambda: WEAK}, "residual.tuned": {"net": lambda: WEAK},
    "sample.Draws": {
        "experiment": lambda: "e", "case": lambda: "c", "settings": lambda: {"s": 1},
        "observed": lambda: {"group": GIVEN},
    },
    "sample.Draws.group": {"arrays": lambda: {"group/n8": X}},
    "sample.Estimate": {"value": lambda: X, "sem": lambda: X, "resolution": lambda: X},
    "sample.Quadrature": {"nodes": lambda: QUADRATURE.nodes, "weights": lambda: QUADRATURE.weights},
    "sample.WeightLaw": {"draw": lambda: WEIGHTS.draw},
    "sample.accuracy_floor": {"method": lambda: "svd"},
    "sample.applied": {"vectors": lambda: np.ones((3, 4, 1))},
    "sample.diluted": {"density": lambda: 0.5},
    "sample.displacement": {"layers": batch, "other": batch},
    "sample.eigenvalues": {"product": lambda: np.ones((3, 4, 4))},
    "sample.factored_operator": {"layers": pairs}, "sample.factored_spectrum": {"layers": pairs},
    "sample.fixed_jacobians": {"slopes": lambda: [np.ones((1, 4))] * 2},
    "sample.forward": {"x": inputs}, "sample.tangent_kernels": {"x": inputs},
    "sample.given_spectrum": {"parts": lambda: [(0.0, 1.0, 0.5), (2.0, 2.0, 0.5)]},
    "sample.hermite_means": {"y": inputs, "variance": lambda: 1.0},
    "sample.quadrature": {"steps": lambda: 4},
    "sample.residual_eigenvalues": {"net": lambda: WEAK},
    "sample.residual_jacobians": {"net": lambda: WEAK},
    "sample.stabilisers": {"x": lambda: np.ones((2, 3))},
    "sample.trace_moments": {"product": lambda: np.ones((3, 4, 4))},
    "sample.turned": {"free": lambda: True},
    "sample.word_traces": {"words": lambda: ["W1 D1 W1'"]},
    "stats.Claim": parts(lambda: CLAIM), "stats.Entry": parts(lambda: ENTRY),
    "stats.Evidence": parts(lambda: EVIDENCE),
    "stats.Extrapolation": parts(lambda: stats.extrapolate(GIVEN)),
    "stats.Line": parts(lambda: LINE), "stats.Paper": parts(lambda: PAPER),
    "stats.Line.at": {"x": lambda: 0.5}, "stats.Line.at_coefficients": {"x": lambda: 0.5},
    "stats.Line.through": {"x": lambda: [0.0, 1.0, 2.0], "y": lambda: [0.0, 1.5, 2.0]},
    "stats.SignFlip": parts(lambda: FLIP),
    "stats.Source": parts(lambda: SOURCE),
    "stats.at_infinite_width": {
        "fit": lambda: None, "expected": lambda: [1.0], "rivals": lambda: {"other": [3.0]}},
    "stats.at_limit": {
        "values": lambda: SEQUENCE, "expected": lambda: [1.0], "rivals": lambda: {"other": [3.0]},
    },
    "stats.cautious": {"values": lambda: GIVEN[8]},
    "stats.check": {"false": dict, "observed": lambda: "p_value"},
    "stats.counted": {"observed": lambda: 3.0, "expected": lambda: 3.0},
    "stats.exact": {
        "values": lambda: GIVEN[8], "expected": lambda: [1.0], "rivals": lambda: {"other": [3.0]},
    },
    "stats.forecast": {
        "width": lambda: 64, "values": lambda: GIVEN[32],
        "rivals": lambda: lambda found: {"other": found + 1},
    },
    "stats.growth": {"observed": lambda: SINGLE},
    "stats.log_slope": {"observed": lambda: SINGLE},
    "stats.pooled": {"items": lambda: [EVIDENCE, EVIDENCE]},
    "stats.without_rivals": {"items": lambda: [EVIDENCE]},
    "stats.fits.Empirical": parts(lambda: fits.Empirical.of(X)),
    "stats.fits.Empirical.distance": {"law": lambda: TABLE.scaled(1.0)},
    "stats.fits.Empirical.distance_to": {"table": lambda: TABLE},
    "stats.fits.Fit": parts(lambda: FIT),
    "stats.fits.Fit.restore": {"params": lambda: {
        "family": "wigner", "shape": {}, "scale": 1.0, "shift": 0.0, "distance": 0.1}},
    "stats.fits.HeldOut": parts(held_out),
    "stats.fits.HeldOut.others": {"distance": lambda: "kolmogorov"},
    "stats.fits.HeldOut.restore": {
        "params": lambda: held_out().params(), "arrays": lambda: held_out().arrays(),
    },
    "stats.fits.Trial": parts(trial),
    "stats.fits.Trial.restore": {
        "params": lambda: trial().params(), "arrays": lambda: trial().arrays(),
    },
    "stats.fits.kolmogorov": {"law": lambda: TABLE.scaled(1.0)},
    "stats.fits.wasserstein": {"law": lambda: TABLE.scaled(1.0)},
    "stats.fits.p_value": {"observed": lambda: 0.4},
    "symmetric.laws.MatrixLaw": parts(lambda: laws.MATRIXLAWS["wigner"]),
    "symmetric.laws.MatrixLaw.combinations": {"chosen": lambda: {"ratio": [0.5]}},
    "symmetric.laws.Table": {"x": lambda: TABLE.x, "p": lambda: TABLE.p},
    "symmetric.matrices.MatrixEnsemble": parts(lambda: matrices.MATRICES["wigner"]),
    "symmetric.matrices.MatrixEnsemble.eigenvalues": {"shape": dict},
}  # fmt: skip
SELF: dict[str, Callable[[], Any]] = {  # whose methods are called
    "freewidth.Law": law, "freewidth.Network": lambda: NET, "freeprob.Law": law,
    "activations.Activation": lambda: activations.ACTIVATIONS["relu"],
    "compare.Comparison": comparison, "compare.Probes": lambda: compare.Probes.of(law()),
    "ensembles.Ensemble": lambda: ensembles.ENSEMBLES["gaussian"],
    "freeprob.Distribution": law, "freeprob.Values": lambda: VALUES,
    "genus.Gluing": lambda: next(iter(genus.gluings(2))),
    "initialisation.Initialisation": initial,
    "jacobian.SlopeMeasure": lambda: jacobian.SlopeMeasure("tanh", Preactivation(1.0)),
    "kinds.Density": lambda: DENSITY, "kinds.Kind": lambda: kinds.IID,
    "kinds.SingularValues": lambda: TWO, "limits.TwoProjections": lambda: limits.TwoProjections(0.4,
    0.6),
    "limits.conjugate_kernel.ConjugateKernel": kernel,
    "limits.deep.DeepLaw": lambda: deep.DeepLaw("smooth", 0.5),
    "limits.phases.CriticalLine": lambda: phases.critical_line("tanh"),
    "model.Model": lambda: MODEL, "model.OwnSpectrum": lambda: MODEL.spectrum(np.ones(5)),
    "residual.ResidualLaw": weak_law, "sample.Quadrature": lambda: QUADRATURE,
    "stats.Evidence": lambda: EVIDENCE, "stats.SignFlip": lambda: FLIP, "stats.Line": lambda: LINE,
    "stats.fits.Empirical": lambda: fits.Empirical.of(X), "stats.fits.Fit": lambda: FIT,
    "stats.fits.HeldOut": held_out, "symmetric.laws.Affine": lambda: TABLE.scaled(2.0),
    "symmetric.laws.MatrixLaw": lambda: laws.MATRIXLAWS["wishart"],
    "symmetric.laws.Table": lambda: TABLE,
    "symmetric.matrices.MatrixEnsemble": lambda: matrices.MATRICES["wigner"],
}  # fmt: skip


def arguments(name: str) -> dict[str, Any]:
    """Arguments with which a call is right; those that may be left out among them."""
    other = OTHER.get(name, {})
    found = {}
    for key, parameter in inspect.signature(callables()[name]).parameters.items():
        if key == "self":
            found[key] = SELF[name.rpartition(".")[0]]()
        elif key in other or key in USUAL:
            found[key] = other.get(key, USUAL.get(key))()
        elif parameter.default is parameter.empty:
            raise KeyError(f"{name}: no {key}")
    return found


def run(function: Callable, given: dict[str, Any]) -> Any:
    """The result of a call; what it gives one by one is taken to its end."""
    parameters = inspect.signature(function).parameters
    placed: list[Any] = []
    named: dict[str, Any] = {}
    rest = [key for key, each in parameters.items() if each.kind is each.VAR_POSITIONAL]
    for key, value in given.items():
        if key in rest:
            placed += list(value)
        elif parameters[key].kind is inspect.Parameter.VAR_KEYWORD:
            named |= value
        elif rest and parameters[key].kind is not inspect.Parameter.KEYWORD_ONLY:
            placed.append(value)
        else:
            named[key] = value
    found = function(*placed, **named)
    return list(found) if inspect.isgenerator(found) else found
