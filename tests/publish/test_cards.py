"""Cards: roles and papers of claims, the statistic that decides, its scale, texts."""

import time

import pytest
from markupsafe import Markup

from claims import CLAIMS, STUDIES
from scripts.display import conclusion
from scripts.publish import _cards, _run, report
from scripts.publish._ruler import WIDTH, Decisive, allowed, decisive, ruler, strain
from scripts.publish._text import marked, typeset
from tests.plotted import finding

PLACES = {name: study for study, claims in STUDIES.items() for name in claims}
ITEM = finding()["entries"][0]["evidence"][0]


def of(name, **rest):
    claim = CLAIMS[name]
    says = {"name": name, "source": claim.source.data(), "scope": claim.scope}
    return finding(should=claim.should, verdict=claim.should, **says, **rest)


EVERY = [of(name) for name in CLAIMS]


def test_roles_tell_what_is_false_and_what_is_open_from_what_should_hold():
    for each in EVERY:
        role, should = _cards.role(each), CLAIMS[each["name"]].should
        assert (role == "false") == (should == "refuted")
        assert (role == "open") == (should == "inconclusive")


def test_the_map_has_a_tile_for_every_claim_in_the_column_of_its_role():
    found = _cards.verdict_map(_cards.by_paper(EVERY, PLACES))
    heads = [head["key"] for head in found["heads"]]
    tiles = [
        (tile["name"], key)
        for row in found["rows"]
        for key, cell in zip(heads, row["cells"], strict=True)
        for tile in cell
    ]
    assert sorted(tiles) == sorted((each["name"], _cards.role(each)) for each in EVERY)


def test_true_and_false_claims_are_never_counted_together():
    false = [of(name) for name, claim in CLAIMS.items() if claim.should == "refuted"]
    count = f"{len(false)} refuted, as it should be"
    assert _cards.counted(EVERY, "false") == count
    assert "refuted" not in _cards.counted(EVERY, "limit")
    wrong = [of("pastur2020_gaussian_limit") | {"verdict": "refuted"}]
    assert _cards.counted(wrong, "limit") == "1 refuted, and should not"


def test_papers_come_in_the_order_of_the_studies_and_those_that_state_nothing_last():
    places = dict(sorted(PLACES.items(), key=lambda each: -ord(each[1][0])))  # spectra first
    papers = _cards.by_paper(EVERY, places)
    assert [each["cited"] for each in papers[:3]] == [
        "Pastur (2020)", "Pastur (2022)", "Pastur and Slavin (2023)",
    ]  # fmt: skip
    assert papers[-1]["cited"] == "No paper"
    states = [any(_cards.stated(f) for f in each["findings"]) for each in papers]
    assert states == sorted(states, reverse=True)
    assert sum(len(each["findings"]) for each in papers) == len(CLAIMS)


def test_claims_of_extensions_stand_apart_and_count_in_no_sentence_on_what_ships():
    """Last, whatever they cite; the sentence on the rest is as without them."""
    (cited,) = (each for each in EVERY if each["name"] == "pastur2020_gaussian_limit")
    own = [cited | {"name": f"yours_{i}", "yours": "mine.py"} for i in range(2)]
    places = PLACES | {each["name"]: "spectra" for each in own}
    papers = _cards.by_paper([*own, *EVERY], places)
    assert [f["name"] for f in papers[-1]["findings"]] == ["yours_0", "yours_1"]
    assert papers[-1]["cited"] == "Yours"
    assert [each["cited"] for each in papers[:-1]] == [
        each["cited"] for each in _cards.by_paper(EVERY, PLACES | places)
    ]
    shown, alone = (_cards.verdict_map(_cards.by_paper(f, places)) for f in ([*own, *EVERY], EVERY))
    for head, other in zip(shown["heads"], alone["heads"], strict=True):
        beside = "; of yours 2 supported" if head["key"] == _cards.role(cited) else ""
        assert head["count"] == other["count"] + beside
    alone = _cards.tested(EVERY)
    assert (
        _cards.tested([*own, *EVERY]) == f"{alone} Beside them 2 statements of extensions of yours."
    )


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("Pastur (2020)", "Pastur (2020)"),
        ("Hanin and Nica (2020)", "Hanin and Nica (2020)"),
        ("Muca Cirone, Hamdan and Salvi (2024)", "Muca Cirone et al. (2024)"),
    ],
)
def test_long_lists_of_authors_are_cut(cited, said):
    assert _cards.short(cited) == said


