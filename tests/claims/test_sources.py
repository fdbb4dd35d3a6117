"""Every claim says where it comes from and how that is known, in its name, too."""

import re

import pytest
import yaml

from claims import CLAIMS, _papers
from freewidth.stats import Known, Paper
from scripts.fingerprint import ROOT
from tests import numbers

OWN = r"[a-z]+(_[a-z0-9]+)+"  # words, and no year after the first
NAMED = re.compile(r"([a-z]+\d{4}[a-z]?)_\w+")
IDENTIFIER = re.compile(r"arXiv:(\d{4}\.\d{5}|\d{4}\.\d{4}|math-ph/\d{7})")
CITED = {
    entry["identifiers"][0]["value"]: entry
    for entry in yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["references"]
    if "identifiers" in entry
}
PAPERS = {name: paper for name, paper in vars(_papers).items() if isinstance(paper, Paper)}
FOLDERS = ("claims", "freewidth", "notebooks", "scripts", "benchmarks", "docs")
ENDS = (".py", ".md")


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_named_after_a_paper_if_and_only_if_that_paper_states_it(name):
    source, named = CLAIMS[name].source, NAMED.fullmatch(name)
    if source.known == "ours":
        assert not named, f"{name} is ours: its name must not begin with a paper"
        assert re.fullmatch(OWN, name)
    else:
        assert named, f"{name} is {source.papers[0].cited}'s: its name must say so"
        assert named[1] == source.papers[0].key


@pytest.mark.parametrize("name", [n for n, claim in CLAIMS.items() if claim.should == "refuted"])
def test_a_false_statement_is_nobodys_and_says_whose_it_denies(name):
    source = CLAIMS[name].source
    assert name.startswith("false_")
    assert source.known == "ours"
    assert source.note.startswith("false: ")
    assert source.papers


@pytest.mark.parametrize("name", CLAIMS)
def test_a_statement_of_ours_rests_on_no_hypothesis_of_a_paper(name):
    """But for those it takes over to break them: false statements."""
    claim = CLAIMS[name]
    if claim.source.known == "ours" and claim.should != "refuted":
        assert set(claim.hypotheses.values()) == {"ours"}


def test_numbers_of_earlier_runs_are_found_under_names_there_are():
    new = {*numbers.RENAMED.values(), *(name for _, name in numbers.DIVIDED.values())}
    assert new | numbers.DIVIDED.keys() <= CLAIMS.keys()
    assert not numbers.RENAMED.keys() & CLAIMS.keys()
    haar, iid = (
        numbers.current(f"claim | cirone2024_planar_moments | {which} tanh | theorem | margin")
        for which in ("orthogonal", "gaussian")
    )
    assert haar == "claim | haar_planar_moments | orthogonal tanh | theorem | margin"
    assert iid == "claim | cirone2024_planar_moments | gaussian tanh | theorem | margin"
    assert numbers.current("law | haar | tanh") == "law | haar | tanh"


def test_every_way_of_knowing_is_in_use():
    assert {claim.source.known for claim in CLAIMS.values()} == set(Known.__args__)
    used = {known for claim in CLAIMS.values() for known in claim.hypotheses.values()}
    assert used == set(Known.__args__)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_in_the_citation_file_as_it_is_cited(name):
    paper = PAPERS[name]
    assert name == paper.key.upper()
    entry = CITED[paper.identifier]
    assert entry["title"] == paper.title
    families = [author["family-names"] for author in entry["authors"]]
    assert paper.authors == " and ".join(", ".join(families).rsplit(", ", 1))
    assert paper in {p for claim in CLAIMS.values() for p in claim.source.papers}


def test_every_identifier_in_code_and_docs_is_in_the_citation_file():
    files = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*") if p.suffix in ENDS]
    found = {
        match[0]: path.relative_to(ROOT)
        for path in files
        for match in IDENTIFIER.finditer(path.read_text(encoding="utf-8"))
    }
    assert len(found) > len(PAPERS) / 2
    assert {key: path for key, path in found.items() if key not in CITED} == {}
