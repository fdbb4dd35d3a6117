"""Figures of examples that pyplot does not know: those that the library makes."""

from matplotlib import pyplot
from matplotlib.figure import Figure
from sphinx_gallery.scrapers import figure_rst

from freewidth import plotting


def scrape(block, variables, settings):
    """Save the figures that this block of an example has made; links to them."""
    shown = variables.setdefault("figures_shown", [])
    known = [pyplot.figure(number) for number in pyplot.get_fignums()]
    paths = []
    for value in list(variables["example_globals"].values()):
        if isinstance(value, Figure) and not any(value is each for each in [*shown, *known]):
            shown.append(value)
            paths.append(next(variables["image_path_iterator"]))
            plotting.save(value, paths[-1])
    return figure_rst(paths, settings["src_dir"])