def entry(*items, verdict="supported", rivals=None, role="theorem"):
    return {"subject": "net", "role": role, "verdict": verdict, "rivals": rivals or {},
            "evidence": list(items)}  # fmt: skip


def test_what_decides_is_what_lies_furthest_out_of_what_counts():
    near, far = ITEM | {"observed": 2.001}, ITEM | {"observed": 2.04}
    doubtful = ITEM | {"observed": 5.0, "counts": False, "decides": False}
    found = decisive(finding(entries=[entry(near, far, doubtful)]))
    assert found.item is far
    control = entry(ITEM | {"observed": 9.0}, role="control")
    assert decisive(finding(entries=[entry(near), control])).item is near
    assert decisive(finding(entries=[])) is None


def test_of_an_open_claim_it_is_what_comes_nearest_to_excluding_a_rival():
    blunt, keen = ITEM | {"rivals": {"haar": 2.02}}, ITEM | {"rivals": {"haar": 1.9}}
    undecided = entry(blunt, keen, verdict="inconclusive", rivals={"haar": False})
    found = decisive(finding(verdict="inconclusive", entries=[entry(ITEM), undecided]))
    assert found.item is keen


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ({}, True),
        ({"observed": 2.06}, False),
        ({"observed": 2.06, "side": "at least"}, True),
        ({"observed": 1.94, "side": "at least"}, False),
        ({"sem": 0.0, "bias": 0.0, "observed": 2.0}, True),
        ({"sem": 0.0, "bias": 0.0}, False),
    ],
)
def test_a_measurement_agrees_exactly_if_it_lies_within_what_is_allowed(change, inside):
    assert (strain(ITEM | change) <= 1) == inside


def scale(**change):
    return ruler(Decisive(entry(), ITEM | change, "lies furthest out"))


@pytest.mark.parametrize("observed", [2.0, 2.03, 2.05, 2.06, 2.5, -40.0])
def test_the_bands_of_prediction_and_measurement_meet_exactly_if_they_agree(observed):
    """The allowed bias and what chance may do are drawn apart; that they meet is the test."""
    drawn = scale(observed=observed)
    gap = max(drawn["chance"][0] - drawn["bias"][1], drawn["bias"][0] - drawn["chance"][1])
    assert (gap <= 0.1) == (abs(observed - 2.0) <= allowed(ITEM))  # 0.1: positions are rounded
    places = [drawn["predicted"], drawn["measured"], *drawn["bias"], *drawn["chance"]]
    assert all(0 <= place <= WIDTH for place in places)


@pytest.mark.parametrize(
    ("excludes", "out", "said"),
    [
        (["haar"], True, ""),
        ([], True, "excluded by other statistics"),
        ([], False, "not excluded"),
    ],
)
def test_a_rival_that_this_statistic_leaves_says_so(excludes, out, said):
    found = Decisive(entry(rivals={"haar": out}), ITEM | {"excludes": excludes}, "")
    assert ruler(found)["rivals"][0]["note"] == said


def test_a_rival_far_away_is_at_the_edge_and_leaves_the_rest_legible():
    near, far = scale(rivals={"haar": 1.5}), scale(rivals={"haar": -1e6})
    assert not near["rivals"][0]["off"]
    assert far["rivals"][0]["off"]
    assert far["rivals"][0]["at"] == 0.0
    assert far["chance"][1] - far["chance"][0] > WIDTH / 2


