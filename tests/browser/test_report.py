"""The report in a real browser: axe-core, keyboard, addresses, what is built, what is asked for.

FREEWIDTH_REPORT may name the page of a run, to be looked at instead of one that is made up.
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import LOOKS, PHONE
from tests.publish.made import whole

GIVEN = os.environ.get("FREEWIDTH_REPORT")
STEP = 5  # of the claims: all roles are there, and axe-core takes its time with each
STOPS = """[...document.querySelectorAll('a[href],button,input,select,summary,[tabindex]')]
    .filter(e => e.tabIndex >= 0 && e.checkVisibility()).length"""
OPEN = """async () => {
    for (const name of ['more', 'howto', 'group', 'evidence']) {
        for (const found of [...document.querySelectorAll('details.' + name)].slice(0, 4)) {
            for (let at = found; at; at = at.parentElement) at.open = true;
        }
    }
    for (const found of document.querySelectorAll('.evidence[open]')) {
        for (const entry of (await build(found)).slice(0, 2)) { entry.fillIn(); entry.open = true; }
    }
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if GIVEN:
        return Path(GIVEN).resolve().as_uri()
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(whole(STEP), encoding="utf-8")
    return path.as_uri()


def address_becomes(page, filters):
    """Waits for it; not by ``wait_for_function``, as the page's policy forbids its ``eval``."""
    page.wait_for_url(
        lambda url: url.partition("#")[2] == filters, wait_until="commit", timeout=5_000
    )


def shown(page):
    return page.locator(".card:visible").evaluate_all("cards => cards.map(card => card.id)")


@pytest.mark.parametrize("look", list(LOOKS))
def test_axe_finds_nothing_whether_closed_or_opened(visit, violations, look):
    page = visit(**LOOKS[look])
    assert violations(page) == []
    page.evaluate(OPEN)
    page.locator(".evidence .entry table").first.wait_for()
    assert violations(page) == []


def test_the_page_is_small_and_soon_there(visit, address):
    """Within a second of processor time: the clock of a machine at work is not ours."""
    page = visit()
    measure = page.context.new_cdp_session(page)
    measure.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto("about:blank")
    page.goto(address)
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    found = measure.send("Performance.getMetrics")["metrics"]
    (busy,) = (each["value"] for each in found if each["name"] == "TaskDuration")
    assert 0 < busy < 1
    assert page.evaluate("document.getElementsByTagName('*').length") < 25_000
    assert page.evaluate(STOPS) < 200


def test_nothing_sticks_out_on_a_phone(visit):
    page = visit(viewport=PHONE)
    page.evaluate(OPEN)
    page.locator(".evidence .entry table").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_first_stop_of_the_tabulator_skips_to_the_claims(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "claims"


def test_the_map_is_one_stop_and_arrows_move_in_it(visit):
    page = visit()
    assert page.evaluate("tiles.filter(tile => tile.tabIndex === 0).length") == 1
    page.locator("#map a.tile").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp"):
        before = page.evaluate("tiles.indexOf(document.activeElement)")
        page.keyboard.press(key)
        after = page.evaluate("tiles.indexOf(document.activeElement)")
        assert (after > before) == (key != "ArrowUp")
    assert page.evaluate("document.activeElement.title") == page.locator("#tile").inner_text()


def test_filters_are_kept_in_the_address_and_restored_from_it(visit):
    page = visit()
    everything = shown(page)
    page.select_option("[name=role]", "false")
    false = shown(page)
    assert false
    assert len(false) < len(everything)
    page.fill("[name=q]", "layer")
    address_becomes(page, "?q=layer&role=false")  # a moment after the last key
    some = shown(page)
    assert page.locator("#count").inner_text() == f"{len(some)} of {len(everything)} claims"
    again = visit(page.evaluate("location.hash"))
    assert shown(again) == some
    again.click("button[type=reset]")
    address_becomes(again, "")
    assert len(shown(again)) == len(everything)


@pytest.mark.parametrize("name", ["paper", "verdict", "weights", "activation"])
def test_every_filter_leaves_some_and_takes_some(visit, name):
    page = visit()
    values = page.locator(f"[name={name}] option").evaluate_all("all => all.map(o => o.value)")
    page.select_option(f"[name={name}]", values[1])
    assert 0 < len(shown(page)) <= page.evaluate("cards.length")
    address_becomes(page, f"?{name}={values[1]}")


def test_cards_are_ordered_as_asked_and_put_back(visit):
    page = visit()
    before = shown(page)
    page.select_option("[name=sort]", "name")
    assert shown(page) == sorted(before)
    page.select_option("[name=sort]", "verdict")
    assert page.locator(f"[id='{shown(page)[0]}']").get_attribute("data-verdict") != "good"
    page.select_option("[name=sort]", "")
    assert shown(page) == before


def test_a_deep_link_opens_its_card_even_if_it_is_filtered_out(visit):
    page = visit("#false_sparse_units?role=limit")
    assert "false_sparse_units" in shown(page)
    assert page.locator("#false_sparse_units .more").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == "false_sparse_units-name"


def test_an_alarm_leads_to_its_card(visit):
    page = visit()
    links = page.locator(".banner a")
    for place in links.evaluate_all("all => all.map(link => link.getAttribute('href').slice(1))"):
        assert page.evaluate("place => Boolean(document.getElementById(place))", place)


def test_evidence_and_pictures_are_built_when_they_are_opened(visit):
    page = visit("#false_sparse_units")
    assert page.locator(".entry").count() == 0
    page.click("#false_sparse_units .evidence > summary")
    page.locator("#false_sparse_units .entry").first.wait_for()
    assert page.locator("#false_sparse_units .entry table").count() == 0
    page.locator("#false_sparse_units .entry > summary").first.click()
    page.locator("#false_sparse_units .entry table tbody tr").first.wait_for()
    image = page.locator(".group img").first
    assert image.get_attribute("src") is None
    page.locator(".group > summary").first.click()
    page.locator(".group img[src^='data:image/webp']").first.wait_for()
    assert image.evaluate("async image => { await image.decode(); return image.naturalWidth > 0; }")


def test_printing_opens_cards_and_on_demand_all_evidence(visit):
    page = visit("#?role=false")
    assert page.pdf().startswith(b"%PDF")
    page.evaluate("window.print = () => {}")
    page.click("#print")
    page.wait_for_selector("body[data-ready=print]", state="attached")
    assert page.locator(".entry table").count() >= page.locator(".card:visible").count()


def test_without_scripts_there_is_a_plain_table(visit):
    page = visit(java_script_enabled=False)
    rows = page.locator("noscript table tbody tr")
    assert rows.count() == page.locator(".card").count()
    assert page.locator("#filters").is_hidden()
    page.locator(".card .more > summary").first.click()
    assert page.locator(".card .more dl").first.is_visible()
