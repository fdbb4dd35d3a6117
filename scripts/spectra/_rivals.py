"""Laws beside a network's own: to be told apart from it, or wrong by a little; where they lie."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from freewidth.network import Network, shifted
from freewidth.perturbed import FACTORS, INGREDIENTS


def deeper(net: Network) -> Network:
    """One more layer, of the size of the last one."""
    widths = net.widths and (*net.widths, net.widths[-1])
    return replace(net, depth=net.depth + 1, widths=widths)


OWN = "own"
RIVALS = {  # laws to be told apart from a network's own, by the name that results carry
    "shifted": shifted,  # every layer variance off by one
    "deeper": deeper,
    "sigma_b": lambda net: replace(net, sigma_b2=net.sigma_b2 * 1.01**2),  # 1 % too large
    "gaussian_bias": lambda net: replace(net, bias="gaussian"),  # of the same variance
}


def mistaken(ingredient: str, factor: float) -> str:
    """What results call the law with so many times this ingredient."""
    return f"{ingredient} x {factor:.6g}"


LAWS = RIVALS | {
    mistaken(name, factor): lambda net, change=change, factor=factor: change(net, factor)
    for name, change in INGREDIENTS.items()
    for factor in FACTORS
}


def perturbed(net: Network, ingredients: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Pairs (ingredient, factor) of the laws to be solved, without what the network has not."""
    for name in ingredients:
        yield from ((name, f) for f in FACTORS if INGREDIENTS[name](net, f) != net)


def place(kind: str, depth: int, of: str) -> str:
    """Where the arrays of a law lie in the artifact of its activation."""
    return f"{kind}/L{depth}/{of}/"
