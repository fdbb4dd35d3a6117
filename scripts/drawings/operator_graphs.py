"""The ways to glue for m_2 and m_3: theory alone, beside the experiment that it explains."""

from freewidth import genus
from freewidth.plotting import gluings as plotting

EVERY = [(k, gluing) for k in (2, 3) for gluing in genus.gluings(k)]


def draw(gluings):
    """Polygons and operator graphs."""
    return plotting.gluings(EVERY)


def caption(gluings):
    """How to read it, and what it adds up to."""
    spheres = sum(gluing.count for _, gluing in EVERY if gluing.euler == 2)
    return (
        f"Ways to glue the edges of the polygon of m_2 and m_3 in pairs, up to symmetry. Edges of "
        f"one colour are glued; dashed chords with a twist. Squares are corners with A, discs with "
        f"D². Below, what becomes of the boundary: the operator graph, each vertex with the moment "
        f"of its number of corners, and the term it contributes, n to the power of the Euler "
        f"characteristic less 2. The {spheres} spheres (black), whose graphs are trees, are all "
        f"that is left as n grows: m_2 = a_2 κ_1² + a_1² κ_2 and m_3 = a_3 κ_1³ + 3 a_2 a_1 κ_2 "
        f"κ_1 + a_1³ κ_3. With a = κ = 1 all terms add up to the mean for linear networks of one "
        f"layer, 2 + 1/n and 5 + 6/n + 4/n²."
    )
