"""Models of PyTorch: read, differentiated by PyTorch itself, and compared with their laws."""

import re
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import ks_2samp

from freewidth import model
from freewidth.compare import kolmogorov
from freewidth.errors import InvalidInputError
from freewidth.model._torch import ELEMENTWISE
from freewidth.rng import stream

torch = pytest.importorskip("torch", reason="PyTorch is not in this environment; see .ci/torch")
nn = torch.nn
SIZES = (256, 256, 256, 256)
AUTOGRAD = 1e-10  # of the largest eigenvalue: rounding of both, some 1e3 operations of 1e-16


@pytest.fixture(autouse=True)
def seeded(seed):
    torch.manual_seed(seed)
    torch.set_num_threads(1)


def mlp(activation=nn.Tanh, sizes=SIZES):
    parts = []
    for before, after in pairwise(sizes):
        parts += [nn.Linear(before, after), activation()]
    return nn.Sequential(*parts[:-1]).double()


def autograd(module, x):
    """J by PyTorch."""
    return torch.func.jacrev(module)(torch.from_numpy(x)).detach().numpy()


# Reading


def test_a_nested_model_is_read_in_the_order_in_which_it_runs(rng):
    body = nn.Sequential(nn.Identity(), nn.Linear(7, 9, bias=False), nn.Sequential(nn.GELU()))
    module = nn.Sequential(
        nn.Flatten(), nn.Linear(5, 7), nn.Dropout(0.5), nn.ReLU(), body, nn.Linear(9, 3)
    )
    module = module.double().eval()
    mine = model.from_torch(module)
    assert mine.sizes == (5, 7, 9, 3)
    assert [each.activation for each in mine.layers] == ["relu", "gelu", "linear"]
    assert [each.name for each in mine.layers] == [
        "layer 1 ('1')", "layer 2 ('4.1')", "layer 3 ('5')"
    ]  # fmt: skip
    assert mine.layers[1].bias is None
    x = rng.standard_normal((4, 5))
    assert_allclose(mine(x), module(torch.from_numpy(x)).detach().numpy(), atol=1e-14)


@pytest.mark.parametrize("kind", [nn.Tanh, nn.ReLU, nn.GELU, nn.SiLU, nn.Softplus])
def test_the_spectrum_is_that_of_the_jacobian_by_autograd(kind, rng):
    module = mlp(kind, (30, 40, 50, 20))
    x = rng.standard_normal(30)
    theirs = np.linalg.svd(autograd(module, x), compute_uv=False)[::-1] ** 2
    found = model.from_torch(module).spectrum(x).eigenvalues
    assert_allclose(found, theirs, rtol=0, atol=AUTOGRAD * theirs[-1])


EXAMPLES = [
    nn.LeakyReLU(0.1), nn.Hardtanh(-2, 3), nn.ELU(0.5), nn.CELU(0.7), nn.GELU("tanh"),
    nn.Softplus(0.7), nn.Hardshrink(0.2), nn.Threshold(0.3, -0.2),
    *(getattr(nn, name)() for name in ELEMENTWISE if name != "Threshold"),
]  # fmt: skip
SINGLE = ("CELU", "Hardsigmoid")  # PyTorch keeps 1/alpha and 1/6 of these in single precision


@pytest.mark.parametrize("activation", EXAMPLES, ids=str)
def test_activations_and_slopes_are_those_of_torch(activation):
    (mine,) = model.from_torch(nn.Sequential(nn.Linear(1, 1), activation).double()).layers
    h = torch.linspace(-20, 20, 1000, dtype=torch.float64, requires_grad=True)
    values = activation(h)
    (slopes,) = torch.autograd.grad(values.sum(), h)
    at = h.detach().numpy()
    # exp(h/alpha) is off by |h/alpha| <= 29 times a rounding of 1.2e-7 at most
    close = {"rtol": 4e-6 if type(activation).__name__ in SINGLE else 1e-12, "atol": 1e-14}
    assert_allclose(mine.phi.f(at), values.detach().numpy(), **close)
    assert_allclose(mine.phi.df(at), slopes.numpy(), **close)


def test_a_module_that_is_applied_twice_is_read_twice(rng):
    act, linear = nn.Tanh(), nn.Linear(5, 5)
    module = nn.Sequential(linear, act, linear, act, nn.Linear(5, 2), act).double()
    mine = model.from_torch(module)
    assert [each.activation for each in mine.layers] == ["tanh"] * 3
    x = rng.standard_normal(5)
    assert_allclose(mine(x), module(torch.from_numpy(x)).detach().numpy(), atol=1e-14)


