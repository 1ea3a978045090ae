"""How a family is reached: every phone and e-mail once, called and copied from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from fieldapp.domain import droits
from fieldapp.domain.coordonnee import COURRIEL, USAGES, Coordonnee
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.joindre import may_be_called
from fieldapp.services import contact_sur
from fieldapp.services.session import Session
from fieldapp.services.telephones import format_numero
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy, take_back
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.dossier.coordonnee_dialog import CoordonneeDialog
from fieldapp.ui.dossier.view import mask
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, padded, side_by_side
from fieldapp.ui.widgets.lisible_par import LisiblePar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.safety_banner import CLIPBOARD_MS

EMPTY = "Ajoutez un téléphone ou un courriel."
REFUSED = "Contact sûr\u00a0: ce numéro ne s’utilise pas. Voyez le bandeau du dossier."
CALL, COPY = "A", "C"


class CoordonneesCard(Card):
    """A or C on a line calls or copies it. Under a contact sûr only its own number may be used."""

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, may_write: bool
    ) -> None:
        super().__init__("Téléphones et courriels", flush=True)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._may_write = may_write
        self._dossier: Dossier | None = None
        self.dialog: QDialog | None = None
        self._copied = ""
        self._clock = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._clock.timeout.connect(lambda: take_back(self._copied))
        self.numbers = RowList("Téléphones et courriels", EMPTY, fit=True)
        self.numbers.opened.connect(self._edit)
        self.numbers.key_pressed.connect(self._key)
        self.readers = LisiblePar()
        self.call_button = Button("Appeler", "phone", ("A",), kind="petit")
        self.call_button.clicked.connect(lambda: self._key(CALL, self.numbers.current_key()))
        self.copy_button = Button("Copier", "copy", ("C",), kind="petit")
        self.copy_button.clicked.connect(lambda: self._key(COPY, self.numbers.current_key()))
        self.add_button = Button("Ajouter", "plus", kind="petit")
        self.add_button.setAccessibleName("Ajouter un téléphone ou un courriel")
        self.add_button.clicked.connect(self.add)
        self.aside.addWidget(self.add_button)
        self.add_button.setVisible(may_write)
        self._use = side_by_side(self.call_button, self.copy_button)
        self.body.addWidget(self.numbers)
        self.body.addWidget(padded(self._use, self.readers))

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a family."""
        self._dossier = dossier
        self.readers.set_readers(dossier.lecteurs.get(droits.LIRE_FOYER, ""))
        self.numbers.set_rows(_row(one, dossier) for one in dossier.coordonnees)
        self._use.setVisible(bool(dossier.coordonnees))

    def add(self) -> None:
        """Open the form of a number."""
        if self._may_write:
            self._open(None)

    def _edit(self, valeur: str) -> None:
        known = self._of(valeur)
        if known is not None and self._may_write:
            self._trace(contact_sur.NUMERO)
            self._open(known)

    def _open(self, known: Coordonnee | None) -> None:
        dossier = self._dossier
        if dossier is None:
            return
        people = tuple(
            (m.personne.id, m.personne.nom_complet)
            for m in dossier.membres
            if m.fin is None or (known is not None and m.personne.id in known.personnes)
        )
        form = CoordonneeDialog(
            self._session, self._tasks, self._navigator, dossier.foyer.id, people, known,
            self.window(),
        )  # fmt: skip
        self.dialog = form
        form.show_form()

    def _key(self, letter: str, valeur: str) -> None:
        known, dossier = self._of(valeur), self._dossier
        if known is None or dossier is None or letter not in (CALL, COPY):
            return
        if not may_be_called(known, dossier.contact_sur):
            self._navigator.toast(REFUSED)
            announce(self, REFUSED, assertive=True)
            return
        if letter == COPY:
            self._trace(contact_sur.NUMERO_COPIE)
            copy(format_numero(known.valeur))
            if dossier.contact_sur is not None:
                self._copied = format_numero(known.valeur)
                self._clock.start()
            announce(self, "Copié")
            self._navigator.toast("Copié.")
        else:
            self._trace(contact_sur.NUMERO)
            scheme = "mailto" if known.genre == COURRIEL else "tel"
            if not QDesktopServices.openUrl(QUrl(f"{scheme}:{known.valeur}")):
                self._navigator.toast(
                    "Aucun logiciel de téléphone ou de courriel n’est installé sur ce poste."
                )

    def _of(self, valeur: str) -> Coordonnee | None:
        known = self._dossier.coordonnees if self._dossier is not None else ()
        return next((one for one in known if one.valeur == valeur), None)

    def _trace(self, quoi: str) -> None:
        """Under a contact sûr, note in the access journal what is shown or copied."""
        if self._dossier is not None and self._dossier.contact_sur is not None:
            session, foyer_id = self._session, self._dossier.foyer.id
            self._tasks.run(lambda: contact_sur.trace_shown(session, foyer_id, quoi), owner=self)


def _row(one: Coordonnee, dossier: Dossier) -> Row:
    names = {m.personne.id: m.personne.prenom or m.personne.nom for m in dossier.membres}
    people = [names[id_] for id_ in one.personnes if id_ in names]
    who = " et ".join(people) if people else ("" if one.personnes else "tout le foyer")
    facts = [USAGES.get(one.usage or "", ""), who, one.precision or ""]
    badges = [BadgeSpec("En premier", "ok", "star")] if one.preferee else []
    shown = format_numero(one.valeur)
    if dossier.contact_sur is not None:
        facts = facts[:2]
        shown = mask(one.valeur) if one.genre != COURRIEL else "Courriel masqué"
        allowed = may_be_called(one, dossier.contact_sur)
        badges = [
            BadgeSpec("Contact sûr", "reserve", "shield-check")
            if allowed
            else BadgeSpec("Ne pas utiliser", "late", "circle-x")
        ]
    return Row(
        one.valeur,
        shown,
        " · ".join(fact for fact in facts if fact),
        "mail" if one.genre == COURRIEL else "phone",
        badges=tuple(badges),
        keys_help="Entrée\u00a0: modifier. A\u00a0: appeler ou écrire. C\u00a0: copier",
    )
