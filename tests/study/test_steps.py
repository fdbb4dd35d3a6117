"""A tiny study from its file to its page, by the steps that Snakemake runs, in one process."""

import html
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

import freewidth
from freewidth import compare as library
from freewidth import sample
from freewidth.network import Network
from scripts import artifact, ledger
from scripts.publish import _settings
from scripts.study import compare, figure, judge, law, model, report
from scripts.study import sample as sampling
from scripts.study.results import Result
from tests.study.made import study
from workflow.study.plan import planned


def stages(plan, name):
    """Samples, law and comparison of one network, here."""
    spectra, laws, out = (Path(f"results/{s}/{name}.npz") for s in ("spectra", "laws", "compare"))
    seed = str(plan.config["seed"])
    sampling.main([str(spectra), *plan.words(name), *plan.sizes, "--seed", seed, "--code", "x"])
    law.main([str(laws), "--mistakes", *plan.mistakes, *plan.words(name)])
    compare.main([str(out), "--spectra", str(spectra), "--law", str(laws)])
    return out


def planned_in(folder, rng, **how):
    path = study(folder, rng, **how)
    return planned(yaml.safe_load(path.read_text()), [path])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a finished study, its plan, and its page."""
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        plan = planned_in(folder, np.random.default_rng(5))
        compared = [str(stages(plan, name)) for name in plan.networks]
        figures = [f"figures/networks/{name}.png" for name in plan.networks]
        for out, comparison in zip(figures, compared, strict=True):
            figure.main([out, "--comparison", comparison])
        together = ["results/verdicts.json", "figures/together.png"]
        judge.main([together[0], "--figure", together[1], "--others", "--comparisons", *compared])
        out = ["results/models/declared.json", "--figure", "figures/models/declared.png"]
        file, seed = plan.model_files("declared")[0], str(plan.config["seed"])
        model.main([*out, "--file", file, *plan.model_words("declared"), "--seed", seed])
        report.main(["report.html", f"--title={plan.title}", "--together", *together, "--figures",
                     *figures, "--models", out[0], "--settings",
                     *_settings.words(plan.config)])  # fmt: skip
    return folder, plan, (folder / "report.html").read_text()


@pytest.fixture
def verdicts(made):
    judged = ledger.read_json(made[0] / "results/verdicts.json")["judged"]
    return {entry["subject"]: entry for entry in judged["entries"]}


def test_samples_are_those_that_the_library_draws_whatever_a_network_is_called(made):
    folder, plan, _ = made
    found = Result.of(folder / "results/compare/gaussian.npz")
    shapes = {n: v.shape for n, v in found.spectra.items()}
    assert shapes == {n: (60, n) for n in (12, 18, 24)}
    net = plan.networks["gaussian"]
    stream = sampling.stream(3, "study", *[w for w in net.words if w != net.input], 18, 4)
    assert np.array_equal(found.spectra[18][4], sample.spectrum(net.network, 18, stream))


def test_laws_are_those_of_the_library(made):
    folder, _, _ = made
    found = Result.of(folder / "results/compare/orthogonal.npz")
    net = Network("orthogonal", ("tanh", "linear"), sigma_w2=2.0, sigma_b2=0.05)
    assert found.law.net == net
    assert found.laws["deeper"].moments(1)[0] == pytest.approx(
        Network("orthogonal", ("tanh", "linear", "linear"), sigma_w2=2.0, sigma_b2=0.05).sigma_w2
        * found.law.moments(1)[0]
    )  # a linear isometry more: sigma_w^2 times


def test_verdicts_tell_laws_apart_and_controls_fail(verdicts):
    for name, other in (("gaussian", "orthogonal"), ("orthogonal", "gaussian")):
        assert verdicts[name]["role"] == "theorem"
        assert verdicts[name]["verdict"] != "refuted"
        assert verdicts[name]["rivals"][other]
    controls = [entry for entry in verdicts.values() if entry["role"] == "control"]
    assert len(controls) == 2
    assert {entry["verdict"] for entry in controls} == {"refuted"}


def test_weights_without_a_law_count_neither_for_nor_against(verdicts):
    assert verdicts["heavy"]["role"] == "empirical"
    assert verdicts["heavy"]["verdict"] == "refuted"  # they do not have the Gaussian law
    assert "no limit law" in verdicts["heavy"]["note"]


def test_samples_of_another_variance_are_refuted(made, tmp_path, monkeypatch):
    """Negative control: spectra of sigma_w2 = 2 beside the law of 1."""
    folder, _, _ = made
    for stage, name in (("spectra", "orthogonal"), ("laws", "gaussian")):
        target = tmp_path / f"results/{stage}/wrong.npz"
        params, arrays = artifact.load(folder / f"results/{stage}/{name}.npz")
        artifact.save(target, params, **arrays)
    monkeypatch.chdir(tmp_path)
    out = Path("results/compare/wrong.npz")
    compare.main(
        [str(out), "--spectra", "results/spectra/wrong.npz", "--law", "results/laws/wrong.npz"]
    )
    (entry, *_) = judge.finding([Result.of(out)], ["moments"], False)["judged"]["entries"]
    assert entry["verdict"] == "refuted"


@pytest.mark.parametrize(("sigma_w2", "place"), [(1.0, "inside"), (1.4, "outside")])
def test_a_model_with_another_variance_than_declared_is_outside(
    sigma_w2, place, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    plan = planned_in(tmp_path, np.random.default_rng(5), sigma_w2=sigma_w2)
    out = ["results/models/a.json", "--figure", "figures/models/a.png"]
    words = ["--file", "net.safetensors", *plan.model_words("declared"), "--seed", "0"]
    model.main([*out, *words])
    assert ledger.read_json(out[0])["place"] == place


def test_blocks_are_kept_and_one_more_width_draws_only_its_own(made, monkeypatch):
    folder, plan, _ = made
    monkeypatch.chdir(folder)
    drawn = []
    draw = sampling.draw
    monkeypatch.setattr(sampling, "draw", lambda *a: drawn.append(a[1]) or draw(*a))
    seed = str(plan.config["seed"])
    words = [*plan.words("gaussian"), "--seed", seed, "--code", "x"]
    shutil.copytree("results/spectra", "mine")  # other tests read what was made
    out = "mine/gaussian.npz"
    _, before = artifact.load(Path(out))
    assert [p.name for p in Path("mine/gaussian").iterdir() if p.suffix == ".npz"] == []
    sampling.main([out, *words, *plan.sizes, "20:4"])
    assert drawn == [20]
    _, after = artifact.load(Path(out))
    assert set(after) == {*before, "n20"}
    assert all(np.array_equal(after[name], before[name]) for name in before)
    drawn.clear()
    sampling.main([out, *words, *plan.sizes, "--code", "y"])
    assert drawn == [12, 12, 18, 18, 24, 24]  # blocks of 50


def test_the_page_says_everything_and_loads_nothing(made):
    _, plan, page = made
    assert "default-src 'none'" in html.unescape(page)
    assert "script" not in re.sub("script-src|manuscript", "", page.partition("<body>")[2])
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {*(f"network-{n}" for n in plan.networks), "model-declared"} <= set(ids)
    assert page.count("data:image/webp") == len(plan.networks) + len(plan.models) + 1
    assert "<math" in page
    assert "1 without a law of their own" in page


def test_text_of_a_user_is_shown_and_not_obeyed(made):
    page = report.render(
        {"title": "<script>x</script>", "badge": [], "networks": [], "models": [], "timing": [],
         "banner": {"kind": "good", "mark": "", "headline": "<b>", "alarms": []}, "controls": "",
         "config": "</pre><b>"}
    )  # fmt: skip
    assert "<script>" not in page
    assert "<b>" not in page


@pytest.fixture
def comparison(rng):
    """Spectra of a weight law without a fourth moment beside the law that they find slowly."""
    net = Network("student_t3", "tanh", depth=1)
    drawn = {n: sample.spectra(net, n, rng.spawn(8)).eigenvalues for n in (8, 12, 16)}
    return library.compare(net, drawn, freewidth.law(net), {})


def test_what_converges_at_no_known_rate_is_not_judged(comparison):
    heads = tuple(head for some in judge.STATISTICS.values() for head in some)
    (item,) = judge.evidence_of(comparison, heads)
    assert (item.what, item.side, item.expected) == ("sup|dF|", "at most", 0.0)
    assert judge.evidence_of(comparison, ("m_", "F(")) == ()


def test_distances_speak_against_a_law_from_above_alone(comparison):
    bounded = replace(comparison, net=Network("gaussian", "tanh", depth=1))
    items = judge.evidence_of(bounded, ("m_", "F(", "sup|dF|", "W_1"))
    assert {item.what for item in items if item.side == "at most"} == {"sup|dF|", "W_1"}
    assert {item.what[:2] for item in items if item.side == "equal"} == {"m_", "F("}
