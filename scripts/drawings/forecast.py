"""What fits to narrow networks say of wide ones."""

import numpy as np

from freewidth.plotting.forecast import Series, forecast
from freewidth.stats import extrapolate

STATISTICS = ("m_2", "F", "sup|dF|")  # the last F: nearest to the median


def draw(study):
    """A moment, the distribution function near its median, and the distance, by ensemble."""
    return forecast({k: tuple(series(*v)) for k, v in shown(study).items()})


def shown(study):
    """Pairs (narrow, wide) of comparisons by ensemble."""
    found = {}
    for key, wide in sorted(study.items()):
        narrow = study.get(("main", *key[1:]))
        if key[0] == "wide" and narrow is not None:
            found[key[1]] = narrow, wide
    return found


def series(narrow, wide):
    """The three statistics."""
    median = min(
        (k for k, name in enumerate(wide.names) if name.startswith("F(")),
        key=lambda k: abs(wide.expected[k] - 0.5),
    )
    for k in (wide.names.index("m_2"), median):
        yield _series(wide.names[k], column(narrow, k), column(wide, k), 1.0, wide.expected[k])
    yield _series("sup|dF|", narrow.kolmogorov, wide.kolmogorov, 0.5, None)


def column(comparison, k):
    """One statistic by width."""
    return {n: values[:, k] for n, values in comparison.observed.items()}


def _series(what, narrow, wide, power, limit):
    widths = np.geomspace(min(narrow), max(wide), 30).tolist()
    if limit is not None:
        widths.append(np.inf)
    fit = {}
    for n in widths:
        level, error, _, _ = extrapolate({w: v[:, None] for w, v in narrow.items()}, power, at=n)
        fit[n] = float(level[0]), float(error[0])
    return Series(what, narrow, wide, fit, None if limit is None else float(limit))


def caption(study):
    """What is drawn."""
    narrow, wide = next(iter(shown(study).values()))
    net = wide.net
    return (
        f"{net.activation}, L = {net.depth}, sigma_b2 = {net.sigma_b2:g}: a + b/n (moment and "
        f"distribution function) and a + b n^(-1/2) (distance of one network to the limit law), "
        f"fitted to widths {list(narrow.widths)} and carried on to {list(wide.widths)}; means and "
        f"bands with two standard errors."
    )
