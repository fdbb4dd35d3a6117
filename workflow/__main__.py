"""Snakemake with configuration files that are read strictly first: ``python -m workflow ARGS``.

Snakemake reads files that ``--configfile`` names before any Snakefile, and runs what they say if
they have the key ``__use_yte__``. Here they are read before Snakemake sees them, so that nothing in
one is run, and one that is no configuration ends in a sentence.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from snakemake.cli import args_to_api, parse_args, print_exception

from workflow.reading import Unreadable, read


def main(words: Sequence[str]) -> int:
    """What Snakemake does with ``words``: its status."""
    try:
        parser, options = parse_args(list(words))
        for path in options.configfile or ():
            read(Path(path))
        return 0 if args_to_api(options, parser) else 1
    except Unreadable as error:
        print(f"config: {error}", file=sys.stderr)
        return 1
    except Exception as error:  # as Snakemake's own main
        print_exception(error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
