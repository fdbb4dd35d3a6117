"""Commands as people expect them: near names, one line and a known code at every end."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from freewidth.cli import show
from freewidth.cli.errors import FAILURE, INTERRUPTED, PIPE_CLOSED, failure
from freewidth.cli.files import discard
from freewidth.outside import VARIABLE
from freewidth.registry import near

HELP = ["-h", "--help"]
GRACE = 1.0  # seconds for Python to end by itself; linear algebra does not look at signals
INTERRUPT = threading.Event()  # set once an interruption has been reported


def extended(context: click.Context, option: click.Parameter, paths: tuple[Path, ...]) -> None:
    """Have entries from folders found, too; before anything loads a registry."""
    named = [os.environ.get(VARIABLE, ""), *map(str, paths)]
    if paths:
        os.environ[VARIABLE] = os.pathsep.join(filter(None, named))


def extensions() -> click.Option:
    """The option that every command has; a new one for each, as click keeps them by command."""
    return click.Option(
        ["--extensions"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="FOLDER",
        multiple=True,
        is_eager=True,
        expose_value=False,
        callback=extended,
        help=f"Take what the Python files in FOLDER define, too; so does ${VARIABLE}.",
    )


class Command(click.Command):
    """A command that knows extensions, and what a mistyped option was meant to be."""

    def __init__(self, *words: Any, **how: Any):
        """As click does, with one option more, and -h wherever it is called from."""
        super().__init__(*words, **how)
        self.context_settings.setdefault("help_option_names", HELP)
        self.params.append(extensions())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; options of the wrong case are near, too."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for each in self.get_params(ctx) for name in each.opts]
            meant = near(error.option_name, [name for name in known if name.startswith("--")])
            meant = meant or "; --help lists those there are"
            raise click.UsageError(f"no option {error.option_name}{meant}", ctx) from None


class Group(click.Group):
    """The command itself."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, or one like it in the message."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            ctx.fail(f"no command {name!r}; there are {', '.join(known)}{near(name, known)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an interruption and a closed pipe end it without a traceback."""
        if sys.stdout is None:
            raise failure("standard output is closed", FAILURE)
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            report_interrupt()
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            silence()
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            silence()
            raise failure(error, FAILURE) from None
        return found

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """As a program, which ends soon after Ctrl-C."""
        watch_interrupts()
        return super().__call__(*args, **kwargs)


class Choice(click.Choice):
    """One of several words, in any case, or the word that was meant."""

    def __init__(self, words: Iterable[str]):
        super().__init__(tuple(words), case_sensitive=False)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What there is."""
        words = ", ".join(map(repr, self.choices))
        return f"{value!r} is not one of {words}{near(str(value), self.choices)}"


def examples(*lines: str) -> str:
    """The end of a help text, where lines stay as they are."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def report_interrupt() -> None:
    """One line, once."""
    if not INTERRUPT.is_set():
        INTERRUPT.set()
        sys.stderr.write("\n" * sys.stderr.isatty() + "Interrupted.\n")
        sys.stderr.flush()


def silence() -> None:
    """Let the interpreter find no closed pipe when it flushes standard output at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # no file behind it
        return


def watch_interrupts() -> None:
    """End the process a second after Ctrl-C, if it is still there."""
    if threading.current_thread() is not threading.main_thread():
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_end_after_interrupt, args=(reader,), daemon=True).start()


def _end_after_interrupt(reader):
    while os.read(reader, 1) != bytes([signal.SIGINT]):
        pass
    time.sleep(GRACE)
    show.clear()
    report_interrupt()
    discard()
    os._exit(INTERRUPTED)
