"""The claims on planar moments, on invented data: what counts, and what would refute it."""

from dataclasses import replace

import numpy as np
import pytest

from claims import CLAIMS
from freewidth import genus
from freewidth.compare import Comparison
from freewidth.network import Network
from freewidth.stats import judge

OF = {"cirone2024_planar_moments": ("gaussian", "rademacher", "student_t5"),
      "haar_planar_moments": ("orthogonal",)}  # fmt: skip
HEAVY = {"student_t5": 1, "student_t3": 0, "cauchy": 0}  # moments that are compared


def comparison(ensemble, activation, factor=1.0, sigma=0.02):
    """Moments that are ``factor`` times the sum over partitions, but for noise and 1/n."""
    net = Network(ensemble, activation, 3, sigma_b2=0.1)
    count = HEAVY.get(ensemble, 4)
    truth = genus.moments(net, 4)[:count]
    rng = np.random.default_rng([*map(ord, ensemble + activation)])
    observed = {
        n: truth * (factor + 0.3 / n + sigma * rng.standard_normal((100, count)))
        for n in (64, 128, 256)
    }
    names = tuple(f"m_{k}" for k in range(1, count + 1))
    return Comparison(net, "true", names, observed, truth, {}, {}, {})


def study(**options):
    found = {}
    for ensemble in ("gaussian", "rademacher", "orthogonal", *HEAVY):
        for activation in ("tanh", "relu"):
            key = ("main", ensemble, activation, 3, "true")
            found[key] = comparison(ensemble, activation, **options)
    return found


@pytest.fixture(params=OF)
def name(request):
    return request.param


def judged(name, some):
    return judge(CLAIMS[name], some, name)


def test_supported_where_there_is_something_to_tell_apart(name):
    finding = judged(name, study())
    assert finding["verdict"] == "supported", finding["reasons"]
    roles = {(e["ensemble"], e["role"]) for e in finding["entries"]}
    assert roles == {
        (e, role)
        for e in OF[name]
        for role in (("empirical",) if e in HEAVY else ("theorem", "control"))
    }


def test_one_powerless_network_among_others_does_not_matter_but_must_agree(name):
    """Many layers, few networks; alone nothing would be told apart."""
    weak = {("deep", *key[1:]): comparison(*key[1:3], sigma=3.0) for key in study()}
    assert judged(name, weak)["verdict"] == "inconclusive"
    assert judged(name, study() | weak)["verdict"] == "supported"
    wrong = {("deep", *key[1:]): comparison(*key[1:3], factor=1.1) for key in study()}
    assert judged(name, study() | wrong)["verdict"] == "refuted"


@pytest.mark.parametrize("key", [k for k in study() if k[1] not in HEAVY], ids=str)
def test_one_wrong_network_refutes_the_claim_on_its_weights_and_not_the_other(name, key):
    wrong = study()
    wrong[key] = comparison(*key[1:3], factor=1.1)
    assert judged(name, wrong)["verdict"] == ("refuted" if key[1] in OF[name] else "supported")


def test_narrow_networks_are_no_business_of_a_limit(name):
    wrong = comparison(OF[name][0], "tanh", factor=1.1)
    narrow = {n // 8: values for n, values in wrong.observed.items()}
    some = study() | {("narrow", OF[name][0], "tanh", 3, "true"): replace(wrong, observed=narrow)}
    assert judged(name, some)["verdict"] == "supported"


def test_noise_makes_it_inconclusive(name):
    assert judged(name, study(sigma=3.0))["verdict"] == "inconclusive"


def test_independent_slopes_are_not_read(name):
    every = {(*key[:-1], "independent"): replace(c, dependence="independent")
             for key, c in study(factor=2.0).items()}  # fmt: skip
    assert judged(name, every)["entries"] == []
