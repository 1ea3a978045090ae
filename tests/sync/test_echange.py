"""The story of two posts and their headquarters, through a plain folder."""

from __future__ import annotations

import msgspec
import pytest
from tests.sync.monde import ARRAS, LENS, Monde, changer, contact, device, empreinte, foyer

from fieldapp.db import journal, sortie
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.sync import engine
from fieldapp.sync.records import decode, encode_row


def notes(session: object) -> list[str]:
    store = session.store  # type: ignore[attr-defined]
    return [row["note"] for row in store.query("SELECT note FROM contact ORDER BY note")]


def test_two_posts_of_one_unit_share_their_work_in_one_round(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Visite à domicile.")

    sent = monde.synchroniser(nadia)
    monde.synchroniser(marc)
    assert (sent.envoyes, sent.recus, sent.en_attente) == (2, 0, True)
    round_ = monde.recueillir()
    assert (round_.recus, round_.refuses, set(round_.postes)) == (2, (), {"Nadia", "Marc"})

    received = monde.synchroniser(marc)
    assert received.recus >= 2
    assert not received.en_attente
    assert notes(marc) == ["Visite à domicile."]
    monde.tournee()
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_when_nothing_is_new_nothing_is_written(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    contact(nadia, foyer(nadia, "Delattre"), "Appel.")
    monde.tournee()
    monde.tournee()
    before = sorted(monde.espace.rglob("*"))

    monde.tournee()
    for session in (nadia, marc):
        bilan = monde.synchroniser(session)
        assert (bilan.envoyes, bilan.recus, bilan.conflits, bilan.refuses) == (0, 0, 0, ())

    assert sorted(monde.espace.rglob("*")) == before


def test_headquarters_acknowledges_and_the_bytes_are_let_go(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    siege = device(monde.siege)
    assert tables.acknowledged_seq(nadia.store, siege) == (0, None)

    monde.recueillir()
    monde.synchroniser(nadia)

    seq, moment = tables.acknowledged_seq(nadia.store, siege)
    assert seq == journal.last_seq(nadia.store, nadia.store.device)
    assert moment is not None
    first = tables.list_envois(nadia.store, siege, 10)[-1]
    assert (first.recu_le, first.taille) == (moment, 0)


def test_the_same_field_changed_on_both_sides_is_kept_and_counted(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", adresse="1 rue de la Paix")
    monde.tournee()

    changer(nadia, famille, adresse="2 rue Pasteur")
    changer(marc, famille, adresse="3 rue Zola", commune="Lens")
    monde.synchroniser(nadia)
    monde.synchroniser(marc)
    assert monde.recueillir().conflits == 1
    monde.tournee()

    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    kept = {
        op.fields.get("adresse")
        for op in journal.row_ops(marc.store, "foyer", famille)
        if "adresse" in op.fields
    }
    assert kept == {"1 rue de la Paix", "2 rue Pasteur", "3 rue Zola"}
    assert len(nadia.store.query("SELECT * FROM conflit")) == 1


def test_a_post_sees_only_the_families_of_its_unit(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    contact(nadia, foyer(nadia, "Delattre"), "Confidentiel Lens.")
    foyer(arras, "Vasseur")
    monde.tournee()

    assert [row["nom"] for row in arras.store.query("SELECT nom FROM foyer")] == ["Vasseur"]
    assert notes(arras) == []
    carried = arras.store.query("SELECT fields FROM op")
    assert not any("Confidentiel" in row["fields"] for row in carried)
    # Workers and structures are for everybody.
    assert {row["nom"] for row in arras.store.query("SELECT nom FROM agent")} == {
        "Siège", "Nadia", "Inès",
    }  # fmt: skip


def test_a_family_that_changes_unit_goes_whole_to_the_new_one(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Premier entretien.")
    monde.tournee()

    changer(nadia, famille, unite=ARRAS)
    monde.tournee()
    assert notes(arras) == ["Premier entretien."]

    # The former worker had not synchronised: the late note still arrives.
    contact(nadia, famille, "Note tardive.")
    contact(arras, famille, "Suite à Arras.")
    monde.tournee()
    assert notes(arras) == ["Note tardive.", "Premier entretien.", "Suite à Arras."]
    # It left the laptop that may no longer see it, once headquarters had it.
    assert notes(nadia) == []
    assert state_problems(nadia.store) == []
    assert notes(monde.siege) == ["Note tardive.", "Premier entretien.", "Suite à Arras."]


def test_a_new_colleague_receives_the_past_of_the_unit(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Ancien.")
    monde.tournee()

    marc = monde.poste("Marc")
    monde.tournee()

    assert notes(marc) == ["Ancien."]
    assert empreinte(nadia.store) == empreinte(marc.store)


def test_drafts_and_personal_notes_never_leave(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    secret = "motsecretjamaistransmis"
    contact(nadia, famille, secret, zone="personnel")
    journal.write(
        nadia.store, "brouillon", {"ecran": "contact", "contenu": secret}, author=nadia.agent.id
    )
    monde.tournee()

    for store in (monde.siege.store, marc.store):
        for row in store.query("SELECT device, fields FROM op"):
            assert not row["device"].endswith(".prive")
            assert secret not in row["fields"]
    # Not even in what was sealed: the post's own lines are all it can select.
    lines = sortie.own_lines(nadia.store, 0, 10_000)
    assert lines
    assert all(line.startswith(f'["op","{nadia.store.device}",'.encode()) for line, _ in lines)
    assert notes(nadia) == [secret]


def test_a_long_absence_travels_in_several_bundles(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.sync.outbox.MAX_OPS", 10)
    monkeypatch.setattr(engine, "MAX_OPS", 10)
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    for number in range(34):
        contact(nadia, famille, f"Note {number:02d}")
    seen: list[tuple[str, int, int]] = []
    bilan = engine.synchronise(
        nadia.store, monde.espace, lambda label, done, total: seen.append((label, done, total))
    )
    assert bilan.envoyes == 35
    assert seen == [("Envoi", 10, 35), ("Envoi", 20, 35), ("Envoi", 30, 35), ("Envoi", 35, 35)]
    monde.recueillir()
    monde.tournee()
    assert len(notes(marc)) == 34
    assert empreinte(nadia.store) == empreinte(marc.store)


def test_stopping_keeps_what_is_complete_and_the_next_run_goes_on(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.sync.outbox.MAX_OPS", 5)
    monkeypatch.setattr(engine, "MAX_OPS", 5)
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    for number in range(19):
        contact(nadia, famille, f"Note {number}")
    calls = iter([False, False, True, True, True])
    first = engine.synchronise(nadia.store, monde.espace, stop=lambda: next(calls))
    assert first.envoyes == 10
    second = engine.synchronise(nadia.store, monde.espace)
    assert second.envoyes == 10
    assert monde.recueillir().recus == 20


def test_headquarters_holds_every_stream_whole_and_proves_it(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    contact(nadia, foyer(nadia, "Delattre"), "a")
    contact(marc, foyer(marc, "Thorel"), "b")
    monde.tournee()
    store = monde.siege.store
    assert set(own_devices(store)) == {device(monde.siege), device(nadia), device(marc)}
    assert gap_problems(store, own_devices(store)) == []
    for session in (monde.siege, nadia, marc):
        assert tables.chain_problems(session.store) == []
        assert state_problems(session.store) == []
    store.execute("DELETE FROM reception WHERE numero = 1")
    assert len(tables.chain_problems(store)) == 2


def test_a_family_followed_from_another_unit_reaches_its_worker(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    famille = foyer(nadia, "Delattre", referent_id=arras.agent.id)
    contact(nadia, famille, "Suivi partagé.")
    monde.tournee()
    assert notes(arras) == ["Suivi partagé."]


def test_a_post_cannot_give_itself_a_role(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    journal.write(
        nadia.store, "agent", {"role": "SIEGE"}, row_id=nadia.agent.id, author=nadia.agent.id
    )
    monde.synchroniser(nadia)
    bilan = monde.recueillir()
    assert bilan.recus == 0
    assert "seul le siège" in bilan.refuses[0].raison
    row = monde.siege.store.one("SELECT role FROM agent WHERE id = :id", id=nadia.agent.id)
    assert row is not None
    assert row["role"] == "TS"


def test_a_certificate_that_has_run_out_holds_the_work_back_and_says_so(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    with monkeypatch.context() as patch:
        patch.setattr("fieldapp.siege.ingest.is_past", lambda _: True)
        bilan = monde.recueillir()
        assert bilan.recus == 0
        assert "certificat de ce poste a expiré" in bilan.refuses[0].raison
    assert monde.recueillir().recus == 1


def test_a_structure_published_by_headquarters_reaches_every_post(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    monde.tournee()
    journal.write(
        monde.siege.store, "structure", {"nom": "Centre social", "type": "CENTRE_SOCIAL"},
        author=monde.siege.agent.id,
    )  # fmt: skip
    monde.tournee()
    for session in (nadia, arras):
        assert [row["nom"] for row in session.store.query("SELECT nom FROM structure")] == [
            "Centre social"
        ]


def test_a_child_of_two_households_is_known_in_both_units(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    chez_nadia, chez_ines = foyer(nadia, "Delattre"), foyer(arras, "Vasseur")
    enfant = journal.write(
        nadia.store, "personne", {"prenom": "Jade"}, author=nadia.agent.id, foyer_id=chez_nadia
    )
    monde.tournee()
    assert arras.store.query("SELECT * FROM personne") == []

    journal.write(
        monde.siege.store, "appartenance",
        {"foyer_id": chez_ines, "personne_id": enfant, "role": "ENFANT"},
        author=monde.siege.agent.id, foyer_id=chez_ines,
    )  # fmt: skip
    monde.tournee()
    journal.write(
        nadia.store, "personne", {"naissance": "2019-04-02"}, row_id=enfant,
        author=nadia.agent.id, foyer_id=chez_nadia,
    )  # fmt: skip
    monde.tournee()

    rows = arras.store.query("SELECT prenom, naissance FROM personne")
    assert [tuple(row) for row in rows] == [("Jade", "2019-04-02")]
    assert arras.store.query("SELECT nom FROM foyer WHERE nom = 'Delattre'") == []


def test_an_invited_co_intervenant_receives_the_file_while_invited(monde: Monde) -> None:
    nadia, arras = monde.poste("Nadia"), monde.poste("Inès", ARRAS)
    famille = foyer(nadia, "Delattre")
    contact(nadia, famille, "Avant.")
    monde.tournee()
    suivi = journal.write(
        nadia.store, "accompagnement", {"foyer_id": famille, "debut": "2026-01-05"},
        author=nadia.agent.id, foyer_id=famille,
    )  # fmt: skip
    invitation = journal.write(
        nadia.store, "co_intervenant",
        {"foyer_id": famille, "accompagnement_id": suivi, "agent_id": arras.agent.id,
         "debut": "2026-02-02"},
        author=nadia.agent.id, foyer_id=famille,
    )  # fmt: skip
    monde.tournee()
    assert notes(arras) == ["Avant."]

    journal.write(
        nadia.store, "co_intervenant", {"fin": "2020-01-01"}, row_id=invitation,
        author=nadia.agent.id, foyer_id=famille,
    )  # fmt: skip
    monde.tournee()
    contact(nadia, famille, "Après.")
    monde.tournee()
    assert notes(arras) == []


def test_a_welcome_without_a_file_is_shared_in_its_unit_only(monde: Monde) -> None:
    nadia, marc, arras = monde.poste("Nadia"), monde.poste("Marc"), monde.poste("Inès", ARRAS)
    journal.write(
        nadia.store, "accueil", {"unite": LENS, "prenom": "Léa", "moment": "2026-11-20T11:30"},
        author=nadia.agent.id,
    )  # fmt: skip
    monde.tournee()
    for session, expected in ((marc, ["Léa"]), (arras, [])):
        rows = session.store.query("SELECT prenom FROM accueil")
        assert [row["prenom"] for row in rows] == expected


def test_the_database_writes_the_lines_that_the_program_reads(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "D’Hulst « l’aînée »")
    contact(nadia, famille, 'Elle dit : "\\ non" \u2028\t🙂\nfin')
    journal.write(nadia.store, "structure", {"nom": "Point-jeunes"}, author='un "nom" \\ étrange')
    document = {"titre": "Bail", "foyer_id": famille, "morceaux": "[]"}
    journal.write(nadia.store, "document", document, author="n", foyer_id=famille)

    rows = nadia.store.query(
        f"SELECT {tables.WIRE} FROM op WHERE device = :d ORDER BY seq", d=nadia.store.device
    )
    lines = sortie.own_lines(nadia.store, 0, 100)
    assert [msgspec.json.decode(line) for line, _ in lines] == [
        msgspec.json.decode(encode_row(row)) for row in rows
    ]
    assert [document for _, document in lines if document] == [
        row["fields"] for row in rows if row["table"] == "document"
    ]
    assert len(decode(b"\n".join(line for line, _ in lines)).ops) == len(rows)
