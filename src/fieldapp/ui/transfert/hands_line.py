"""Under the follow-up of a family: through whose hands it went."""

from __future__ import annotations

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.transfert import Transfert
from fieldapp.services.session import Session
from fieldapp.services.transferts import list_transferts
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.text import Text


class HandsLine(Text):
    """One line for each change of hands, the newest first; hidden without any."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__("", "legende", wrap=True, selectable=True)
        self._session, self._tasks = session, tasks
        self._foyer_id = ""
        self.hide()

    def show_family(self, foyer_id: str) -> None:
        """Read and show the transfers of a family."""
        session, self._foyer_id = self._session, foyer_id
        self._tasks.run(
            lambda: list_transferts(session, foyer_id),
            lambda found: self._show(foyer_id, found),
            lambda _error: None,
            owner=self,
        )

    def _show(self, foyer_id: str, found: tuple[Transfert, ...]) -> None:
        if foyer_id == self._foyer_id:
            catalogue = self._session.catalogue
            self.setText("\n".join(words(one, catalogue) for one in reversed(found)))
            self.setVisible(bool(found))


def words(transfert: Transfert, catalogue: Catalogue) -> str:
    """Say one change of hands."""
    day = format_date(transfert.le)
    who = transfert.vers_referent or "référent à désigner"
    before = f", avant {transfert.de_referent}" if transfert.de_referent else ""
    why = f" ({transfert.motif})" if transfert.motif else ""
    if not transfert.entre_antennes:
        return f"Suivi par {who} depuis le {day}{before}{why}."
    unite = catalogue.unite(transfert.de_unite)
    place = unite.nom if unite is not None else transfert.de_unite
    return f"Transféré le {day} par {transfert.auteur}, venait de\u00a0: {place}{before}{why}."
