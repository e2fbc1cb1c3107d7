"""``sangtin``: the command line. One module per group of commands; this one renders errors.

Exit 0 done, 1 failed, 2 bad usage or bad input. Messages for people are Vietnamese and go to standard
error with a stable code; results go to standard output. An exception nobody expected is shown by kind
and place only: its words may quote a post.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError
from typer.main import get_command

from models.errors import TriageError

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
_LOOSE = 50_000
"""Objects after which the collector of rings looks for some, instead of 700: while two thousand modules are loaded it finds
none, and looking took a sixth of the time until the first page."""
_INTERRUPTED = 130
"""What the library of the command line returns after Ctrl+C."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with the documented code."""
    gc.set_threshold(_LOOSE, *gc.get_threshold()[1:])
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        return _invoked(arguments)
    except TriageError as error:
        return _say(error.message, error.code, error.exit_code)
    except typer.TyperException as error:
        from pipeline.cli.usage import asked_for_help, sentence

        if asked_for_help(error):
            typer.echo(error.format_message())
            return EXIT_BAD_INPUT
        return _say(sentence(error), "bad_usage", EXIT_BAD_INPUT)
    except ValidationError as error:
        names = ", ".join(
            sorted(f"SANGTIN_{'_'.join(map(str, one['loc'])).upper()}" for one in error.errors())
        )
        return _say(
            f"Giá trị không dùng được trong biến môi trường: {names}.", "bad_settings", EXIT_BAD_INPUT
        )
    except (typer.Abort, KeyboardInterrupt):
        return _say("Đã dừng theo yêu cầu.", "interrupted", EXIT_FAILED)
    except BrokenPipeError:
        # The reader of our output has gone; what is still in the buffer must not be complained about at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except Exception as error:
        from pipeline.logs import described

        place = described(type(error), error.__traceback__)
        return _say(f"Lỗi ngoài dự kiến ({place}); việc đang làm không được ghi.", "unexpected", EXIT_FAILED)


def _invoked(arguments: Sequence[str] | None) -> int:
    from pipeline.cli.app import application

    result = get_command(application)(
        args=list(arguments) if arguments is not None else None,
        prog_name="sangtin",
        standalone_mode=False,
    )
    sys.stdout.flush()
    if result == _INTERRUPTED:
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _say(message: str, code: str, exit_code: int) -> int:
    typer.echo(f"{message}\nMã: {code}", err=True)
    return exit_code
