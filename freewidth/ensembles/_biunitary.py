r"""Weights :math:`W = U \mathrm{diag}(s) V^*` with Haar singular vectors and given s."""

import numpy as np

from freewidth.arguments import checked
from freewidth.ensembles._base import Ensemble
from freewidth.ensembles._weights import Dense, Streams, haar
from freewidth.kinds import SingularValues
from freewidth.kinds import biunitary as kind_of


@checked
def biunitary(name: str, label: str, source: str, singular_values: SingularValues) -> Ensemble:
    r"""The ensemble with these singular values, as many as the smaller size, of a kind of its own.

    U has the size rows times r, V columns times r, r the smaller of both; so tall weights multiply
    lengths by s, as Haar weights by one. ``name`` is that of the kind in results.

    Examples:
        >>> from freewidth import Network, law
        >>> from freewidth.ensembles import biunitary
        >>> from freewidth.kinds import SingularValues
        >>> halves = SingularValues(((0.2**0.5, 0.5), (1.8**0.5, 0.5)))
        >>> weights = biunitary("two_scales", "two singular values", "mine", halves)
        >>> law(Network(weights, "tanh", depth=2)).moments(1).round(6)
        array([0.295613])
    """

    def hold(rngs: Streams, rows: int, columns: int) -> Dense:
        rank = min(rows, columns)
        left, right = haar(rngs, rows, rank), haar(rngs, rank, columns)
        s = np.stack([singular_values.sample(rng, rank) for rng in rngs])
        return Dense(left.times(s[..., None] * right.dense()))

    return Ensemble(
        label=label,
        source=source,
        kind=kind_of(name, label, singular_values),
        sample=lambda rng, rows, columns: hold([rng], rows, columns).array[0],
        hold=hold,
    )
