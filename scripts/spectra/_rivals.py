"""Laws that a network's own is to be told apart from, and where laws lie in results."""

from dataclasses import replace

from freewidth.network import Network, shifted


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


def place(kind: str, depth: int, of: str) -> str:
    """Where the arrays of a law lie in the artifact of its activation."""
    return f"{kind}/L{depth}/{of}/"
