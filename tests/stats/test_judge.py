"""The judge's rule: Holm's levels, and the same rule for entries without a claim."""

import json
from dataclasses import replace
from math import inf, nan

import pytest
from scipy.stats import norm

from freewidth.errors import InvalidInputError
from freewidth.stats import ALPHA, Claim, Entry, Evidence, Source, check, holm, judge

FAR = 8.0  # standard errors: beyond every limit of a few tests
NEAR = 1.0


def item(off, what="x", rivals=None):
    return Evidence(what, 1.0 + off, 1.0, 1.0, 0.0, "", rivals or {})


def entry(role, *offs, subject="net"):
    return Entry(subject, {}, role, tuple(item(off) for off in offs))


def test_holm_is_bonferroni_at_first_and_milder_after_every_rejection():
    none = holm([0.5] * 10)
    assert none == ALPHA / 10
    assert holm([0.0] * 9 + [0.5]) == ALPHA
    assert holm([0.0, 0.3, 0.4]) == ALPHA / 2
    assert holm([ALPHA / 2.5, ALPHA / 2.5, 0.5]) == ALPHA / 3  # stops at the first that stays
    assert holm([]) == ALPHA


GOOD, BAD = entry("theorem", NEAR, 0.0), entry("theorem", 0.0, FAR, subject="bad")
SEEN, BLIND = entry("control", NEAR, FAR), entry("control", NEAR, subject="blind")
TRUTH = {"the truth": 1.0 + FAR}
SIGHTED = Entry("sighted", {}, "control", (item(0.0, rivals=TRUTH),))  # it could have failed


@pytest.mark.parametrize(
    ("entries", "holds", "reason"),
    [
        ([GOOD], True, None),
        ([GOOD, SEEN], True, None),
        ([GOOD, BAD], False, "refuted: bad"),
        ([GOOD, BLIND], True, None),
        ([GOOD, SIGHTED], False, "control supported: sighted"),
        ([GOOD, entry("empirical", FAR)], True, None),
        ([SEEN], True, None),
        ([SEEN, SIGHTED], False, "control supported: sighted"),
    ],
)
def test_entries_are_as_they_should_be_or_the_reason_names_them(entries, holds, reason):
    for observed in ("p_value", "distance"):
        found = check(entries, observed=observed)
        assert found["holds"] is holds
        assert found.get("reasons", [None]) == [reason]
        assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_number_observed_is_the_worst_of_what_counts():
    assert check([GOOD, SEEN], observed="distance")["observed"] == NEAR
    assert check([GOOD, BAD], observed="distance")["observed"] == FAR
    assert check([GOOD, SEEN])["observed"] == item(NEAR).p_value()
    several = [SEEN, entry("control", 9.0, NEAR)]
    assert check(several, observed="distance")["observed"] == FAR  # the one that is nearest


def test_the_bound_that_is_shown_is_the_one_that_decides():
    bound = float(check([GOOD], observed="distance")["expected"].removeprefix("at most "))
    for off, holds in ((bound - 0.01, True), (bound + 0.01, False)):
        assert check([entry("theorem", off, 0.0)])["holds"] is holds
    assert check([GOOD])["expected"] == f"at least {ALPHA / 2:.1e}"


def test_every_false_statement_must_be_refuted_somewhere():
    seen = {"one": [GOOD, BAD], "two": [entry("theorem", FAR), entry("empirical", 0.0)]}
    assert check([GOOD], false=seen)["holds"]
    found = check([GOOD], false={**seen, "three": [GOOD, entry("empirical", FAR)]})
    assert found["holds"]
    assert found["undecided"] == ["false and not refuted: three"]
    supported = Entry("four", {}, "theorem", (item(0.0, rivals=TRUTH),))
    found = check([GOOD], false={**seen, "four": [supported]})
    assert found["reasons"] == ["false and supported: four"]


def test_a_control_that_had_no_chance_to_fail_is_undecided():
    found = check([GOOD, BLIND])
    assert (found["holds"], found["undecided"]) == (True, ["control not refuted: blind"])


def fitted(p_value, off=0.0, freedom=inf):
    some = Evidence("x", 1.0 + off, 1.0, 1.0, 0.0, "", TRUTH, freedom, fit=p_value)
    return Entry("net", {}, "theorem", (some,))


def judged(*entries):
    return judge(claim(entries=lambda _: iter([*entries, SEEN])), None)


