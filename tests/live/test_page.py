"""``freewidth explore`` in a real browser: ``.ci/explore`` runs this, elsewhere it is skipped."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys

import numpy as np
import pytest

from freewidth.jacobian import law
from freewidth.network import Network

pytest.importorskip("bokeh", reason="envs/explore.lock is not installed: .ci/explore does that")

SOON = 0.150  # seconds from a slider's move to the law, at the median
MOVES = 25
BEGIN = "window.model = (name) => Bokeh.documents[0].get_model_by_name(name)"
READY = "() => window.Bokeh && Bokeh.documents.length && model('bars').data.left.length"
MOVE = """async (moves) => {
    const times = [];
    for (const [name, value] of moves) {
        const before = model('law').data, start = performance.now();
        model(name).value = value;
        while (model('law').data === before) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        times.push((performance.now() - start) / 1000);
    }
    return times;
}"""
COLUMN = "([name, column]) => Array.from(model(name).data[column])"
SAID = "() => model('says').text"


class Running:
    """The command, started as a user would, and its page."""

    def __init__(self, browser, *words):
        command = [sys.executable, "-m", "freewidth", "explore", "--no-browser", *words]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # as at a terminal
        )
        self.address = re.search(r"http://localhost:\d+/", self.process.stdout.readline())[0]
        self.foreign = []
        self.page = browser.new_page()
        self.page.on("request", self.asked)
        self.page.add_init_script(BEGIN)
        self.page.goto(self.address)
        self.page.wait_for_function(READY, timeout=120_000)

    def asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def column(self, name, column):
        return np.array(self.page.evaluate(COLUMN, [name, column]), dtype=float)

    def close(self):
        self.page.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)  # closes the pipes
        return self.process.returncode, said


@pytest.fixture
def start(browser):
    started = []

    def go(*words):
        started.append(Running(browser, *words))
        return started[-1]

    yield go
    for each in started:
        code, said = each.close()
        assert code == 130
        assert "Traceback" not in said
        assert each.foreign == []


def test_the_law_follows_the_sliders_and_is_the_solvers(start):
    run = start("-e", "orthogonal", "-a", "tanh", "-d", "3", "--sigma-b2", "0.1")
    run.page.evaluate(MOVE, [["w", 1.5], ["depth", 4]])
    own = law(Network("orthogonal", "tanh", 4, 1.5, 0.1))
    x = run.column("law", "x")
    assert np.allclose(run.column("law", "cdf"), own.cdf(x), atol=1e-12)
    assert "L=4, sigma_w2=1.5" in run.page.evaluate(SAID)
    run.page.wait_for_function(READY)
    gaps = np.abs(run.column("points", "gap"))
    assert 0 < gaps.max() < 0.05  # 12 networks of width 128
    run.page.evaluate("() => { model('others').active = [0, 1]; }")
    run.page.wait_for_function("() => model('kind').data.x.length")
    other = law(Network("gaussian", "tanh", 4, 1.5, 0.1))
    assert np.allclose(run.column("kind", "cdf"), other.cdf(run.column("kind", "x")), atol=1e-12)


def test_it_is_soon_there(start):
    run = start()
    moves = [["w", round(0.6 + 0.05 * k, 2)] for k in range(MOVES)]
    times = run.page.evaluate(MOVE, moves)
    assert len(times) == MOVES
    print(f"from a move to the law: {1000 * statistics.median(times):.0f} ms at the median")
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        pytest.skip("other programs have the machine: how soon it is there says nothing")
    assert statistics.median(times) < SOON


def test_what_is_refused_is_said_and_not_drawn(start):
    run = start()
    run.page.evaluate(MOVE, [["ensemble", "cauchy"]])
    assert "Refused, not drawn" in run.page.evaluate(SAID)
    assert "no variance" in run.page.evaluate(SAID)
    assert run.column("law", "x").size == 0
    run.page.evaluate(MOVE, [["ensemble", "rademacher"]])
    assert run.column("law", "x").size > 0


def test_own_networks_from_a_file(start, tmp_path):
    layers = [
        {
            "ensemble": "orthogonal",
            "activation": "tanh",
            "sigma_w2": 1.5,
            "sigma_b2": 0.1,
            "width": 2,
        },
        {"ensemble": "gaussian", "activation": "linear", "sigma_w2": 1.0, "width": 1},
    ]
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"width": 1, "layers": layers}))
    run = start("--layers", str(path))
    run.page.evaluate(MOVE, [["w", 2.0]])
    own = law(Network(("orthogonal", "gaussian"), ("tanh", "linear"), sigma_w2=(3.0, 2.0),
                      sigma_b2=(0.1, 0.0), widths=(1, 2, 1)))  # fmt: skip
    x = run.column("law", "x")
    assert np.allclose(run.column("law", "cdf"), own.cdf(x), atol=1e-12)