def test_a_part_that_does_not_do_what_its_class_says_is_noticed(monkeypatch):
    module = mlp(nn.Tanh, (5, 6, 3))
    monkeypatch.setitem(ELEMENTWISE, "Tanh", lambda m: "erf")  # as a new version might
    with pytest.raises(InvalidInputError, match=r"5-6-3, erf.* differs by 0\.\d+; some part"):
        model.from_torch(module)


def test_tensors_that_carry_gradients_are_refused_in_a_sentence():
    weights = nn.Linear(4, 4).weight
    with pytest.raises(InvalidInputError, match=r"layer 1: weights are no array .*detach"):
        model.from_arrays([weights], None, ["tanh"])
    with pytest.raises(InvalidInputError, match=r"an input is an array of numbers.*detach"):
        model.from_torch(mlp(sizes=(4, 4)))(weights[0])


def test_parametrised_weights_are_read_as_they_are_now(rng):
    layer = nn.utils.parametrizations.orthogonal(nn.Linear(20, 20, dtype=torch.float64))
    mine = model.from_torch(nn.Sequential(layer, nn.Tanh()))
    assert_array_equal(mine.layers[0].weights, layer.weight.detach().numpy())
    assert mine.measured[0].ensemble == "orthogonal"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_types_of_weights(dtype):
    module = mlp(sizes=(30, 40, 20)).to(dtype)
    mine = model.from_torch(module)
    assert_array_equal(mine.layers[0].weights, module[0].weight.double().detach().numpy())
    assert bool(mine.notes) == (dtype != torch.float32)
    nn.init.orthogonal_(original := nn.Linear(50, 50).weight)
    half = nn.Sequential(nn.Linear(50, 50))
    half[0].weight.data = original.data.to(dtype)
    assert model.from_torch(half).measured[0].ensemble == "orthogonal"


class Hidden(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return x + self.layer(x)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


class Outside(nn.Sequential):
    def __call__(self, x):
        return x + super().__call__(x)


def replaced():
    module = mlp(sizes=(4, 4, 4))
    module[0].forward = lambda x: 0 * x
    return module


def hooked():
    module = mlp(sizes=(4, 4, 4))
    module[0].register_forward_hook(lambda *_: None)
    return module


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4)), r"module '1' \(BatchNorm1d\)"),
        (nn.Sequential(nn.Sequential(nn.Linear(4, 4), nn.Softmax(-1))), r"'0.1' \(Softmax\)"),
        (nn.Sequential(nn.Conv2d(1, 1, 3)), r"module '0' \(Conv2d\)"),
        (Hidden(), r"\(Hidden\) cannot be read.*pass what it applies as a Sequential"),
        (Residual(nn.Linear(4, 4)), r"\(Residual\) cannot be read"),
        (nn.Sequential(Doubled(4, 4)), r"module '0' \(Doubled\)"),
        (nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.1)), r"Dropout is switched on.*eval"),
        (nn.Sequential(nn.ReLU(), nn.Linear(4, 4)), r"module '0' \(ReLU\) follows no Linear"),
        (nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Tanh()), r"'2' \(Tanh\) follows no"),
        (nn.Sequential(nn.Identity()), "holds no Linear"),
        (nn.Sequential(nn.LazyLinear(4)), r"module '0' \(LazyLinear\)"),
        (nn.Sequential(nn.Linear(4, 4, device="meta")), "module '0' has no numbers yet"),
        (nn.Sequential(nn.Linear(4, 4), nn.Linear(5, 4)), r"layer 2 \('1'\) takes 5 numbers"),
        (nn.Sequential(nn.Linear(4, 4, dtype=torch.complex64)), "weights are complex"),
        (hooked(), r"module '0' \(Linear\) has forward hooks"),
        (nn.Sequential(Outside(nn.Linear(4, 4))), r"module '0' \(Outside\) cannot be read"),
        (replaced(), r"module '0' \(Linear\) cannot be read"),
        (mlp(lambda: nn.Softplus(1.0, 0.5), (4, 4, 4)), "softplus with threshold=0.5 jumps"),
        ({"0.weight": torch.zeros(4, 4)}, "from a torch.nn.Module, got dict; .* from_mapping"),
    ],
)
def test_what_is_not_read_is_named(module, said):
    with pytest.raises(InvalidInputError, match=said):
        model.from_torch(module)


# Against laws


def default_law(sizes):
    """What nn.Linear draws: W and b uniform on +-1/sqrt(fan-in)."""
    return {
        "ensemble": "uniform",
        "sigma_w2": 1 / 3,
        "sigma_b2": tuple(1 / (3 * n) for n in sizes[:-1]),
        "bias": "uniform",
    }


