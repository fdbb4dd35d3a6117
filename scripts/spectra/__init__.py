"""Spectra of input-output Jacobians against their limit laws, on grids of networks.

The steps, and what they write:

=========  ==================================  ====================================================
sample     ``results/spectra/GRID/*.npz``      eigenvalues of networks of one ensemble
laws       ``results/laws/GRID/*.npz``         limit laws of one activation, and rivals
compare    ``results/compare/GRID/*.npz``      statistics of every network, what the laws predict
stability  ``results/stability/SEED.json``     verdicts from another master seed; their count
=========  ==================================  ====================================================

``grids`` reads the configuration; claims, figures and notebooks read all of it through
:mod:`scripts.spectra.results`.
"""
