"""A fictional antenna for the tests of the window: a few families, their thread, a directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.structure import Structure
from fieldapp.services import (
    accompagnements,
    contact_sur,
    contacts,
    foyers,
    orientations,
    structures,
)
from fieldapp.services.session import Session, create_session
from fieldapp.ui.actions import UndoGate, register
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.orientations.page import OrientationsPage
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.workspace import Workspace

P = TypeVar("P", bound=Page)
PHRASE = "phrase de passe"
PAGES = (AujourdhuiPage, FamillesPage, OrientationsPage, DossierPage, OrienterPage)


def jour(days: int = 0) -> str:
    """The ISO date so many days from today."""
    return (aujourd_hui() + timedelta(days=days)).isoformat()


def new_session(folder: Path, role: str = "ASS") -> Session:
    """A store of one's own at Saint-Pol."""
    session, _ = create_session(
        folder, PHRASE, nom="Nadia Lemaire", role=role, unite="62-ADS-STPOL"
    )
    return session


def add_family(
    session: Session,
    nom: str,
    prenom: str,
    commune: str,
    *,
    numero: str | None = None,
    telephone: str | None = None,
) -> str:
    """A family of one adult; returns its id."""
    personne = SaisiePersonne(nom, prenom, telephone=telephone)
    return foyers.create_foyer(
        session, SaisieFoyer(personnes=(personne,), commune=commune, numero=numero)
    ).id


def add_delattre(session: Session) -> str:
    """The family of the pictures: three children, a safe contact, a long thread."""
    people = (
        SaisiePersonne("Delattre", "Aurélie", civilite="MME", naissance="1992-03-01",
                       telephone="0612345642"),
        SaisiePersonne("Delattre", "Léa", naissance=jour(-4300), role="ENFANT"),
        SaisiePersonne("Delattre", "Hugo", naissance=jour(-2700), role="ENFANT"),
        SaisiePersonne("Delattre", "Jade", naissance=jour(-430), role="ENFANT"),
    )  # fmt: skip
    foyer = foyers.create_foyer(
        session,
        SaisieFoyer(
            nom="Delattre – Hennebelle", personnes=people, commune="Frévent",
            adresse="3 rue des Lombards", code_postal="62270", numero="4182307",
        ),
    )  # fmt: skip
    accompagnements.open_accompagnement(
        session, SaisieAccompagnement(foyer.id, "SOCIAL", "PARENTALITE", "SEPARATION")
    )
    contact_sur.save_contact_sur(
        session,
        foyer.id,
        SaisieContactSur("0612345642", "du lundi au vendredi, de 9\u00a0h à 15\u00a0h"),
    )
    for saisie in (
        SaisieContact(
            foyer.id, "VAD", moment=f"{jour(-48)}T10:00", duree_min=60, besoins=("LOGEMENT",),
            note="Première évaluation : logement, budget, garde d’enfant. Ses appuis : sa mère "
            "et une voisine.",
        ),
        SaisieContact(
            foyer.id, "TEL_ENTRANT", moment=f"{jour(-16)}T09:12", duree_min=8,
            besoins=("LOGEMENT",),
            note="Question sur la caution du logement ; renvoi vers l’Adil, rendez-vous pris.",
        ),
        SaisieContact(
            foyer.id, "RDV_BUREAU", moment=f"{jour(-12)}T14:00", zone="personnel",
            note="Idées pour la revue du contrat.",
        ),
        SaisieContact(
            foyer.id, "TEL_SORTANT", moment=f"{jour(-9)}T14:00", issue="SANS_REPONSE",
            suite="Rappeler le bailleur", suite_le=jour(-2),
        ),
        SaisieContact(
            foyer.id, "VAD", moment=f"{jour(-5)}T10:05", duree_min=55,
            besoins=("GARDE", "BUDGET"), suite="Appeler la plateforme mobilité", suite_le=jour(1),
            note="Point sur le budget après la séparation. La demande d’ASF est complète. Léa "
            "parle du collège avec entrain.",
        ),
    ):  # fmt: skip
        contacts.save_contact(session, saisie)
    return foyer.id


