"""The ways to glue for m_2 and m_3: theory alone, beside the experiment that it explains."""

from freewidth import genus
from freewidth.plotting import operator_graphs as plotting

EVERY = [gluing for k in (2, 3) for gluing in genus.gluings(k)]


def draw(gluings):
    """Polygons and operator graphs."""
    return plotting.gluings(EVERY)


def caption(gluings):
    """How to read it, and what it adds up to."""
    spheres = sum(gluing.count for gluing in EVERY if gluing.euler == 2)
    return (
        f"Ways to glue the edges of the polygon of m_2 and m_3, the copies of W, in pairs, up to "
        f"symmetry. Edges of one colour are glued; dashed chords with a twist. Squares are corners "
        f"with A, discs with D². Below, what becomes of the boundary: the operator graph, k edges "
        f"and V vertices. Every vertex is an index that is summed over, a factor n times the "
        f"moment a_s or κ_s of its s corners; every glued pair gives 1/n, and the normalised trace "
        f"one more. So a gluing weighs n to the power V - k - 1 = χ - 2. A connected graph with k "
        f"edges has at most k + 1 vertices, and so many only if it is a tree, the surface a sphere "
        f"and no chord crosses another: the {spheres} spheres are all that is left as n grows. The "
        f"sums at the bottom are exact at every width if A and D are fixed; with a = κ = 1 they "
        f"are 2 + 1/n and 5 + 6/n + 4/n²."
    )
