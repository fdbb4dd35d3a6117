"""``freewidth explore``: a page on which the law is solved again at every move of a slider."""

from typing import Any

import click

from freewidth.cli.errors import FAILURE, USAGE, failure, plain_errors
from freewidth.cli.group import Command, examples
from freewidth.cli.options import network, network_options

MISSING = (
    "the page is drawn by Bokeh, which is not installed: pip install 'freewidth[explore]', or in a "
    "checkout .venv/bin/python -m pip install --require-hashes -r envs/explore.lock"
)
USUAL = {"ensemble": "gaussian", "activation": "tanh", "depth": 3}  # where nothing is said
LAST_PORT = 65535
MOST_LAYERS = 200  # a law of so many takes a second or two: more are not redrawn while one moves


@click.command(
    cls=Command,
    short_help="Move sliders, and see the law solved again.",
    epilog=examples(
        "freewidth explore",
        "freewidth explore -e orthogonal -a hardtanh -d 5 --sigma-b2 0.1",
        "freewidth explore --layers net.yaml",
    ),
)
@network_options
@click.option(
    "--port",
    default=0,
    show_default="a free one",
    type=click.IntRange(0, LAST_PORT),
    help="Where on this machine to answer.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page.")
@plain_errors()
def explore(port: int, browser: bool, **given: Any) -> None:
    """Open a page that solves and draws the limit law while sliders move.

    It starts from the network that is given, layers that differ included: sliders multiply their
    variances then. Sampled networks follow when the sliders rest. Ctrl-C ends it.
    """
    if given["layers"] is None:
        given |= {name: value for name, value in USUAL.items() if given[name] is None}
    try:
        from freewidth.cli.live import _page
    except ImportError as error:
        if not (error.name or "").startswith("bokeh"):
            raise
        raise failure(MISSING, FAILURE) from None
    from freewidth.cli.live._start import Start

    start = Start(network(given))
    if start.net.depth > MOST_LAYERS:
        words = f"up to {MOST_LAYERS} layers can be explored, got {start.net.depth}"
        raise failure(f"{words}; `freewidth law` solves for more", USAGE)

    def ready(address: str, server: Any) -> None:
        click.echo(f"The explorer answers at {address} (Ctrl-C ends it).")
        if browser:
            server.show("/")

    _page.serve(start, port, ready)
