"""Means and errors of draws, as figures want them."""

import numpy as np


def points(by_width, column=None, over=lambda n: n):
    """(abscissa, mean, standard error) over widths, of one column or of plain values."""
    widths = sorted(by_width)
    values = [by_width[n] if column is None else by_width[n][:, column] for n in widths]
    means = np.array([v.mean() for v in values])
    errors = np.array([v.std(ddof=1) / np.sqrt(len(v)) for v in values])
    return np.array([over(n) for n in widths], dtype=float), means, errors
