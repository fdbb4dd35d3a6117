"""Errors put into copies of the sources are noticed; the list of them is up to date."""

import re
from collections import Counter
from dataclasses import replace
from typing import get_args

import pytest

from claims import CLAIMS
from freewidth.stats.claim import Verdict
from tests.mutations._claims import NONE
from tests.mutations._copy import Copy
from tests.mutations._data import PARTS, ROOT, Mutation, chosen, mutations
from tests.mutations._page import PAGE, page

EVERY = mutations()
TESTS = sorted({name for each in EVERY for name in each.caught_by})
FEWEST = 40
AREAS = [
    "freewidth/kinds",
    "freewidth/freeprob",
    "freewidth/jacobian",
    "freewidth/network.py",
    "freewidth/residual",
    "freewidth/biases",
    "freewidth/ensembles",
    "freewidth/activations",
    "freewidth/sample",
    "freewidth/limits",
    "freewidth/genus",
    "freewidth/symmetric",
    "freewidth/stats",
    "freewidth/compare",
    "claims",
]


@pytest.mark.parametrize("mutation", EVERY, ids=lambda each: each.name)
def test_it_still_has_its_place(mutation):
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    compile(mutation.applied(text), mutation.file, "exec")


def test_a_place_that_is_lost_or_twice_there_is_named():
    lost = replace(EVERY[0], old="no such text")
    for text in ("", "no such text, no such text"):
        with pytest.raises(ValueError, match=r"has 'no such text' \d times, not once"):
            lost.applied(text)


def test_the_tests_named_are_there():
    """Written in the file, or collected there from another one."""

    def there(name):
        file, _, function = name.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        return re.search(rf"^(def |    ){function.partition('[')[0]}\b", text, re.MULTILINE)

    assert [name for name in TESTS if not there(name)] == []


def test_they_are_many_and_everywhere():
    assert len(EVERY) >= FEWEST
    assert set(Counter(each.part for each in EVERY)) == set(PARTS)
    bare = [area for area in AREAS if not any(each.file.startswith(area) for each in EVERY)]
    assert bare == []


def test_claims_are_those_there_are_and_verdicts_what_a_judge_says():
    said = {pair for each in EVERY if each.claims for pair in each.claims.items()}
    assert {claim for claim, _ in said} <= set(CLAIMS)
    assert {verdict for _, verdict in said} <= {*get_args(Verdict), NONE}


def test_the_page_is_that_of_the_list():
    assert PAGE.read_text(encoding="utf-8") == page(EVERY), "run python -m tests.mutations --page"


def test_entries_check_themselves():
    good = EVERY[0]
    for change, message in [
        ({"part": "style"}, "part is one of"),
        ({"caught_by": ()}, "no test is named"),
        ({"new": good.old}, "is the old one"),
    ]:
        with pytest.raises(ValueError, match=message):
            replace(good, **change)
    with pytest.raises(ValueError, match="no mutation nobody"):
        chosen(["nobody"])


@pytest.fixture(scope="session")
def copy(tmp_path_factory):
    return Copy(tmp_path_factory.mktemp("mutations") / "copy")


@pytest.mark.slow
def test_without_them_these_tests_pass(copy):
    outcome = copy.test(TESTS)
    assert outcome.status == 0, outcome.said


@pytest.mark.slow
@pytest.mark.parametrize("mutation", EVERY, ids=lambda each: each.name)
def test_it_is_caught(copy, mutation):
    with copy.mutated(mutation):
        for name in mutation.caught_by:
            outcome = copy.test([name])
            assert outcome.caught, f"{name} passes although {mutation.breaks}\n{outcome.said}"
    assert (copy.folder / mutation.file).read_bytes() == (ROOT / mutation.file).read_bytes()


@pytest.mark.slow
def test_what_is_no_error_is_not_caught(copy):
    """A comment changes nothing; a test that is not there catches nothing."""
    harmless = Mutation("a", "theory", EVERY[0].file, EVERY[0].old, EVERY[0].old + " ", "", ("b",))
    with copy.mutated(harmless):
        assert not copy.test(EVERY[0].caught_by).caught
        assert not copy.test(["tests/mutations/test_mutations.py::test_nobody"]).caught
