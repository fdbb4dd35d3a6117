"""Where a statement comes from, and how that is known: read, recalled, or made here."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from freewidth.arguments import LATER, checked, shown
from freewidth.errors import InvalidInputError

Known = Literal["abstract", "recalled", "ours"]


@checked
@dataclass(frozen=True, order=True)
class Paper:
    """A publication, as claims cite it.

    Attributes:
        authors: family names, for example "Pastur and Slavin".
        year: as it is cited.
        title: in full.
        identifier: "arXiv:...", "doi:..." or an address.
        letter: behind the year, if another paper has the same first author and year.
    """

    authors: str
    year: int
    title: str
    identifier: str
    letter: str = ""

    @property
    def key(self) -> str:
        """What names of claims begin with: family name of the first author and year."""
        family = self.authors.split(",")[0].split(" and ")[0].split()[-1]
        return f"{family.lower()}{self.year}{self.letter}"

    @property
    def cited(self) -> str:
        """Authors and year."""
        return f"{self.authors} ({self.year}{self.letter})"

    @property
    def address(self) -> str:
        """Where it can be read: of arXiv, of a DOI, or the address itself."""
        scheme, _, rest = self.identifier.partition(":")
        homes = {"arXiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
        return f"{homes[scheme]}{rest}" if scheme in homes else self.identifier

    def data(self) -> dict[str, str | int]:
        """The same as JSON can hold it: cited, year, title, identifier, address."""
        return {
            "cited": self.cited,
            "year": self.year,
            "title": self.title,
            "identifier": self.identifier,
            "address": self.address,
        }

    def __str__(self):
        return f"{self.cited}, {self.title}, {self.identifier}"


@checked
@dataclass(frozen=True)
class Source:
    """Where a statement comes from.

    Attributes:
        known: ``"abstract"`` if the abstract of a paper, which was read, says so; ``"recalled"`` if
            it is ascribed to a paper from memory; ``"ours"`` if no paper is known to state it:
            derived here, or known to be false.
        papers: who states it, the first by name; if it is ours, what it builds on or denies.
        note: what of the statement is not in the abstract; of our own, where it comes from.

    Raises:
        InvalidInputError: no such ``known``, papers that are none, a paper's statement without a
            paper, or one of our own that does not say where it comes from.
    """

    known: Annotated[Known, LATER]
    papers: tuple[Paper, ...] = ()
    note: str = ""

    def __post_init__(self):
        check_known(self.known, "source")
        if self.known != "ours" and not self.papers:
            raise InvalidInputError(
                f"a statement that is known by {self.known!r} is that of a paper: name it, or say "
                f"known='ours'"
            )
        if self.known == "ours" and not self.note.strip():
            raise InvalidInputError("a statement of ours says in a note where it comes from")

    @property
    def cited(self) -> str:
        """Authors and year of who states it; "ours" if no paper does."""
        return "ours" if self.known == "ours" else self.papers[0].cited

    def __str__(self):
        papers = "; ".join(map(str, self.papers))
        if self.known != "ours":
            return f"{papers}. {self.note}" if self.note else papers
        return f"ours, {self.note}. See {papers}" if papers else f"ours, {self.note}"

    def data(self) -> dict[str, Any]:
        """The same as JSON can hold it: text, cited, known, note, papers."""
        papers = [paper.data() for paper in self.papers]
        said = {"text": str(self), "cited": self.cited, "known": self.known}
        return said | {"note": self.note, "papers": papers}


def check_known(known: object, where: str) -> None:
    """That ``known`` is one of the words there are.

    Raises:
        InvalidInputError: it is not.
    """
    if not (isinstance(known, str) and known in get_args(Known)):
        words = ", ".join(get_args(Known))
        raise InvalidInputError(f"{where}: known is one of {words}, got {shown(known)}")