@pytest.mark.parametrize("value", [2.0, 2e-9, 3e7, -0.5])
def test_ticks_are_round_and_lie_on_the_scale(value):
    shown = ITEM | {"expected": value, "observed": value * 1.01, "rivals": {"haar": value * 0.7}}
    sizes = {"sem": abs(value) / 200, "bias": abs(value) / 1000}
    ticks = ruler(Decisive(entry(), shown | sizes, ""))["ticks"]
    assert 2 <= len(ticks) <= 7
    assert len({tick["label"] for tick in ticks}) == len(ticks)


def test_a_count_has_a_scale_too():
    same = scale(sem=0.0, bias=0.0, observed=2.0, counted=True, rivals={})
    assert same["measured"] == same["predicted"] == WIDTH / 2
    assert same["numbers"]["sem"] == "counted"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("J J^T", "JJ<sup>T</sup>"),
        ("sigma_w^2 mu_1", "\N{GREEK SMALL LETTER SIGMA}<sub>w</sub><sup>2</sup> μ<sub>1</sub>"),
        ("n^{-1/2} -> 0", "n<sup>\N{MINUS SIGN}1/2</sup> → 0"),
        ("(C + 1)^(-1/2)", "(C + 1)<sup>\N{MINUS SIGN}1/2</sup>"),
        ("phi'(y)^2", "φ\N{PRIME}(y)<sup>2</sup>"),
        ("freewidth.limits.log_norms", "freewidth.limits.log_norms"),
        ("false_any_input, student_t3", "false_any_input, student_t3"),
        ("the paper's", "the paper&#39;s"),
        ("sigma_b2 = 0.1", "\N{GREEK SMALL LETTER SIGMA}<sub>b</sub><sup>2</sup> = 0.1"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_plain_formulas_are_typeset_and_names_are_left_alone(text, shown):
    assert typeset(text) == Markup(shown)


def test_marks_of_raised_parts_are_no_characters_of_a_text():
    assert all(letter < "\ue000" for claim in CLAIMS.values() for letter in claim.statement)
    assert marked("plain") == "plain"


def test_notebooks_judge_the_claims_that_they_conclude_on_and_no_others():
    concluded = conclusion([finding(name="mine"), finding(name="other")]).data
    mentioned = '<p>As <a href="../../report.html#third">the third</a> says.</p>'
    assert report.judged(f"{mentioned}{concluded}") == {"mine", "other"}


def test_the_badge_says_what_ran(tmp_path, monkeypatch):
    for name in ("FREEWIDTH_BEGUN", "FREEWIDTH_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    run = {"profile": "quick", "seed": 3, "versions": [("Python", "3.13"), ("numpy", "2.4")]}
    badge = dict(_run.badge(run, [{"cpu": "90.5"}, {"cpu": "600"}], tmp_path))
    assert badge == {
        "profile": "quick",
        "seed": "3",
        "code": "not under version control",
        "versions": "Python 3.13, numpy 2.4",
        "processor time": "12 min at least",
    }


def test_the_badge_says_how_long_the_run_took_and_what_a_cache_spared_it(tmp_path):
    lines = tmp_path / "clock"
    variables = {"FREEWIDTH_BEGUN": str(time.time() - 700), "FREEWIDTH_CLOCK": str(lines)}
    assert dict(_run.by_the_clock(variables)) == {"by the clock": "12 min for this run"}
    lines.write_text('{"step": "a", "taken": 0}\n{"step": "b", "taken": 1200}\n')
    assert dict(_run.by_the_clock(variables)) == {
        "by the clock": "12 min for this run",
        "from the cache": "1,200 pieces",
    }


@pytest.mark.parametrize(("seconds", "said"), [(45, "45 s"), (700, "12 min"), (11160, "3.1 h")])
def test_durations_are_said_to_two_digits(seconds, said):
    assert _run.spoken(seconds) == said
