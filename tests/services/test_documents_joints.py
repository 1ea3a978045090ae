"""Documents of a file: kept whole or not at all, read by whom they are for, out on request only."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests import fichiers
from tests.services.conftest import ARRAS, PHRASE, Colleague

from fieldapp.db import journal
from fieldapp.domain.document import MORCEAU_MAX, Document, SaisieDocument
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import aujourdhui, historique
from fieldapp.services import documents_joints as documents
from fieldapp.services.copies import copies_folder, wipe_copies
from fieldapp.services.documents_ouverts import open_outside
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session, forget_expired_personal, open_session


def _add(
    session: Session,
    foyer: Foyer,
    contenu: bytes = b"",
    *,
    titre: str = "Avis d’imposition",
    zone: str = "equipe",
    date: str | None = None,
) -> Document:
    saisie = SaisieDocument(foyer.id, titre, zone=zone, date=date)
    return documents.add_document(session, saisie, contenu or fichiers.pdf())


def _refusal(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refusal:
        act()
    return refusal.value.message


def _chunks(session: Session) -> int:
    row = session.store.one("SELECT count(*) AS n FROM morceau")
    assert row is not None
    return int(row["n"])


def _big(mo: int) -> bytes:
    """A real PDF followed by bytes that repeat nowhere."""
    return fichiers.pdf() + os.urandom(mo * 1024 * 1024)


def test_a_document_is_kept_in_chunks_and_comes_back_as_it_was(
    nadia: Session, foyer: Foyer
) -> None:
    contenu = _big(3)
    told: list[tuple[int, int]] = []
    found = documents.add_document(
        nadia,
        SaisieDocument(foyer.id, "Jugement", "JUSTICE", date="2026-10-02"),
        contenu,
        progress=lambda done, total: told.append((done, total)),
    )
    assert (found.titre, found.nature, found.date, found.zone) == (
        "Jugement", "JUSTICE", "2026-10-02", "equipe",
    )  # fmt: skip
    assert (found.type_mime, found.taille, found.present) == (
        "application/pdf", len(contenu), True,
    )  # fmt: skip
    assert len(found.morceaux) == 4
    assert told[0] == (MORCEAU_MAX, len(contenu))
    assert told[-1] == (len(contenu), len(contenu))
    assert documents.read_content(nadia, found.id) == contenu
    assert documents.list_documents(nadia, foyer.id) == (found,)
    assert verify(nadia) == []


def test_the_store_holds_nothing_in_clear(nadia: Session, foyer: Foyer) -> None:
    _add(nadia, foyer, "Secret de famille, loyer impayé.".encode())
    nadia.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in nadia.store.folder.iterdir():
        assert b"Secret de famille" not in path.read_bytes(), path


def test_one_content_added_twice_is_kept_once(nadia: Session, foyer: Foyer) -> None:
    first, second = _add(nadia, foyer), _add(nadia, foyer, titre="Le même")
    assert first.morceaux == second.morceaux
    assert _chunks(nadia) == 1


@pytest.mark.parametrize(
    ("contenu", "nom"),
    [(b"MZ\x90\0" + b"\0" * 60, "facture.pdf"), (b"<svg/>", "logo.png"), (b"", "vide.pdf"),
     (b"echo 1", "lancer.cmd")],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(
    nadia: Session, foyer: Foyer, contenu: bytes, nom: str
) -> None:
    saisie = SaisieDocument(foyer.id, "Facture")
    message = _refusal(lambda: documents.add_document(nadia, saisie, contenu, nom=nom))
    assert "Rien n’a été ajouté" in message
    assert _chunks(nadia) == 0


def test_a_full_disk_keeps_nothing_half_and_says_so(nadia: Session, foyer: Foyer) -> None:
    store = nadia.store
    pages = store.one("PRAGMA page_count")
    assert pages is not None
    store.execute(f"PRAGMA max_page_count = {pages['page_count'] + 300}")
    message = _refusal(lambda: _add(nadia, foyer, _big(4)))
    assert message.startswith("Le disque est plein")
    assert _chunks(nadia) == 0
    assert documents.list_documents(nadia, foyer.id) == ()
    store.execute("PRAGMA max_page_count = 1073741823")
    _add(nadia, foyer)
    assert verify(nadia) == []


def test_files_are_read_with_a_limit(tmp_path: Path) -> None:
    big = tmp_path / "video.pdf"
    with big.open("wb") as stream:
        stream.truncate(26 * 1024 * 1024)
    assert "25\u00a0Mo" in _refusal(lambda: documents.read_file(big))
    assert "n’a pas pu être lu" in _refusal(lambda: documents.read_file(tmp_path / "absent.pdf"))
    assert "n’est pas un fichier" in _refusal(lambda: documents.read_file(tmp_path))


def test_a_number_of_social_security_is_seen_before_storing(nadia: Session, foyer: Foyer) -> None:
    assert documents.examine(b"Carte 2 92 03 62 498 123 45").nir
    assert not documents.examine("Loyer 430 €".encode()).nir
    wrong = "Carte 2 92 03 62 498 123 45"
    assert "sécurité sociale" in _refusal(lambda: _add(nadia, foyer, titre=wrong))


def test_what_is_noted_is_corrected_undone_and_told(nadia: Session, foyer: Foyer) -> None:
    found = _add(nadia, foyer)
    documents.update_document(nadia, found.id, {"titre": "Avis 2026", "nature": "RESSOURCES"})
    assert documents.get_document(nadia, found.id).titre == "Avis 2026"
    last = historique.history(nadia, "document", found.id)
    assert ("titre", "Avis d’imposition", "Avis 2026") in [
        (c.champ, c.avant, c.apres) for c in last
    ]
    assert historique.undo_last(nadia) == "Annulé\u00a0: document modifié"
    assert documents.get_document(nadia, found.id).titre == "Avis d’imposition"
    unknown = {"taille": 3}
    assert "n’existent pas" in _refusal(lambda: documents.update_document(nadia, found.id, unknown))


def test_a_deletion_is_taken_back_with_its_content_for_thirty_days(
    nadia: Session, foyer: Foyer
) -> None:
    contenu = fichiers.pdf("à garder")
    found = _add(nadia, foyer, contenu)
    documents.delete_document(nadia, found.id)
    assert documents.list_documents(nadia, foyer.id) == ()
    forget_expired_personal(nadia)
    historique.undo_last(nadia)
    assert documents.read_content(nadia, found.id) == contenu


def test_content_deleted_long_ago_is_erased_unless_another_document_names_it(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, shared = _add(nadia, foyer, fichiers.pdf("parti")), _add(nadia, foyer)
    kept = _add(nadia, foyer, titre="Copie")
    for found in (gone, shared):
        documents.delete_document(nadia, found.id)
    assert _chunks(nadia) == 2
    monkeypatch.setattr("fieldapp.services.session.CORBEILLE_JOURS", -1)
    forget_expired_personal(nadia)
    assert _chunks(nadia) == 1
    assert documents.read_content(nadia, kept.id) == fichiers.pdf()
    assert verify(nadia) == []


def test_a_personal_document_never_leaves_and_is_erased(
    nadia: Session, colleague: Colleague, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _add(nadia, foyer, zone="personnel")
    assert all(op.device.endswith(".prive") for op in journal.row_ops(
        nadia.store, "document", found.id))  # fmt: skip
    assert documents.list_documents(colleague("RESP_ADS"), foyer.id) == ()
    for days, erased in ((20, 0), (27, 0), (33, 1)):
        day = aujourd_hui() + timedelta(days=days)
        for module in ("session", "aujourdhui"):
            monkeypatch.setattr(f"fieldapp.services.{module}.aujourd_hui", lambda day=day: day)
        soon = aujourdhui.brouillons_a_effacer(nadia)
        assert [(one.row_id, one.document) for one in soon] == [(found.id, True)] * (days > 25)
        assert forget_expired_personal(nadia) == erased
    assert documents.list_documents(nadia, foyer.id) == ()
    assert _chunks(nadia) == 0


def test_a_personal_document_may_be_given_to_the_team_not_the_other_way(
    nadia: Session, foyer: Foyer
) -> None:
    found = _add(nadia, foyer, zone="personnel")
    shared = documents.update_document(nadia, found.id, {"zone": "equipe"})
    assert shared.id != found.id
    assert documents.read_content(nadia, shared.id) == fichiers.pdf()
    assert "déjà partagé" in _refusal(
        lambda: documents.update_document(nadia, shared.id, {"zone": "personnel"})
    )
    assert verify(nadia) == []


def test_each_zone_is_read_by_whom_it_names(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    by_zone = {z: _add(nadia, foyer, zone=z) for z in ("equipe", "institution", "restreint")}

    def seen(session: Session) -> set[str]:
        return {d.zone for d in documents.list_documents(session, foyer.id)}

    assert seen(nadia) == set(by_zone)
    assert seen(colleague("RESP_ADS")) == set(by_zone)
    julie = colleague("TS")
    assert seen(julie) == {"institution"}
    assert "pas lisible" in _refusal(lambda: documents.read_content(julie, by_zone["equipe"].id))
    assert "pas lisible" in _refusal(
        lambda: historique.history(julie, "document", by_zone["restreint"].id)
    )
    for other in (colleague("SECRETAIRE"), colleague("TS", ARRAS)):
        with pytest.raises(KnownError):
            documents.list_documents(other, foyer.id)


def test_a_document_of_another_laptop_says_where_its_content_is(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    marc = colleague("RESP_ADS", nom="Marc Petit")
    found = _add(marc, foyer)
    # Its row comes first by the synchronisation; its chunks follow.
    nadia.store.execute("DELETE FROM morceau")
    here = documents.get_document(nadia, found.id)
    assert not here.present
    assert documents.absent_words(nadia, here) == "Contenu sur le poste de Marc Petit"
    assert "Marc Petit" in _refusal(lambda: documents.read_content(nadia, found.id))


def test_verify_tells_a_damaged_chunk_and_a_missing_one(nadia: Session, foyer: Foyer) -> None:
    found = _add(nadia, foyer)
    nadia.store.execute("UPDATE morceau SET octets = :x", x=b"autre chose")
    problems = verify(nadia)
    assert [p.split("\u00a0")[0] for p in problems] == ["documents", "documents"]
    assert found.id in problems[1]
    assert "abîmé" in _refusal(lambda: documents.read_content(nadia, found.id))


def test_a_copy_outside_is_asked_for_and_traced(
    nadia: Session, foyer: Foyer, tmp_path: Path
) -> None:
    found = _add(nadia, foyer, date="2026-11-03")
    assert documents.copy_name(found) == "document-2026-11-03.pdf"
    documents.save_copy(nadia, found.id, tmp_path / "copie.pdf")
    assert (tmp_path / "copie.pdf").read_bytes() == fichiers.pdf()
    assert "autre emplacement" in _refusal(
        lambda: documents.save_copy(nadia, found.id, tmp_path / "absent" / "copie.pdf")
    )
    assert _traces(nadia) == [("copie document", found.id)]


def test_a_document_opened_outside_is_private_and_wiped(nadia: Session, foyer: Foyer) -> None:
    found = _add(nadia, foyer, titre="Bail de la famille Delattre")
    path = open_outside(nadia, found.id)
    assert path.read_bytes() == fichiers.pdf()
    assert "Delattre" not in str(path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        for folder in (path.parent, path.parent.parent):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert _traces(nadia) == [("ouverture document", found.id)]
    # A second name of the same blocks shows that they were overwritten.
    twin = nadia.store.folder / "jumeau"
    twin.hardlink_to(path)
    assert wipe_copies(nadia.store.folder) == 0
    assert twin.read_bytes() == bytes(len(fichiers.pdf()))
    assert not copies_folder(nadia.store.folder).exists()


def test_a_link_planted_among_the_copies_is_not_followed(
    nadia: Session, foyer: Foyer, tmp_path: Path
) -> None:
    mine = tmp_path / "mes-photos"
    mine.mkdir()
    (mine / "a.txt").write_text("à moi")
    folder = open_outside(nadia, _add(nadia, foyer).id).parent
    (folder / "lien").symlink_to(mine)
    (folder / "fichier").symlink_to(mine / "a.txt")
    wipe_copies(nadia.store.folder)
    assert (mine / "a.txt").read_text() == "à moi"
    assert not copies_folder(nadia.store.folder).exists()


def test_after_a_crash_the_next_opening_wipes_what_was_left(nadia: Session, foyer: Foyer) -> None:
    path = open_outside(nadia, _add(nadia, foyer).id)
    folder = nadia.store.folder
    nadia.close()
    session = open_session(folder, PHRASE)
    try:
        assert not path.exists()
    finally:
        session.close()


def test_a_pdf_made_here_is_kept_with_its_mark(nadia: Session, foyer: Foyer) -> None:
    kept = documents.keep_produced(
        nadia, foyer.id, "Synthèse de situation", "ECRIT", fichiers.pdf(), "institution"
    )
    assert kept.titre.startswith("Synthèse de situation du ")
    assert (kept.produit_ici, kept.zone) == (True, "institution")


def _traces(session: Session) -> list[tuple[str, str]]:
    rows = session.store.query("SELECT acte, objet FROM trace ORDER BY numero")
    return [(row["acte"], row["objet"]) for row in rows]
