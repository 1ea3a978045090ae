"""The Qt application: French locale and dialogs, shipped fonts, theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from fieldapp.config import resource_root
from fieldapp.ui.cycles import CycleCollector
from fieldapp.ui.focus import FocusRings
from fieldapp.ui.icons import retint_icons
from fieldapp.ui.qt_messages import install_messages
from fieldapp.ui.theme import Theme


class Application(QApplication):
    """The one application object.

    Attributes: `theme`, reached from everywhere by `fieldapp.ui.theme.theme()`.
    """

    def __init__(self, argv: Sequence[str] = ("fieldapp",)) -> None:
        super().__init__(list(argv))
        install_messages()
        self._cycles = CycleCollector(self)
        self.setApplicationName("Fieldapp")
        self.setDesktopFileName("fieldapp")
        QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
        self._translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(), "qtbase", "_", folder):
            self.installTranslator(self._translator)
        for file in sorted((resource_root() / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        self.theme = Theme(self)
        self.theme.changed.connect(retint_icons)
        self._rings = FocusRings(self)
