"""The command line: the same acts as the window, with the same checks."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from fieldapp.cli import arguments, sortie
from fieldapp.config import default_data_dir
from fieldapp.domain.errors import KnownError

INTERRUPTED = "Interrompu. Ce qui était enregistré l’est toujours."
CLOSED = "La sortie a été fermée avant la fin. Ce qui était enregistré l’est toujours."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 badly asked."""
    sortie.prepare_streams()
    try:
        args = arguments.parser().parse_args(argv, arguments.no_choice())
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    try:
        code = _run(args)
        sys.stdout.flush()
        return code
    except arguments.UsageError as error:
        sortie.complain(f"fieldapp\u00a0: erreur\u00a0: {error}")
        return 2
    except KnownError as error:
        sortie.complain(_refusal(args, error))
    except KeyboardInterrupt:
        sortie.complain(INTERRUPTED)
    except BrokenPipeError:
        sortie.close_quietly()
        sortie.complain(CLOSED)
    except Exception as error:  # noqa: BLE001 - the last door: no traceback ever reaches a worker
        sortie.complain(_fault(error, args.data or default_data_dir()))
    return 1


def _run(args: argparse.Namespace) -> int:
    args.data = args.data or default_data_dir()
    # Commands are imported when asked for: « fieldapp --help » loads neither Qt nor the store.
    module, _, function = args.run.partition(":")
    code: int | None = getattr(import_module(module), function)(args)
    return 0 if code is None else code


def _refusal(args: argparse.Namespace, error: KnownError) -> str:
    """Say why a command was refused: it kept nothing, and its fields have no place on a screen."""
    from fieldapp.cli import saisie  # here only: most commands are not refused

    return saisie.refusal(args, error)


def _fault(error: Exception, folder: Path) -> str:
    """Log a fault of ours, without what it says, and return the sentence that admits it."""
    from fieldapp.ui import errors  # here only: it is for a day that should not come

    with contextlib.suppress(OSError):  # a folder that cannot be written has no log
        errors.open_log(folder)
    message = errors.to_known(error).message
    errors.close_log()
    return message
