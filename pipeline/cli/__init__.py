"""``sangtin``: the command line. One module per group of commands; this one renders errors.

Exit 0 done, 1 failed, 2 bad usage or bad input. Messages for people are Vietnamese and go to standard
error; results go to standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
import typer
from typer.main import get_command

from models.errors import TriageError

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with the documented code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    from pipeline.cli.app import application

    try:
        result = get_command(application)(
            args=list(arguments) if arguments is not None else None,
            prog_name="sangtin",
            standalone_mode=False,
        )
    except TriageError as error:
        typer.echo(f"{error.message}\nMã: {error.code}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        typer.echo("Đã dừng theo yêu cầu.", err=True)
        return EXIT_FAILED
    except BrokenPipeError:
        return EXIT_FAILED
    return result if isinstance(result, int) else 0
