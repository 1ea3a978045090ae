"""The one table of keyboard shortcuts (the map of the help), and their registration."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

AZERTY = "&é\"'(-è_ç"  # the digit row without Maj: Ctrl+& must do what Ctrl+1 does


class Raccourci(NamedTuple):
    """A command: its name in code, its keys (Qt's English names), and what it does.

    Without keys, it is reached by the palette and its buttons.
    """

    name: str
    keys: tuple[str, ...]
    texte: str


def _digit(n: int) -> tuple[str, ...]:
    alias = AZERTY[n - 1].upper()
    # Ctrl+- reduces the text, everywhere: page 6 is left to Ctrl+6.
    return (f"Ctrl+{n}",) if alias == "-" else (f"Ctrl+{n}", f"Ctrl+{alias}")


RACCOURCIS: tuple[Raccourci, ...] = (
    Raccourci("palette", ("Ctrl+K",), "Chercher partout"),
    Raccourci("palette_dossiers", ("Ctrl+O",), "Chercher un dossier"),
    Raccourci("noter", ("Ctrl+N",), "Noter un contact"),
    Raccourci("accueil", ("Ctrl+Shift+A",), "Accueil sans dossier"),
    Raccourci("orienter", ("Ctrl+Shift+O",), "Orienter"),
    Raccourci("nouveau", ("Ctrl+Shift+N",), "Nouvel élément ici"),
    *(Raccourci(f"page_{n}", _digit(n), f"Page {n} de la navigation") for n in range(1, 10)),
    Raccourci("retour", ("Alt+Left",), "Page précédente"),
    Raccourci("avance", ("Alt+Right",), "Page suivante"),
    Raccourci("onglet_suivant", ("Ctrl+PgDown",), "Onglet suivant"),
    Raccourci("onglet_precedent", ("Ctrl+PgUp",), "Onglet précédent"),
    Raccourci("volet_suivant", ("F6",), "Volet suivant"),
    Raccourci("volet_precedent", ("Shift+F6",), "Volet précédent"),
    Raccourci("avant_visite", ("Ctrl+I",), "Volet «\u00a0Avant visite\u00a0»"),
    Raccourci("valider", ("Ctrl+Return", "Ctrl+Enter"), "Valider la saisie"),
    Raccourci("enregistrer", ("Ctrl+S",), "Enregistrer maintenant"),
    Raccourci("annuler", ("Ctrl+Z",), "Annuler"),
    Raccourci("retablir", ("Ctrl+Y", "Ctrl+Shift+Z"), "Rétablir ce qui vient d’être annulé"),
    Raccourci("filtrer", ("Ctrl+F",), "Filtrer ou chercher ici"),
    Raccourci("dupliquer", ("Ctrl+D",), "Dupliquer la ligne (accueils)"),
    Raccourci("tableau", ("Ctrl+Shift+T",), "Tableau ou dessin (génogramme, agenda)"),
    Raccourci("reporter", ("Ctrl+Shift+R",), "Reporter ailleurs (autre logiciel)"),
    Raccourci("garder_les_deux", ("Alt+D",), "Deux versions\u00a0: garder les deux"),
    Raccourci("garder_ici", ("Alt+I",), "Deux versions\u00a0: garder celle d’ici"),
    Raccourci("garder_la_bas", ("Alt+L",), "Deux versions\u00a0: garder celle de là-bas"),
    Raccourci("imprimer", ("Ctrl+P",), "Imprimer ce qui est affiché"),
    Raccourci("doublons", (), "Doublons possibles, et dossiers réunis à séparer…"),
    Raccourci("fusionner", (), "Réunir ce dossier avec un autre…"),
    Raccourci("conservation", (), "Conservation\u00a0: dossiers à échéance"),
    Raccourci("importer_usagers", (), "Importer un fichier d’usagers…"),
    Raccourci("importer_annuaire", (), "Importer l’annuaire…"),
    Raccourci("synchroniser", ("F5",), "Synchroniser"),
    Raccourci("numeros", ("F1",), "Numéros utiles"),
    Raccourci("aide", ("Shift+F1",), "Aide"),
    Raccourci("affichage", ("F8",), "Affichage\u00a0: thème, taille, densité"),
    Raccourci("plein_ecran", ("F11",), "Plein écran"),
    Raccourci("zoom_plus", ("Ctrl++", "Ctrl+="), "Agrandir"),
    Raccourci("zoom_moins", ("Ctrl+-",), "Réduire"),
    Raccourci("zoom_normal", ("Ctrl+0",), "Taille normale"),
    Raccourci("verrouiller", ("Ctrl+L",), "Verrouiller"),
)


def register(
    window: QWidget, dispatch: Callable[[str], None], only: frozenset[str] | None = None
) -> None:
    """Make every shortcut of the table (or `only` those) call `dispatch` with its name."""
    for raccourci in RACCOURCIS:
        if not raccourci.keys or (only is not None and raccourci.name not in only):
            continue
        shortcut = QShortcut(window)
        shortcut.setKeys([QKeySequence(key) for key in raccourci.keys])
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(lambda name=raccourci.name: dispatch(name))
        # On some layouts two sequences are one key: Qt then calls it ambiguous.
        shortcut.activatedAmbiguously.connect(lambda name=raccourci.name: dispatch(name))


class UndoGate(QObject):
    """Lets Ctrl+Z and Ctrl+Y through to the window when the field in focus has no use of them.

    Without it a field keeps the keys for itself even when it is empty, and the last act could
    not be undone right after noting it.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        undo = event.matches(QKeySequence.StandardKey.Undo)
        if not undo and not _asks_redo(event):
            return False
        if isinstance(watched, QLineEdit):
            nothing = not (watched.isUndoAvailable() if undo else watched.isRedoAvailable())
        elif isinstance(watched, QPlainTextEdit):
            text = watched.document()
            nothing = not (text.isUndoAvailable() if undo else text.isRedoAvailable())
        else:
            return False
        if nothing:
            event.ignore()
        return nothing

    def follow(self, app: QApplication) -> None:
        """Watch whichever field has the focus."""
        app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if isinstance(new, (QLineEdit, QPlainTextEdit)):
            new.installEventFilter(self)


def _asks_redo(event: QKeyEvent) -> bool:
    """Ctrl+Y or Ctrl+Maj+Z, whichever of the two this desktop calls « Rétablir »."""
    keys = QKeySequence(event.keyCombination())
    return keys in (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))
