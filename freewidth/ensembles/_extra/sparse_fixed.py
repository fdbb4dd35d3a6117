r"""Sparse weights with pn = 4: four entries per row on average, at every width. A control.

pn does not grow: the limit is not universal, has an atom at 0 (empty rows and worse) and is *not*
the i.i.d. law.
"""

from freewidth.ensembles._sparse import sparse

DEGREE = 4

ensemble = sparse(
    "sparse (4 per row)",
    "negative control: no growing number of weights per unit",
    lambda n: DEGREE / n,
    no_law=f"{DEGREE} entries per row at every width leave no universal limit",
)
