"""Spectra of input-output Jacobians against their limit laws: sample, solve, compare, show."""
