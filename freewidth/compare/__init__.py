"""Where theory and simulation meet: spectra of finite networks against a limit law."""

from freewidth.compare.comparison import Comparison, compare
from freewidth.compare.distances import between, kolmogorov, resolvent, wasserstein
from freewidth.compare.probes import Probes, one_eigenvalue

__all__ = [
    "Comparison",
    "Probes",
    "between",
    "compare",
    "kolmogorov",
    "one_eigenvalue",
    "resolvent",
    "wasserstein",
]
