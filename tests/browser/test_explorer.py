"""The explorer in a real browser: the values of its laws, presets, keyboard, phone, axe-core.

FREEWIDTH_EXPLORER may name the page of a run, to be looked at instead of a small one: then only
what every page has is looked at.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from freewidth.errors import NotConvergedError
from freewidth.jacobian import law
from freewidth.kinds import HAAR
from freewidth.network import Network
from scripts.explorer import _laws
from scripts.explorer._lattice import LAWS
from scripts.explorer._pack import CDF, DENSITY
from tests.browser.conftest import LOOKS, PHONE
from tests.explorer.made import LATTICE, whole

GIVEN = os.environ.get("FREEWIDTH_EXPLORER")
SPOTS = 24  # laws that are looked at, spread over the lattice
PRINT = 2.0  # of a density: what is cut off its series, where it is a tenth of its largest value
READ = """async ([state, kind, which, u]) => {
    const law = await lawOf(state, kind, which);
    const [cdf, f] = [u.map(x => law.cdf(x)), u.map(x => law.density(x))];
    const middle = law.quantile(law.zero + 0.5 * (1 - law.zero));
    return { atoms: law.atoms, m1: law.m1, cdf, f, middle, mass: law.continuous };
}"""
GAP = """async () => {
    const [sample, law] = [here().at(-1), %s];
    return Math.max(...sample.u.map((u, k) => Math.abs(sample.cdf[k] - law.cdf(u))));
}"""
SETTLED = """async () => {
    while (document.body.dataset.shown !== String(turn)) await new Promise(requestAnimationFrame);
}"""
OWN = "await lawOf(state, H.weights[state.weights].kind)"


def refusing(of):
    """The solver, but for laws that it refuses."""
    if is_refused(of):
        raise NotConvergedError(f"{of.label}: no edge was found")
    return law(of)


def is_refused(of):
    """Whether it is one that :func:`refusing` refuses: all of ReLU, and one with Haar weights."""
    if not isinstance(of, Network) or of.sigma_w2 != 0.5:
        return False
    return (of.activation, of.depth) == ("relu", 3) or (of.depth == 2 and of.kinds[0] is HAAR)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if GIVEN:
        return Path(GIVEN).resolve().as_uri()
    folder = tmp_path_factory.mktemp("explorer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_laws, "law", refusing)
        (folder / "explorer.html").write_text(whole(folder), encoding="utf-8")
    return (folder / "explorer.html").as_uri()


@pytest.fixture
def explore(visit):
    """The page, once it has drawn."""

    def go(place="", **look):
        page = visit(place, **look)
        settled(page)
        return page

    return go


def settled(page):
    """Until all is drawn; ``wait_for_function`` would need what the page's policy forbids."""
    page.evaluate(SETTLED)


def preset(page, words):
    page.locator("#presets button", has_text=words).click()
    settled(page)


def spots(lattice):
    """Some (activation, number of the law) of a lattice, both first and last among them."""
    nets = [(net, k) for phi in lattice.activations for k, net in enumerate(lattice.networks(phi))]
    return [nets[k] for k in np.linspace(0, len(nets) - 1, SPOTS).astype(int)]


@pytest.mark.skipif(bool(GIVEN), reason="of another lattice")
def test_laws_have_the_solvers_values(explore):
    page = explore()
    for net, k in spots(LATTICE):
        if is_refused(net):
            continue
        own = law(net)
        which = list(LAWS)[k % len(LAWS)]
        state = {
            "activation": net.activation,
            "depth": net.depth,
            "w": net.sigma_w2,
            "b": net.sigma_b2,
        }
        zero = sum(mass for x, mass in own.atoms if x == 0)
        x = own.quantile(zero + (1 - zero) * np.linspace(0.02, 0.98, 25))
        if not own.support:
            x = own.atoms[0][0] * np.array([0.5, 2.0])
        found = page.evaluate(READ, [state, net.kinds[0].name, which, np.log(x).tolist()])
        assert np.abs(np.array(found["cdf"]) - own.cdf(x)).max() < 2 * CDF, net
        f = x * own.density(x)
        assert np.abs(np.array(found["f"]) - f).max() <= PRINT * DENSITY * max(f.max(), 1), net
        assert found["m1"] == pytest.approx(own.moments(1)[0], rel=1e-6)
        assert [mass for _, mass in found["atoms"]] == pytest.approx(
            [m for _, m in own.atoms], abs=1e-7
        )
        assert found["mass"] + sum(m for _, m in found["atoms"]) == pytest.approx(1, abs=CDF)
        assert abs(own.cdf(np.exp(found["middle"])) - (1 + zero) / 2) < 2 * CDF or own.atoms, net


@pytest.mark.parametrize("look", list(LOOKS))
def test_axe_finds_nothing(explore, violations, look):
    page = explore(**LOOKS[look])
    page.evaluate("document.querySelector('.howto').open = true")
    assert violations(page) == []
    page.select_option("[name=weights]", "cauchy")
    settled(page)
    assert violations(page) == []


