"""What belongs to no study is an error; what does is found."""

import sys

import pytest

from claims import CLAIMS, STUDIES
from claims._studies import discover_studies
from claims.finite._experiments import cases as finite_cases
from claims.spectra._limits import true
from freewidth.errors import InvalidInputError

INIT = """
from freewidth.registry import discover

CLAIMS = discover(__name__, __path__, "claim")
"""
CLAIM = """
from freewidth.stats import Claim, Source

claim = Claim("s", Source("ours", (), "b"), {"h": "ours"}, "r", entries=lambda study: iter(()))
"""


@pytest.fixture
def package(tmp_path, monkeypatch, request):
    """A package of claims with one study; returns its folder, and a function that reads it."""
    name = "claims_" + "".join(c for c in request.node.name if c.isalnum())
    folder = tmp_path / name
    write(folder / "__init__.py", "")
    write(folder / "one" / "__init__.py", INIT)
    write(folder / "one" / "source2001_says.py", CLAIM)
    write(folder / "one" / "_helper.py", "")
    write(folder / "_base.py", "")
    write(folder / "README.md", "")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder, lambda: discover_studies(name, folder)
    for module in [m for m in sys.modules if m.partition(".")[0] == name]:
        del sys.modules[module]


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_every_public_file_of_a_folder_is_a_claim(package):
    _, read = package
    assert {study: list(claims) for study, claims in read().items()} == {"one": ["source2001_says"]}


def test_a_claim_that_contradicts_itself_is_an_error_that_names_its_file(package):
    folder, read = package
    write(folder / "one" / "source2002_says.py", CLAIM.replace('"ours", ()', '"our", ()'))
    with pytest.raises(InvalidInputError, match=r"one/source2002_says\.py: source: .*got 'our'"):
        read()


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("lost.py", CLAIM, r"lost\.py belongs to no study"),
        ("two/source2002_says.py", CLAIM, r"two has no __init__\.py"),
        ("two/__init__.py", "", "finds no CLAIMS"),
        ("one/more/source2002_says.py", CLAIM, "more is a folder inside a study"),
        ("one/source2002_says.py", "claim = 3", "no Claim in source2002_says"),
        ("one/source2002_says.py", "", "defines no `claim`"),
    ],
)
def test_what_belongs_to_nothing_is_an_error(package, path, text, message):
    folder, read = package
    write(folder / path, text)
    with pytest.raises(ImportError, match=message):
        read()


def test_two_claims_of_one_name_are_an_error(package):
    folder, read = package
    write(folder / "two" / "__init__.py", INIT)
    write(folder / "two" / "source2001_says.py", CLAIM)
    with pytest.raises(ImportError, match=r"several studies: source2001_says"):
        read()


def test_all_claims_are_those_of_all_studies():
    assert sorted(CLAIMS) == sorted(name for claims in STUDIES.values() for name in claims)
    assert list(CLAIMS) == sorted(CLAIMS)


class Known(dict):
    """Results that know which grids and experiments there are."""

    experiments = ("deep",)
    grids = ("main",)


def test_a_claim_that_asks_for_what_does_not_exist_is_an_error():
    """Else it would never be judged, and nobody would notice."""
    assert finite_cases(Known(), "deep") == {}
    with pytest.raises(InvalidInputError, match="no experiment called 'depe'; there are deep"):
        finite_cases(Known(), "depe")
    assert list(true(Known(), "main", "nobias")) == []
    with pytest.raises(InvalidInputError, match="no grid called 'mian'; there are main"):
        list(true(Known(), "mian"))
    assert finite_cases({}, "depe") == {}  # a mapping that does not know


@pytest.mark.parametrize("name", [n for n, claim in CLAIMS.items() if claim.should == "supported"])
def test_what_should_be_supported_says_which_errors_it_can_see_or_why_none(name):
    assert bool(CLAIMS[name].ingredients) != bool(CLAIMS[name].blind)
