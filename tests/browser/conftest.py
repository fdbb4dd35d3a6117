"""Pages in a Chromium (``tests/chromium.py``); whatever asks or complains fails its test.

Needs ``envs/browser.lock``: ``.ci/browser`` runs these tests, and elsewhere they are skipped.
"""

import pytest

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LOOKS = {
    "light": {"viewport": DESKTOP},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE},
}


@pytest.fixture
def visit(browser, address):
    """Open the page at a place; whatever it asks for beyond itself, or complains of, fails."""
    contexts, faults = [], []

    def asked(request):
        if not request.url.startswith((address, "data:")):
            faults.append(request.url)

    def go(place="", **look):
        contexts.append(browser.new_context(**({"viewport": DESKTOP} | look)))
        page = contexts[-1].new_page()
        page.on("request", asked)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address + place)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def violations():
    """What axe-core has against a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    def found(page):
        options = {"resultTypes": ["violations"]}
        found = axe.Axe().run(page, options=options).response["violations"]
        return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]

    return found
