"""The paper of a signed contract reaches the colleagues with the contract that names it."""

from __future__ import annotations

from tests import fichiers
from tests.sync.monde import Monde, foyer

from fieldapp.db import documents_joints as documents_db
from fieldapp.db import journal
from fieldapp.db.contrats import get_contrat, naming_document
from fieldapp.domain.contrat import PAPIER, SIGNE
from fieldapp.domain.document import join
from fieldapp.services import contrats_papier, documents_joints
from fieldapp.services.contrats_papier import Scan


def test_the_contract_and_its_paper_arrive_together_and_leave_each_other_everywhere(
    monde: Monde,
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    contrat_id = journal.write(
        nadia.store, "contrat",
        {"foyer_id": famille, "version": 1, "statut": SIGNE, "signature_mode": PAPIER,
         "signe_le": "2026-11-20", "auteur_id": nadia.agent.id},
        author=nadia.agent.id, foyer_id=famille,
    )  # fmt: skip
    octets = fichiers.pdf("Contrat signe")
    document_id = contrats_papier.attach_scan(nadia, contrat_id, Scan(octets)).document_id or ""
    monde.tournee()
    monde.tournee()
    for session in (marc, monde.siege):
        assert naming_document(session.store, document_id) == [contrat_id]
        there = documents_db.get_document(session.store, document_id)
        assert there is not None
        assert (
            join(documents_db.read_chunks(session.store, there.morceaux), there.empreinte) == octets
        )
    documents_joints.delete_document(nadia, document_id)
    monde.tournee()
    monde.tournee()
    here = get_contrat(marc.store, contrat_id)
    assert here is not None
    assert here.document_id is None
    assert documents_db.get_document(marc.store, document_id) is None
