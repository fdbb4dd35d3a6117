"""A picture of one law: distribution function above, density per decade below."""

from pathlib import Path

from freewidth.cli.errors import FAILURE, USAGE, failure
from freewidth.cli.files import whole, writable


def ready(path: Path) -> None:
    """Refuse at once what could not be drawn after the law is solved.

    Raises:
        click.ClickException: matplotlib is missing, the file type is unknown, or the folder is.
    """
    try:
        from freewidth.plotting.style import UNDATED
    except ModuleNotFoundError as error:
        raise failure(f"--plot needs matplotlib ({error})", FAILURE) from None
    if path.suffix.lower() not in UNDATED:
        raise failure(f"--plot draws {', '.join(UNDATED)}, not {path.name}", USAGE)
    writable(path, force=True)


def draw(law, path: Path) -> None:
    """Draw ``law`` into ``path``, which is overwritten."""
    from freewidth.plotting.style import save

    with whole(path, force=True) as draft:
        save(figure(law), draft)


def figure(law):
    """The matplotlib figure of one law."""
    from matplotlib.figure import Figure

    from freewidth.plotting import panels
    from freewidth.plotting.style import COLUMN, style

    with style():
        made = Figure(figsize=(1.4 * COLUMN, COLUMN), layout="constrained")
        upper, lower = made.subplots(2, 1, sharex=True)
        low, high = panels.window([law])
        panels.distribution(upper, law, low, high)
        panels.zero_atom(upper, law)
        panels.density(lower, law, low, high)
        panels.log_axis(lower, low, high)
        upper.set_ylim(0, 1.02)
        lower.set_ylim(bottom=0)
        upper.set_ylabel("CDF")
        lower.set_ylabel("density per decade")
        lower.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
        made.suptitle(law.label, fontsize=8)
    return made
