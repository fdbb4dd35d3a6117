"""The command ``freewidth``: registries, limit laws, samples and models without Python.

Only click is imported here; each command loads what it needs when it runs.
"""

import click

from freewidth.cli import version
from freewidth.cli.critical import critical
from freewidth.cli.inspect import inspect
from freewidth.cli.law import law
from freewidth.cli.listing import listing
from freewidth.cli.sample import sample

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=version.show,
    help="Print the version and exit.",
)
def main() -> None:
    """Random-matrix theory of wide random neural networks.

    The object is the spectrum of J J^T, J the input-output Jacobian of a random network: its limit
    law as the width grows (law), finite networks (sample), and a network of your own beside its law
    (inspect). Which initialisation makes it narrow says critical.
    """


for command in (listing, law, critical, sample, inspect):
    main.add_command(command)
