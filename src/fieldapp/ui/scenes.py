"""The scenes that are drawn as pictures: each puts the window in one state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog

from fieldapp.ui.dossier.page import FOYER, DossierPage
from fieldapp.ui.genogramme.panneau import DESSIN
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Subject:
    """What the scenes show: the passphrase of the store, a family, a word to search."""

    phrase: str
    foyer_id: str
    mot: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A name for the file, what to do, and whether a store must be open first."""

    name: str
    play: Callable[[MainWindow, Subject], None]
    opened: bool = True


def _workspace(window: MainWindow) -> Workspace:
    workspace = window.workspace
    assert workspace is not None, "the store did not open"
    return workspace


def _go(page: str, **where: str) -> Callable[[MainWindow, Subject], None]:
    def play(window: MainWindow, subject: Subject) -> None:
        wanted = {name: value.format(foyer=subject.foyer_id) for name, value in where.items()}
        _workspace(window).navigator.go(page, **wanted)

    return play


def _command(name: str) -> Callable[[MainWindow, Subject], None]:
    def play(window: MainWindow, _subject: Subject) -> None:
        window.dispatch(name)

    return play


def _palette(window: MainWindow, subject: Subject) -> None:
    box = _workspace(window).palette_box
    box.open_box()
    box.edit.setText(subject.mot)


def _palette_empty(window: MainWindow, _subject: Subject) -> None:
    _workspace(window).palette_box.open_box()


def _note(window: MainWindow, subject: Subject) -> None:
    workspace = _workspace(window)
    workspace.navigator.go("synchronisation")
    workspace.capture.open_for(subject.foyer_id)


def _lock(window: MainWindow, _subject: Subject) -> None:
    window.lock()
    window.lock_page.field.setText("quatre mots")


def _alone(window: MainWindow, _subject: Subject) -> None:
    first = window.first_start
    assert first is not None
    first.alone_choice.click()
    first.alone.nom.setText("Nadia Lemaire")


def _invitation(window: MainWindow, _subject: Subject) -> None:
    first = window.first_start
    assert first is not None
    first.join_choice.click()


def _household(window: MainWindow, subject: Subject) -> None:
    workspace = _workspace(window)
    workspace.navigator.go("dossier", foyer_id=subject.foyer_id)
    page = workspace.page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    page.show_tab(FOYER)
    page.foyer.genogramme.show_side(DESSIN)


def _household_list(window: MainWindow, subject: Subject) -> None:
    _household(window, subject)
    window.dispatch("tableau")


def _nothing(_window: MainWindow, _subject: Subject) -> None:
    """Show the window as it opens."""


SCENES: tuple[Scene, ...] = (
    Scene("01-premier-demarrage", _nothing, opened=False),
    Scene("02-commencer-seul", _alone, opened=False),
    Scene("03-ouvrir-une-invitation", _invitation, opened=False),
    Scene("04-aujourdhui", _go("aujourdhui")),
    Scene("05-familles", _go("familles")),
    Scene("06-dossier", _go("dossier", foyer_id="{foyer}")),
    Scene("07-orienter", _go("orienter", foyer_id="{foyer}")),
    Scene("08-orientations", _go("orientations")),
    Scene("09-synchronisation", _go("synchronisation")),
    Scene("10-noter-un-contact", _note),
    Scene("11-palette", _palette),
    Scene("12-palette-vide", _palette_empty),
    Scene("13-numeros-utiles", _command("numeros")),
    Scene("14-affichage", _command("affichage")),
    Scene("15-aide", _command("aide")),
    Scene("16-verrouillage", _lock),
    Scene("17-agenda", _go("agenda")),
    Scene("18-accueil-sans-dossier", _command("accueil")),
    Scene("19-au-retour", _go("retour_visites")),
    Scene("20-genogramme", _household),
    Scene("21-genogramme-liste", _household_list),
)


def open_dialogs() -> list[QDialog]:
    """Return the dialogs on screen, the last one on top."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]


def tidy(window: MainWindow) -> None:
    """Close what a scene opened."""
    for dialog in open_dialogs():
        dialog.reject()
    if window.workspace is not None:
        window.workspace.palette_box.close_box()
        window.workspace.toast.close_message()
