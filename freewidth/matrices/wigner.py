"""Gaussian orthogonal ensemble: symmetric, independent entries."""

from freewidth.matrices._base import MatrixEnsemble, goe

ensemble = MatrixEnsemble("Wigner (GOE)", goe)
