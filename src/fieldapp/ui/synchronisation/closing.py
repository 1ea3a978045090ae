"""The last exchange before the program closes: short, and one key closes without it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from fieldapp.sync.planning import CLOSING_S
from fieldapp.ui.synchronisation.background import Background
from fieldapp.ui.texte import modifications
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.text import Text


class ClosingDialog(QDialog):
    """Waits for the exchange, for CLOSING_S at most, then calls `then`, once, whatever happened.

    Attributes: `button`, « Fermer sans attendre »; `timer`, that of the longest wait.
    """

    def __init__(
        self,
        background: Background,
        count: int,
        then: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fieldapp — Fermeture")
        self._background = background
        self._then: Callable[[], object] | None = then
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setAccessibleName("Avancement du dernier envoi")
        self.button = Button("&Fermer sans attendre", "x")
        self.button.setDefault(True)
        self.button.clicked.connect(self._leave)
        what = modifications(count) if count else "ce qui attend"
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(f"Envoi de {what} avant de fermer", "sous_titre"))
        column.addWidget(progress)
        column.addWidget(
            Text("Tout est déjà enregistré ici\u00a0: fermer sans attendre ne perd rien.", "second")
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._leave)
        background.ended.connect(self._leave)

    def begin(self) -> None:
        """Show, and try."""
        self.setModal(True)
        self.show()
        self.button.setFocus()
        self.timer.start(round(CLOSING_S * 1000))
        self._background.try_now()

    def reject(self) -> None:
        """Échap closes without waiting, like the button."""
        self._leave()

    def _leave(self) -> None:
        then, self._then = self._then, None
        if then is None:
            return
        self.timer.stop()
        self.hide()
        # Not within the signal of what has just ended.
        QTimer.singleShot(0, then)
