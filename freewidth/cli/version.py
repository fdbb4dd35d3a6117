"""``freewidth --version``: of the installed package, or of the checkout it runs from."""

import click


def version() -> str:
    """The version number, from the package's metadata or from pyproject.toml beside it."""
    from importlib import metadata

    try:
        return metadata.version("freewidth")
    except metadata.PackageNotFoundError:
        import tomllib
        from pathlib import Path

        project = Path(__file__).parents[2] / "pyproject.toml"
        return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]


def show(context: click.Context, option: click.Parameter, asked: bool) -> None:
    """Print the version and stop, if ``asked``."""
    if asked:
        click.echo(f"freewidth {version()}")
        context.exit()
