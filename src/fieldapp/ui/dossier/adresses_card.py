"""Where a family lives and has lived: the present address, a second one, the former ones."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog

from fieldapp.domain import droits
from fieldapp.domain.adresse import LIBELLES, Adresse, lignes
from fieldapp.domain.dates import format_date
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import contact_sur
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog, DemenagementDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.card import Card, padded, side_by_side
from fieldapp.ui.widgets.lisible_par import LisiblePar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.safety_banner import SHOWN_MS
from fieldapp.ui.widgets.text import Text

SANS_ADRESSE = "Adresse non renseignée"
_PRESENT = BadgeSpec("Actuelle", "info", "house")
_COMING = BadgeSpec("À venir", "info", "calendar-check")


class AdressesCard(Card):
    """Under a contact sûr every line is masked; « Afficher » shows them for 15 s and is traced."""

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, may_write: bool
    ) -> None:
        super().__init__("Adresse", flush=True)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._may_write = may_write
        self._dossier: Dossier | None = None
        self._shown = False
        self.dialog: QDialog | None = None
        self.present = Text("", wrap=True, selectable=True)
        self.reveal = LinkButton("Afficher l’adresse", "reserve")
        self.reveal.clicked.connect(self._show_whole)
        self.others = RowList("Autres adresses", "", fit=True)
        self.others.opened.connect(self._edit)
        self.readers = LisiblePar()
        self._clock = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._clock.timeout.connect(self._mask)
        self.move_button = Button("Déménagement", "arrow-right-left", kind="petit")
        self.move_button.clicked.connect(self.note_move)
        self.add_button = Button("Autre adresse", "plus", kind="petit")
        self.add_button.clicked.connect(self.add)
        self._lay_out()

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a family; what was unmasked for another one is masked again."""
        if self._dossier is None or self._dossier.foyer.id != dossier.foyer.id:
            self._shown = False
        self._dossier = dossier
        self.readers.set_readers(dossier.lecteurs.get(droits.LIRE_FOYER, ""))
        self._draw()

    def note_move(self) -> None:
        """Open the form of a move."""
        if self._dossier is not None and self._may_write:
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer.id)
            self._open(DemenagementDialog(*args, self.window()))

    def add(self) -> None:
        """Open the form of a second address."""
        if self._may_write:
            self._open_adresse(None)

    def _lay_out(self) -> None:
        self.body.addWidget(padded(self.present, side_by_side(self.reveal)))
        self.body.addWidget(self.others)
        self.body.addWidget(padded(side_by_side(self.add_button), self.readers))
        self.aside.addWidget(self.move_button)
        for button in (self.move_button, self.add_button):
            button.setVisible(self._may_write)

    def _draw(self) -> None:
        dossier = self._dossier
        if dossier is None:
            return
        masked = dossier.protege and not self._shown
        foyer = dossier.foyer
        lines = list(lignes(foyer.adresse, foyer.complement, foyer.code_postal, foyer.commune))
        if masked and lines:
            lines = [ADRESSE_MASQUEE]
        since = foyer.adresse_depuis
        if since and lines:
            lines.append(f"Depuis le {format_date(since)}")
        self.present.setText("\n".join(lines or [SANS_ADRESSE]))
        self.reveal.setVisible(dossier.protege and not self._shown)
        names = {m.personne.id: m.personne.nom_complet for m in dossier.membres}
        rows = [
            _row(one, names.get(one.personne_id or "", ""), masked=masked)
            for one in dossier.adresses
        ]
        self.others.set_rows(rows)
        self.others.setVisible(bool(rows))

    def _show_whole(self) -> None:
        self._trace()
        self._shown = True
        self._clock.start()
        self._draw()
        self.present.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mask(self) -> None:
        self._shown = False
        self._draw()

    def _trace(self) -> None:
        if self._dossier is not None and self._dossier.protege:
            session, foyer_id = self._session, self._dossier.foyer.id
            self._tasks.run(
                lambda: contact_sur.trace_shown(session, foyer_id, contact_sur.ADRESSE), owner=self
            )

    def _edit(self, adresse_id: str) -> None:
        dossier = self._dossier
        known = dossier and next((a for a in dossier.adresses if a.id == adresse_id), None)
        if known and self._may_write:
            self._trace()
            self._open_adresse(known)

    def _open_adresse(self, known: Adresse | None) -> None:
        if self._dossier is not None:
            people = tuple((m.personne.id, m.personne.nom_complet) for m in self._dossier.membres)
            self._open(
                AdresseDialog(
                    self._session, self._tasks, self._navigator, self._dossier.foyer.id, people,
                    known, self.window(),
                )
            )  # fmt: skip

    def _open(self, dialog: AdresseDialog | DemenagementDialog) -> None:
        self.dialog = dialog
        dialog.show_form()


def _row(adresse: Adresse, who: str, *, masked: bool) -> Row:
    today = aujourd_hui()
    comes = adresse.a_venir(today)
    since = f"du {format_date(adresse.debut)}" if adresse.debut else ""
    until = f"au {format_date(adresse.fin)}" if adresse.fin else ""
    if since and not until:
        since = f"{'à partir du' if comes else 'depuis le'} {format_date(adresse.debut or '')}"
    if until and not since:
        until = f"jusqu’au {format_date(adresse.fin or '')}"
    dates = " ".join(part for part in (since, until) if part)
    # « Chez sa sœur » is an address too.
    more = "" if masked else adresse.precision or ""
    # That it is the next one, its badge says; its day must be read whole.
    kind = "" if adresse.prevue else LIBELLES.get(adresse.genre, adresse.genre)
    facts = (kind, who, dates, more)
    second = " · ".join(fact for fact in facts if fact)
    past = not comes and not adresse.actuelle(today)
    badge = _COMING if comes else _PRESENT
    return Row(
        adresse.id,
        ADRESSE_MASQUEE if masked else ", ".join(adresse.lignes),
        second[:1].upper() + second[1:],
        "history" if past else badge.icon,
        badges=() if past else (badge,),
        keys_help="Entrée\u00a0: modifier",
    )