def test_what_was_extrapolated_by_a_curve_that_does_not_fit_may_refute_and_supports_nothing():
    assert judged(fitted(0.5))["verdict"] == "supported"
    found = judged(fitted(1e-9))
    assert found["verdict"] == "inconclusive"
    assert "the fit to the widths fails for x (p = 1.0e-09)" in found["reasons"][0]
    assert judged(fitted(1e-9, FAR))["verdict"] == "refuted"
    assert judged(fitted(1e-9), BAD)["verdict"] == "refuted"
    assert check([fitted(1e-9)])["undecided"] == ["a fit fails: net"]


def test_fits_are_tested_together():
    """At ALPHA over their number: one of two hundred fails at ALPHA/2 and says nothing."""
    some = [fitted(ALPHA / 2), *[fitted(0.5)] * 199]
    assert judged(*some)["verdict"] == "supported"
    assert judged(some[0])["verdict"] == "inconclusive"


def test_too_few_networks_may_refute_and_support_nothing():
    found = judged(fitted(0.5, freedom=3.0))
    assert found["verdict"] == "inconclusive"
    assert "no power" in found["reasons"][0]
    assert found["tests"] == 3
    assert judged(fitted(0.5, 1e6, freedom=3.0))["verdict"] == "refuted"


@pytest.mark.parametrize("doubt", [{"freedom": 3.0}, {"fit": 1e-9}])
def test_a_control_is_refuted_by_what_could_support_alone(doubt):
    """Else a claim would be supported by it."""
    far = replace(item(1e6), **doubt)
    control = Entry("control", {}, "control", (far,))
    found = judge(claim(entries=lambda _: iter([fitted(0.5), control])), None)
    assert found["verdict"] == "inconclusive"
    assert "control not refuted" in found["reasons"][0]


def test_counts_are_reported_as_counts():
    wrong = Entry(
        "net", {}, "theorem", (Evidence("zeros", 3.0, 4.0, 0.0, 0.0, "", side="at least"),)
    )
    found = judged(wrong)
    assert found["reasons"] == ["net: zeros = 3, expected at least 4 (counted)"]
    assert found["entries"][0]["evidence"][0]["distance"] is None


def test_what_is_certain_is_plain_data():
    certain = Entry("net", {}, "control", (Evidence("x", 2.0, 1.0, 0.0, 0.0, ""),))
    found = check([certain], observed="distance")
    assert found["observed"] == 1e9


@pytest.mark.parametrize("nothing", [[], [entry("empirical", 0.0)], [entry("theorem")]])
def test_nothing_measured_is_no_check(nothing):
    with pytest.raises(InvalidInputError, match="nothing to check"):
        check(nothing)


def test_check_and_judge_agree():
    for some in ([GOOD, SEEN], [GOOD, BAD, SEEN], [GOOD, SIGHTED], [GOOD, BAD]):
        rivals = [
            Entry(e.subject, {}, e.role, (*e.evidence, item(0.0, "r", {"other": 1e3})))
            for e in some
        ]
        found = judge(claim(entries=lambda _, rivals=rivals: iter(rivals)), None)
        controls = any(e.role == "control" for e in some)
        assert (found["verdict"] == "supported") is (check(rivals)["holds"] and controls)


@pytest.mark.parametrize("tests", [1, 10, 500])
@pytest.mark.parametrize(("share", "excluded"), [(0.99, True), (1.01, False)])
def test_a_rival_is_excluded_at_the_level_over_the_number_of_tests(tests, share, excluded):
    """Its p-value is just below or just above ALPHA over the number of all statistics."""
    gap = norm.isf(share * ALPHA / tests / 2)  # standard errors from the rival, two-sided
    items = [item(0.0, "x", {"other": 1.0 + gap})] + [item(0.0)] * (tests - 1)
    found = judge(claim(entries=lambda _: iter([Entry("net", {}, "theorem", tuple(items))])), None)
    assert found["tests"] == tests
    assert found["entries"][0]["rivals"] == {"other": excluded}
    assert found["entries"][0]["verdict"] == ("supported" if excluded else "inconclusive")


def claim(**other):
    given = {"statement": "s", "source": Source("ours", (), "b"), "hypotheses": {"h": "ours"},
             "rival": "r", "entries": iter}  # fmt: skip
    return Claim(**{**given, **other})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"statement": " "}, "what its statement is"),
        ({"rival": ""}, "what its rival is"),
        ({"source": "Pastur (2022)"}, "source must be a Source, got 'Pastur"),
        ({"hypotheses": "bounded phi"}, "hypotheses must be a mapping"),
        ({"hypotheses": {}}, "a mapping of words to how they are known"),
        (
            {"hypotheses": {"bounded phi": "read"}},
            "'bounded phi'.*ours, got 'read'",
        ),
        ({"should": "true"}, "supported, refuted, inconclusive"),
        ({"scope": "wide"}, "limit, finite size, trained, got 'wide'"),
        ({"formula": None}, "formula must be a text, got None"),
        ({"entries": ()}, "entries must be a function"),
    ],
)
def test_claims_check_themselves(wrong, message):
    with pytest.raises(InvalidInputError, match=message):
        claim(**wrong)