def initialised(how, activation):
    module = mlp(activation)
    for part in module[::2]:
        how(part.weight)
        nn.init.zeros_(part.bias)
    return module


def xavier(sizes):
    pairs = pairwise(sizes)
    return {"ensemble": "uniform", "sigma_w2": tuple(2 * a / (a + b) for a, b in pairs)}


INITS = {
    "default": (mlp, default_law(SIZES)),
    "xavier": (lambda: initialised(nn.init.xavier_uniform_, nn.Tanh), xavier(SIZES)),
    "kaiming": (
        lambda: initialised(lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"), nn.ReLU),
        {"ensemble": "gaussian", "sigma_w2": 2.0},
    ),
    "orthogonal": (
        lambda: initialised(nn.init.orthogonal_, nn.Tanh),
        {"ensemble": "orthogonal", "sigma_w2": 1.0},
    ),
}


@pytest.fixture(scope="module", params=INITS)
def case(request):
    """An initialisation, an input, and the first model with its comparison."""
    make, declared = INITS[request.param]
    torch.manual_seed(request.config.getoption("seed"))
    x = stream(request.config.getoption("seed"), "case", request.param).standard_normal(SIZES[0])
    mine = model.from_torch(make())
    return make, declared, x, mine, mine.compare(x, **declared)


def seen(make, law, x, count=16):
    """Of ``count`` models the distance to a law, and the largest eigenvalue, shape (2, count)."""
    spectra = [model.from_torch(make()).spectrum(x).eigenvalues for _ in range(count)]
    return np.array([kolmogorov(spectra, law), np.max(spectra, axis=1)])


def test_fresh_models_are_as_far_from_their_law_as_its_random_networks(case):
    """The band is made of NumPy's numbers by this library, the models are PyTorch's: one law."""
    make, _, x, _, found = case
    distances, largests = seen(make, found.law, x)
    assert ks_2samp(distances, found.distances).pvalue > 1e-4
    assert ks_2samp(largests, found.largests).pvalue > 1e-4


def test_a_layer_scaled_by_a_fifth_is_outside_of_the_law_declared(case):
    """The negative control, of the same size: most of them are beyond every random network."""
    make, _, x, _, found = case

    def scaled():
        module = make()
        with torch.no_grad():
            module[2].weight *= 1.2
        return module

    distances, largests = seen(scaled, found.law, x)
    outside = (distances > found.distances.max()) | (largests > found.largests.max())
    assert outside.mean() > 0.5  # 1/30 at most if it made no difference


def test_what_is_measured_is_what_was_drawn(case):
    _, declared, x, mine, _ = case
    net = mine.network(x)  # LawWarning would be an error
    wanted = np.broadcast_to(declared["sigma_w2"], 3)
    for each, sigma_w2 in zip(mine.measured, wanted, strict=True):
        assert each.ensemble == declared["ensemble"]
        assert abs(each.sigma_w2 - sigma_w2) < 5 * each.sigma_w2_sem + 1e-5  # drawn as float32
    assert net.widths == SIZES
    assert net.q0 == np.mean(x**2)


def test_low_rank_added_is_outside_and_the_layer_is_named(rng):
    module = mlp()
    with torch.no_grad():
        u, v = (torch.randn(SIZES[1], dtype=torch.float64) for _ in range(2))
        module[2].weight += 3 * torch.outer(u / u.norm(), v / v.norm())
    with pytest.warns(model.LawWarning, match=r"layer 2 \('2'\): .*largest singular value"):
        found = model.from_torch(module).compare(rng.standard_normal(SIZES[0]))
    assert found.place == "outside"
    assert "largest eigenvalue" in found.verdict


# The page


@pytest.mark.slow
def test_the_programs_of_the_page_say_what_it_says(capsys):
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    names: dict = {}
    for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(text, names)
    assert names["found"].largest > 100 * np.median(names["found"].largests)
    assert (names["declared"].place, names["scaled"].place) == ("inside", "outside")
    first, *_, last = names["history"]
    assert (first[2], first[-1]) == ("inside", [])
    assert (last[2], last[-1]) == ("outside", [1, 2, 3])
    assert last[1] > 0.85 > first[1]  # digits read rightly
    early = [entry for entry in names["history"] if entry[2] == "outside" and not entry[-1]]
    assert early  # the Jacobian leaves before any layer does
    assert "inside the band" in capsys.readouterr().out


def test_deepcopy_and_reading_leave_the_model_alone():
    module = mlp()
    before = deepcopy(module.state_dict())
    model.from_torch(module).network()
    for name, value in module.state_dict().items():
        assert torch.equal(value, before[name])
