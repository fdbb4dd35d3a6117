"""``python -m freewidth`` is the command ``freewidth``."""

from freewidth.cli import main

main(prog_name="freewidth")
