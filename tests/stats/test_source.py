"""Where statements come from: what a source says of itself, and what it refuses."""

import pytest

from freewidth.errors import InvalidInputError
from freewidth.stats import Paper, Source

TWO = Paper("Muca Cirone, Hamdan and Salvi", 2024, "Genus expansion", "arXiv:2407.08459")
ONE = Paper("Pastur and Slavin", 2023, "General case", "arXiv:2011.11439")


def test_a_paper_is_known_by_its_first_author_and_year():
    assert (TWO.key, ONE.key) == ("cirone2024", "pastur2023")
    assert str(ONE) == "Pastur and Slavin (2023), General case, arXiv:2011.11439"


def test_a_source_names_the_paper_or_says_that_it_is_ours():
    read, own = Source("abstract", (ONE, TWO), "But for k."), Source("ours", (ONE,), "by counting")
    assert read.data() == {
        "text": f"{ONE}; {TWO}. But for k.",
        "cited": "Pastur and Slavin (2023)",
        "known": "abstract",
        "note": "But for k.",
        "papers": [ONE.data(), TWO.data()],
    }
    assert own.data()["text"] == f"ours, by counting. See {ONE}"
    assert (own.data()["cited"], own.data()["known"]) == ("ours", "ours")
    assert str(Source("ours", (), "by counting")) == "ours, by counting"


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("arXiv:math-ph/0609050", "https://arxiv.org/abs/math-ph/0609050"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("https://example.org/1003", "https://example.org/1003"),
    ],
)
def test_a_paper_says_where_it_can_be_read(identifier, address):
    assert Paper("Somebody", 2020, "Something", identifier).data()["address"] == address


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("read", (ONE,)), "abstract, recalled, ours, got 'read'"),
        (("recalled",), "is that of a paper: name it"),
        (("abstract", ONE), "papers must be a sequence.*a Paper, got Paper"),
        (("abstract", ("Pastur 2023",)), "a Paper, one of its entries is 'Pastur 2023'"),
        (("ours", (ONE,)), "says in a note where it comes from"),
    ],
)
def test_sources_check_themselves(given, message):
    with pytest.raises(InvalidInputError, match=message):
        Source(*given)