def test_entries_and_evidence_check_themselves():
    with pytest.raises(InvalidInputError, match="theorem, empirical, control, got 'theorm'"):
        entry("theorm", 0.0)
    with pytest.raises(InvalidInputError, match="errors are >= 0"):
        Evidence("x", 1.0, 1.0, -1.0, 0.0, "")
    with pytest.raises(InvalidInputError, match="equal, at least, at most"):
        Evidence("x", 1.0, 1.0, 1.0, 0.0, "", side="above")


def test_what_is_printed_fits_a_line_or_two():
    long = Evidence("x", 1.0, 2.0, 0.1, inf, "y" * 500, {"other": 3.0}, side="at most")
    assert repr(long) == ("Evidence(x: 1 +- 0.1, bias <= inf; expected at most 2; rivals other: 3)")
    for shown in (Entry("net", {"w": [1] * 500}, "theorem", (long,) * 50), claim()):
        assert len(repr(shown)) < 160


def test_what_decides_nothing_is_neither_the_worst_nor_the_margin():
    """A fit that fails, and too few networks, beside a statistic that is a test."""
    good = item(NEAR, rivals=TRUTH)
    bent = Evidence("y", 1.0 + 3.0, 1.0, 1.0, 0.0, "", {"other": 1e6}, fit=1e-9)
    few = Evidence("z", 1.0 + 3.0, 1.0, 1.0, 0.0, "", {"other": 1e6}, freedom=3.0)
    alone = judged(Entry("net", {}, "theorem", (good,)))["entries"][0]
    for more in (bent, few):
        some = Entry("net", {}, "theorem", (good, more))
        found = judged(some)["entries"][0]
        assert found["worst"] == alone["worst"] == NEAR
        assert found["margin"] == pytest.approx(alone["margin"], rel=0.1)  # one more test at most
        checked = check([some], observed="distance")
        assert checked["observed"] == NEAR
        assert checked["holds"]


@pytest.mark.parametrize("doubt", [{"freedom": 3.0}, {"fit": 1e-9}])
def test_what_refutes_is_shown_although_it_could_support_nothing(doubt):
    far = replace(item(1e6, rivals=TRUTH), **doubt)
    some = Entry("net", {}, "theorem", (item(NEAR, rivals=TRUTH), far))
    found = judged(some)["entries"][0]
    assert (found["verdict"], found["worst"]) == ("refuted", 1e6)
    assert [each["counts"] for each in found["evidence"]] == [True, True]
    assert [each["decides"] for each in found["evidence"]] == [True, False]
    assert check([some], observed="distance")["observed"] == 1e6
    control = replace(some, role="control", evidence=(far,))
    assert not judged(fitted(0.5), control)["entries"][1]["evidence"][0]["counts"]


def test_a_fit_to_too_few_networks_is_no_test_either():
    few = Evidence("z", 1.0, 1.0, 1.0, 0.0, "", TRUTH, freedom=3.0, fit=1e-9)
    found = judged(Entry("net", {}, "theorem", (item(0.0, rivals=TRUTH), few)))
    assert found["verdict"] == "supported"
    assert not found["entries"][0]["evidence"][1]["misfit"]
    assert found["reasons"][1].endswith("too few degrees of freedom: 1 of their statistics")


def test_a_check_of_nothing_but_too_few_networks_is_undecided():
    found = check([fitted(nan, FAR, freedom=3.0)])
    assert (found["holds"], found["undecided"]) == (True, ["no power: net"])


def test_what_is_not_a_number_is_rejected_wherever_it_stands():
    for some in ([nan, 0.5, 1e-30], [0.5, nan, 1e-30], [0.5, 1e-30, nan]):
        assert holm(some) == ALPHA


@pytest.mark.parametrize(("p_value", "holds"), [(1.02e-4, True), (0.98e-4, False)])
def test_one_test_is_one_in_ten_thousand(p_value, holds):
    """The level that documents name, of a single statistic."""
    alone = Entry("net", {}, "theorem", (item(norm.isf(p_value / 2)),))
    assert check([alone])["holds"] is holds
