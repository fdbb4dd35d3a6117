"""Spectra of both signs against families of limit laws: distances, fits, and what chance does."""