def add_structures(session: Session) -> dict[str, str]:
    """A small directory; returns ids by name."""
    known = (
        Structure("", "Multi-accueil Les Petits Galets", "EAJE", commune="Saint-Pol-sur-Ternoise",
                  code_postal="62130", adresse="12 rue de Fruges", telephone="+33321030405"),
        Structure("", "La Cabane aux histoires", "LAEP", commune="Frévent", code_postal="62270",
                  adresse="2 place Jean-Jaurès", horaires="Mo,Th 09:00-11:30"),
        Structure("", "Cabinet de médiation Lefebvre", "MEDIATION", commune="Arras",
                  code_postal="62000", telephone="+33321111213", a_confirmer=True),
        Structure("", "Crèche du Beffroi", "EAJE", commune="Amiens", code_postal="80000"),
    )  # fmt: skip
    return {s.nom: structures.save_structure(session, s).id for s in known}


def add_antenna(session: Session) -> str:
    """Everything; returns the id of the Delattre family."""
    places = add_structures(session)
    delattre = add_delattre(session)
    caron = add_family(session, "Caron", "Mélanie", "Frévent", numero="4171102")
    add_family(session, "Duquesnoy", "Kévin", "Auxi-le-Château")
    haddad = add_family(session, "Haddad", "Samia", "Saint-Pol-sur-Ternoise")
    add_family(session, "Lefebvre", "Martine", "Heuchin", telephone="0321030201")
    add_family(session, "Wattel – Nowak", "Céline", "Frévent")
    contacts.save_contact(
        session,
        SaisieContact(caron, "TEL_ENTRANT", moment=f"{jour()}T08:40", duree_min=10,
                      note="Le bailleur demande les trois derniers bulletins.",
                      suite="Rappeler le bailleur", suite_le=jour(-6)),
    )  # fmt: skip
    orientations.save_orientation(
        session,
        SaisieOrientation(haddad, "MEDIATION", "FICHE", ("Séparation",), date=jour(-22),
                          structure_id=places["Cabinet de médiation Lefebvre"]),
    )  # fmt: skip
    orientations.save_orientation(
        session,
        SaisieOrientation(delattre, "EAJE_INSERTION", "FICHE", ("Formation du parent",),
                          structure_id=places["Multi-accueil Les Petits Galets"], date=jour(-7)),
    )  # fmt: skip
    return delattre


@dataclass
class Bureau:
    """The workspace in a window, as a worker has it before the eyes."""

    window: QMainWindow
    workspace: Workspace
    session: Session
    tasks: Tasks

    def page(self, kind: type[P]) -> P:
        """The page of a kind."""
        found = self.workspace.page_of(kind.key)
        assert isinstance(found, kind)
        return found

    def settle(self, qtbot: object) -> None:
        """Wait until every operation has delivered, and the window was drawn."""
        qtbot.waitUntil(lambda: self.tasks.idle, timeout=20_000)  # type: ignore[attr-defined]
        QApplication.processEvents()
        qtbot.waitUntil(lambda: self.tasks.idle, timeout=20_000)  # type: ignore[attr-defined]

    def keys(self, text: str) -> None:
        """Type into whatever has the focus."""
        for letter in text:
            # QTest knows ASCII only, and a worker writes French.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.focused(), event)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press one key where the focus is."""
        QTest.keyClick(self.focused(), key, modifier)

    def focused(self) -> QWidget:
        """The widget that has the keyboard, or will have it once the window is in front."""
        places = (QApplication.focusWidget(), self.window.focusWidget())
        return next((found for found in places if isinstance(found, QWidget)), self.window)

    def toast(self) -> str:
        """What the toast says, or nothing."""
        toast = self.workspace.toast
        return toast.accessibleName() if toast.isVisible() else ""


def open_bureau(session: Session, width: int = 1366, height: int = 738) -> Bureau:
    """Show the workspace of a session."""
    tasks = Tasks()
    tasks.open_reader(session.store.reader)
    window = QMainWindow()
    workspace = Workspace(session, tasks, PAGES)
    window.setCentralWidget(workspace)
    register(window, _quietly(workspace.dispatch))
    gate = UndoGate(window)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    gate.follow(app)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    return Bureau(window, workspace, session, tasks)


def close_bureau(bureau: Bureau) -> None:
    """Leave as the program does: drafts kept, writes finished, store closed."""
    bureau.workspace.leave()
    bureau.tasks.close(bureau.session.close)
    bureau.window.close()
    bureau.window.deleteLater()


def _quietly(dispatch: Callable[[str], bool]) -> Callable[[str], None]:
    def act(name: str) -> None:
        dispatch(name)

    return act
