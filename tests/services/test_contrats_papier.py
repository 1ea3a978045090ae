"""A contract signed on paper: the scan comes in the act that signs, and goes with it."""

import pytest
from tests import fichiers
from tests.services.conftest import Colleague
from tests.services.test_contrats import PARAPHE

from fieldapp.db import documents_joints as rows
from fieldapp.domain.contrat import (
    ECRAN,
    FAMILLE,
    PROPOSE,
    SIGNE,
    TS,
    Contrat,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
    Signature,
)
from fieldapp.domain.doublon_fusion import ChoixFusion
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.services import contrats, documents_joints, foyers, fusions, historique, objectifs
from fieldapp.services import contrats_papier as papier
from fieldapp.services.contrats_papier import Scan
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session

SCAN = Scan(fichiers.pdf("Contrat signe"), "scan_0042.pdf")


@pytest.fixture
def propose(nadia: Session, foyer: Foyer) -> Contrat:
    contrat = contrats.create_contrat(nadia, SaisieContrat(foyer.id))
    contrat = objectifs.add_objectif(nadia, SaisieObjectif(contrat.id, "Entrer en formation"))
    aim = contrat.objectifs[0].id
    objectifs.add_engagement(nadia, SaisieEngagement(aim, "Appeler la mission locale"))
    objectifs.add_engagement(nadia, SaisieEngagement(aim, "Chercher une place", TS))
    return contrats.propose_contrat(nadia, contrat.id)


def test_the_scan_is_kept_by_the_act_that_signs_and_undone_with_it(
    nadia: Session, foyer: Foyer, propose: Contrat
) -> None:
    signed = papier.sign_on_paper(nadia, propose.id, SCAN, "2026-11-20")
    kept = papier.signed_paper(nadia, signed)
    assert kept is not None
    assert (kept.titre, kept.nature, kept.date, kept.zone) == (
        "Contrat signé, version 1", "CONTRAT", "2026-11-20", "equipe"
    )  # fmt: skip
    assert documents_joints.read_content(nadia, kept.id) == SCAN.contenu
    assert papier.signed_papers(nadia, [signed]) == {signed.id: kept}
    historique.undo_last(nadia)
    back = contrats.get_contrat(nadia, propose.id)
    assert (back.statut, back.document_id) == (PROPOSE, None)
    assert documents_joints.list_documents(nadia, foyer.id) == ()
    historique.redo_last(nadia)
    again = contrats.get_contrat(nadia, propose.id)
    assert (again.statut, papier.signed_paper(nadia, again)) == (SIGNE, kept)
    assert verify(nadia) == []


def test_the_scan_may_come_later_but_only_once(nadia: Session, propose: Contrat) -> None:
    papier.sign_on_paper(nadia, propose.id)
    signed = papier.attach_scan(nadia, propose.id, SCAN)
    assert signed.document_id is not None
    with pytest.raises(KnownError, match="déjà gardé"):
        papier.attach_scan(nadia, propose.id, SCAN)


def test_the_contract_lets_go_of_a_scan_that_is_removed(nadia: Session, propose: Contrat) -> None:
    signed = papier.sign_on_paper(nadia, propose.id, SCAN)
    documents_joints.delete_document(nadia, signed.document_id or "")
    assert contrats.get_contrat(nadia, propose.id).document_id is None
    historique.undo_last(nadia)
    back = contrats.get_contrat(nadia, propose.id)
    assert (back.document_id, back.statut) == (signed.document_id, SIGNE)
    assert papier.signed_paper(nadia, back) is not None


def test_a_refused_scan_or_a_full_disk_leaves_the_contract_to_sign(
    nadia: Session, foyer: Foyer, propose: Contrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for contenu, nom in ((fichiers.docx(), "contrat.docx"), (b"MZ\x90\0" + b"\0" * 80, "a.pdf")):
        with pytest.raises(KnownError) as refusal:
            papier.sign_on_paper(nadia, propose.id, Scan(contenu, nom))
        assert refusal.value.champ == "scan"

    def full(*_args: object, **_options: object) -> None:
        raise KnownError("Le disque est plein.")

    monkeypatch.setattr(rows, "add_chunks", full)
    with pytest.raises(KnownError, match="plein"):
        papier.sign_on_paper(nadia, propose.id, SCAN)
    assert contrats.get_contrat(nadia, propose.id).statut == PROPOSE
    assert documents_joints.list_documents(nadia, foyer.id) == ()


def test_what_was_signed_on_the_screen_has_no_paper(nadia: Session, propose: Contrat) -> None:
    strokes = (Signature(FAMILLE, "A", PARAPHE), Signature(TS, "N", PARAPHE))
    contrats.sign_contrat(nadia, propose.id, ECRAN, strokes)
    with pytest.raises(KnownError, match="sur papier"):
        papier.attach_scan(nadia, propose.id, SCAN)


def test_a_scan_made_restricted_is_shown_to_its_author_alone(
    nadia: Session, propose: Contrat, colleague: Colleague
) -> None:
    signed = papier.sign_on_paper(nadia, propose.id, SCAN)
    documents_joints.update_document(nadia, signed.document_id or "", {"zone": "restreint"})
    assert papier.signed_paper(nadia, signed) is not None
    with pytest.raises(KnownError):
        documents_joints.get_document(colleague(), signed.document_id or "")
    assert papier.signed_paper(colleague(), signed) is None


def test_the_paper_follows_a_family_made_part_of_another(
    nadia: Session, foyer: Foyer, propose: Contrat
) -> None:
    signed = papier.sign_on_paper(nadia, propose.id, SCAN)
    kept = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Delatre", "Aurelie"),))
    )
    union = fusions.unite_foyers(nadia, kept.id, foyer.id, ChoixFusion())
    (moved,) = contrats.list_contrats(nadia, kept.id)
    paper = papier.signed_paper(nadia, moved)
    assert paper is not None
    assert (moved.document_id, paper.foyer_id) == (signed.document_id, kept.id)
    fusions.separate(nadia, union.id)
    assert contrats.get_contrat(nadia, signed.id).foyer_id == foyer.id
