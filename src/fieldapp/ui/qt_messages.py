"""What Qt itself says: to the log and the console, but for lines that mean nothing."""

from __future__ import annotations

import logging
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from fieldapp.ui.errors import log_path

# The platform without a screen says so for each window that has a smallest size or comes forward.
_MEANINGLESS = frozenset(
    f"This plugin does not support {what}()" for what in ("propagateSizeHints", "raise")
)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def install_messages() -> None:
    """Take the messages of Qt from now on."""
    qInstallMessageHandler(_take)


def _take(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if message in _MEANINGLESS and QGuiApplication.platformName() == "offscreen":
        return
    if log_path() is not None:
        logging.getLogger("fieldapp").log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(f"{message}\n")
