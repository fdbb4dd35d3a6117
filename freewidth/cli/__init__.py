"""The command ``freewidth``: registries, limit laws, samples and models without Python.

Only click is imported here; each command loads what it needs when it runs.
"""

import click

from freewidth.cli import version
from freewidth.cli.cache import cache
from freewidth.cli.check import check
from freewidth.cli.critical import critical
from freewidth.cli.explore import explore
from freewidth.cli.group import HELP, Group, examples
from freewidth.cli.inspect import inspect
from freewidth.cli.law import law
from freewidth.cli.listing import listing
from freewidth.cli.new import new
from freewidth.cli.sample import sample

__all__ = ["main"]


EXAMPLES = (
    "freewidth list activations",
    "freewidth law -e orthogonal -a hardtanh -d 3 --sigma-b2 0.1 -p law.png",
    "freewidth explore -e orthogonal -a tanh",
    "freewidth sample -e rademacher -a relu -d 5 -n 1000 -o x.npy",
    "freewidth critical -a tanh -d 50",
    "freewidth inspect net.npz -a tanh,tanh,linear",
    "freewidth new ensemble my_ensemble",
    "freewidth check my_ensemble",
    "freewidth cache info --cache ~/freewidth-cache",
)


@click.group(
    cls=Group,
    context_settings={"help_option_names": HELP},
    epilog=examples(*EXAMPLES),
)
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
    law as the width grows (law; explore redraws it while sliders move), finite networks (sample),
    and a network of your own beside its law (inspect). Which initialisation makes it narrow says
    critical.

    Exit codes: 0 done, 1 not converged or not possible here, 2 the input is at fault, 130
    interrupted, 141 nobody reads the output any more.
    """


for command in (listing, law, explore, critical, sample, inspect, new, check, cache):
    main.add_command(command)
