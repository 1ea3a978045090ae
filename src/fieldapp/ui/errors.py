"""What happens to an error that reaches the window: a French sentence, and for ours a log line.

The log holds no personal data: of an unexpected error it keeps the type and the places in the
code, never the message or the values, which may quote what a worker typed.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from fieldapp.domain.errors import KnownError

LOG_NAME = "fieldapp.log"
_log = logging.getLogger("fieldapp")


def open_log(folder: Path) -> Path:
    """Start the technical log in `folder` (made if absent) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG_NAME
    handler = RotatingFileHandler(path, maxBytes=512 * 1024, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    close_log()
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    return path


def close_log() -> None:
    """Release the file of the log."""
    for handler in list(_log.handlers):
        if isinstance(handler, RotatingFileHandler):
            _log.removeHandler(handler)
            handler.close()


def log_path() -> Path | None:
    """Return the file of the log, or None when none is open."""
    for handler in _log.handlers:
        if isinstance(handler, RotatingFileHandler):
            return Path(handler.baseFilename)
    return None


def to_known(error: BaseException) -> KnownError:
    """Return what the user is told: a KnownError as it is, anything else logged and excused."""
    if isinstance(error, KnownError):
        return error
    write_fault(error)
    path = log_path()
    where = f" Le détail technique, sans donnée personnelle, est dans {path}." if path else ""
    return KnownError(
        "Fieldapp a rencontré un défaut imprévu. Ce qui était enregistré l’est toujours. "
        f"Réessayez\u00a0; si cela recommence, signalez-le.{where}"
    )


def write_fault(error: BaseException) -> None:
    """Write the type of an error and where it happened, nothing of what it says."""
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    _log.error("%s | %s", type(error).__name__, " < ".join(reversed(places)) or "-")


def install_hooks(show: Callable[[KnownError], None]) -> None:
    """Send what nothing caught, in any thread, to the log and then to `show`.

    `show` runs in the thread of the fault: it must only emit a signal.
    """

    def caught(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        show(to_known(error))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
