"""What a weight ensemble is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import AnyFloat, checked
from freewidth.ensembles._weights import (
    HALF,
    Dense,
    Reflectors,
    Single,
    Streams,
    divided,
    in_pieces,
    normal,
    stacked,
)
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR, IID, Kind

if TYPE_CHECKING:
    from freewidth.ensembles._sparse import Sparse

Weights: TypeAlias = "Dense | Reflectors | Sparse | Single"
Field = Literal["real", "complex"]


@checked
@dataclass(frozen=True)
class Ensemble:
    r"""Weights normalised to fan-in variance one: :math:`\mathbb E\, W_{ij}^2 = 1/n_{l-1}`.

    Attributes:
        label: what a legend prints.
        source: where the law comes from.
        kind: which limit law its networks have, unless ``no_law`` says why not: one of
            :mod:`freewidth.kinds`, as ``IID`` (independent entries, :math:`S_W(m)=1/(1+m)`) or
            ``HAAR`` (bi-orthogonally invariant isometry, :math:`S_W(m)=1`).
        sample: ``sample(rng, rows, columns)`` draws W, shape (rows, columns).
        finite_moments: moments of order strictly below this exist for one standardised entry
            (``inf`` for all). The i.i.d. theorem needs the fourth, hence a value above 4.
        fourth_moment: :math:`\mathbb E X^4` of an entry standardised to variance one (in the limit
            of infinite width for dependent entries); ``inf`` where it does not exist.
        entry: ``entry(rng, shape)`` draws independent standardised entries; None if the entries
            are dependent.
        third_moment: :math:`\mathbb E X^3` of the same entry (0 for complex ones that turn freely);
            nan where it does not exist.
        field: whether the entries are real or complex (then :math:`\mathbb E|W_{ij}|^2=1/n_{l-1}`).
        hold: ``hold(rngs, rows, columns)`` draws one W per generator, from the same numbers as
            ``sample``, in a form that is cheaper to apply than an array (see ``_weights``).
        fourth_moment_at: ``fourth_moment_at(columns)`` is :math:`\mathbb E|X|^4` at this very
            fan-in, if the entries are independent and it is known; else None.
        density: ``density(columns)`` is the probability that an entry is there; None if all are.
        hermitian: whether :math:`W = W^*`, Gaussian as :func:`hermitian` draws it.
        no_law: why networks do not have the limit law of their kind, as "entries have no variance";
            empty if they have it.
    """

    label: str
    source: str
    kind: Kind
    sample: Callable[[np.random.Generator, int, int], NDArray]
    finite_moments: float = np.inf
    fourth_moment: AnyFloat = 3.0
    entry: Callable[[np.random.Generator, tuple[int, ...]], NDArray] | None = None
    third_moment: AnyFloat = 0.0
    field: Field = "real"
    hold: Callable[[Streams, int, int], Weights] | None = None
    fourth_moment_at: Callable[[int], float] | None = None
    density: Callable[[int], float] | None = None
    hermitian: bool = False
    no_law: str = ""

    def __post_init__(self):
        if not isinstance(self.kind, Kind):
            raise InvalidInputError(
                f"{self.label}: kind is an object of freewidth.kinds, as IID or HAAR, got "
                f"{self.kind!r}"
            )
        if self.field not in ("real", "complex"):
            raise InvalidInputError(
                f"{self.label}: field is 'real' or 'complex', got {self.field!r}"
            )
        if not self.fourth_moment >= 1:
            raise InvalidInputError(
                f"{self.label}: E X^4 >= (E X^2)^2 = 1, got fourth_moment={self.fourth_moment}. "
                f"Standardise the entry to variance one."
            )
        if np.isnan(self.third_moment) != (self.finite_moments <= 3):
            raise InvalidInputError(
                f"{self.label}: third_moment={self.third_moment} contradicts "
                f"finite_moments={self.finite_moments}: it is nan iff that is 3 or less"
            )
        if np.isfinite(self.fourth_moment) != (self.finite_moments > 4):
            raise InvalidInputError(
                f"{self.label}: fourth_moment={self.fourth_moment} contradicts "
                f"finite_moments={self.finite_moments}: the fourth exists iff that is above 4"
            )

    def __repr__(self) -> str:
        return f"Ensemble({self.label!r}, {self.kind!r}, {self.field})"

    def draw(self, rngs: Streams, rows: int, columns: int) -> Weights:
        """One W per generator, in the cheapest form to apply."""
        return (self.hold or stacked(self.sample))(rngs, rows, columns)

    def draw_single(self, rngs: Streams, rows: int, columns: int) -> Weights:
        """The same rounded to single precision, in less memory where entries are independent."""
        found = None
        if self.entry is not None and self.density is None and not self.hermitian:
            found = in_pieces(self.entry, rngs, rows, columns)
        return found or Single(self.draw(rngs, rows, columns).on(HALF))

    @property
    def has_finite_fourth_moment(self) -> bool:
        """Whether the i.i.d. theorem's hypothesis on the entries holds."""
        return self.finite_moments > 4

    @property
    def has_law(self) -> bool:
        """Whether networks have the limit law of their kind, with corrections of order 1/n."""
        return self.has_finite_fourth_moment and not self.no_law

    @property
    def known_at_width(self) -> bool:
        """Whether the moments of W up to the fourth are known at every width.

        So for independent entries that say theirs, for Haar singular vectors with given singular
        values, and for Gaussian Hermitian weights.
        """
        frame = self.kind.frame or self.kind
        return self.fourth_moment_at is not None or self.hermitian or frame is HAAR


@checked
def iid(
    label: str,
    source: str,
    entry: Callable[[np.random.Generator, tuple[int, ...]], NDArray],
    *,
    fourth_moment: AnyFloat,
    finite_moments: float = np.inf,
    third_moment: AnyFloat = 0.0,
    field: Field = "real",
) -> Ensemble:
    r"""Independent entries :math:`W_{ij} = X_{ij}/\sqrt{n_{l-1}}`, X standardised.

    ``entry(rng, shape)`` draws X with mean 0 and variance 1 (where they exist). Without a variance
    there is no limit law.

    Examples:
        >>> from freewidth import Network, law
        >>> from freewidth.ensembles import iid
        >>> draw = lambda rng, shape: rng.choice([-1.0, 1.0], shape)
        >>> signs = iid("signs", "mine", draw, fourth_moment=1.0)
        >>> law(Network(signs, "tanh", depth=2)).moments(1).round(6)
        array([0.295613])
    """
    return Ensemble(
        label=label,
        source=source,
        kind=IID,
        sample=lambda rng, rows, columns: entry(rng, (rows, columns)) / np.sqrt(columns),
        finite_moments=finite_moments,
        fourth_moment=fourth_moment,
        entry=entry,
        third_moment=third_moment,
        field=field,
        hold=divided(entry),
        fourth_moment_at=(lambda columns: fourth_moment) if np.isfinite(fourth_moment) else None,
        no_law="" if finite_moments > 2 else "entries have no variance",
    )


def hermitian(dtype: type) -> Callable[[np.random.Generator, int, int], NDArray]:
    r"""The sampler of Gaussian :math:`W = (G + G^*)/\sqrt 2`, G with independent entries.

    It raises InvalidInputError unless asked for a square matrix.
    """

    def sample(rng, rows, columns):
        if rows != columns:
            raise InvalidInputError(
                f"Wigner weights are square, got {rows} x {columns}; leave out widths"
            )
        weights = normal(rng, (rows, rows), dtype)
        return (weights + weights.conj().T) / np.sqrt(2 * rows)

    return sample