def test_nothing_sticks_out_on_a_phone(explore):
    page = explore(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_presets_do_what_they_say(explore):
    page = explore()
    preset(page, "Gaussian weights")
    sound = page.evaluate(GAP % OWN)
    preset(page, "D off by one layer")
    assert page.evaluate("state.dependence") == "shifted"
    off = page.evaluate(GAP % OWN)
    assert off > 3 * sound
    assert page.evaluate(GAP % 'await lawOf(state, "iid", "shifted")') < off / 2
    preset(page, "Cauchy")
    assert page.evaluate(GAP % OWN) > 0.2
    assert "no variance" in page.locator("#note").inner_text()
    preset(page, "sparse")
    assert page.evaluate("state.weights") == "sparse"
    assert "2√n weights per unit" in page.locator("#note").inner_text()
    preset(page, "one-hot")
    assert page.evaluate("[state.weights, state.entries, state.b]") == ["rademacher", 1, 0]
    wrong = page.evaluate(GAP % OWN)
    assert page.evaluate(GAP % "await lawOfSigns(state)") < wrong / 5
    assert "no eigenvalues" in page.locator("#note").inner_text()
    assert page.locator("#density rect.bars").count() == 0
    preset(page, "Vanishing")
    assert "No networks were sampled here" in page.locator("#note").inner_text()
    page.click("#nearest")
    settled(page)
    assert page.evaluate("here().length") > 0
    preset(page, "Orthogonal")
    assert page.evaluate(GAP % OWN) < page.evaluate(GAP % 'await lawOf(state, "iid")') / 3
    assert page.locator("#presets button[aria-pressed=true]").count() == 1


@pytest.mark.skipif(bool(GIVEN), reason="every law may have been solved")
def test_a_law_that_was_refused_is_not_drawn(explore):
    page = explore("#activation=relu&depth=3&w=0.5&b=0")
    assert "refused this law" in page.locator("#note").inner_text()
    assert "no edge was found" in page.locator("#note").inner_text()
    assert page.locator("#density path").count() == page.locator("#cdf path").count() == 0
    assert page.locator("#plane text", has_text="✕").count() == 2
    page.evaluate("state.w = 1; update()")
    settled(page)
    assert page.locator("#density path.law").count() > 0
    page = explore("#activation=tanh&depth=2&w=0.5&b=0")
    assert "refused the law of the other kind" in page.locator("#note").inner_text()
    assert page.locator("#density path.law").count() > 0
    assert page.locator("#density path.kind").count() == 0


def test_law_sample_and_residual_change_together(explore):
    page = explore()
    parts = "['density', 'cdf', 'residual'].map(id => document.getElementById(id).innerHTML)"
    for name, value in (("weights", "orthogonal"), ("activation", "relu")):
        before = page.evaluate(parts)
        page.select_option(f"[name={name}]", value)
        settled(page)
        assert all(a != b for a, b in zip(before, page.evaluate(parts), strict=True)), name
    before = page.evaluate(parts)
    page.check("[name=axis][value=linear]")
    settled(page)
    assert all(a != b for a, b in zip(before, page.evaluate(parts), strict=True))


def test_the_plane_picks_by_pointer_and_by_keyboard(explore):
    page = explore()
    plane = page.locator("#plane")
    plane.focus()
    before = page.evaluate("[state.w, state.b]")
    page.keyboard.press("ArrowRight")
    settled(page)
    right = page.evaluate("[state.w, state.b]")
    assert right[0] > before[0]
    assert right[1] == before[1]
    page.keyboard.press("ArrowDown")
    settled(page)
    assert page.evaluate("state.b") < right[1]
    box = plane.bounding_box()
    plane.click(position={"x": box["width"] - 12, "y": 20})
    settled(page)
    assert page.evaluate(
        "state.w === Math.max(...H.sigma_w2) && state.b === Math.max(...H.sigma_b2)"
    )
    page.locator("[name=w]").focus()
    page.keyboard.press("Home")
    settled(page)
    assert page.evaluate("state.w === H.sigma_w2[0]")
    spoken = page.locator("[name=w]").get_attribute("aria-valuetext")
    assert spoken.endswith(f" {page.evaluate('state.w')}")


def test_the_address_keeps_what_is_chosen(explore):
    page = explore()
    page.select_option("[name=weights]", "orthogonal")
    page.check("[name=axis][value=linear]")
    settled(page)
    again = explore(page.evaluate("location.hash"))
    assert again.evaluate("[state.weights, state.axis]") == ["orthogonal", "linear"]
    odd = explore("#weights=<b>&depth=no&w=1e9&b=-1&dependence=x")
    assert odd.evaluate("H.sigma_w2.includes(state.w) && H.depths.includes(state.depth)")


def test_without_scripts_it_says_where_else_to_look(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    assert page.locator("#desk").is_hidden()
