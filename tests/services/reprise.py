"""What the tests of the caseload import share: a file under the usual titles, its counts."""

from __future__ import annotations

from fieldapp.db import journal
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.rapport import Rapport
from fieldapp.services.foyers import get_dossier
from fieldapp.services.recherche import search
from fieldapp.services.session import Session

HEADER = "N° CAF;Rôle;Nom;Prénom;Date de naissance;Adresse;Complément;CP Ville;Tél\n"
CELINE = "1234567;dem;Nowak;Céline;16/02/1985;12 rue Haute;Bât. A;62300 Lens;0612345678\n"
PIOTR = "1234567;conj;Nowak;Piotr;03/04/1983;;;;\n"


def counts(rapport: Rapport) -> tuple[int, int, int, int, int, int]:
    return (
        rapport.lus, rapport.crees, rapport.mis_a_jour, rapport.inchanges, rapport.doublons,
        len(rapport.rejetes),
    )  # fmt: skip


def dossier(session: Session, typed: str) -> Dossier:
    (found,) = [r for r in search(session, typed) if r.type == "foyer"]
    assert found.foyer_id is not None
    return get_dossier(session, found.foyer_id)


def ops(session: Session) -> int:
    return journal.last_seq(session.store, session.store.device)
