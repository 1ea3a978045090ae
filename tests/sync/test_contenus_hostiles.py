"""Signed by an enrolled post, and hostile all the same: refused, or harmless to everybody."""

from __future__ import annotations

import contextlib
import random
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from tests.sync.atelier import Atelier
from tests.sync.contenus import FAMILIES, changes
from tests.sync.monde import Monde, contact, foyer, tout

from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.services.aujourdhui import cette_semaine, en_retard
from fieldapp.services.doublons import list_doublons
from fieldapp.services.foyers import get_dossier, list_foyers
from fieldapp.services.historique import history
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session
from fieldapp.siege.columns import MODES
from fieldapp.siege.export import FORMATS, export
from fieldapp.sync.bundle import fingerprint
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.formes import problem
from fieldapp.sync.records import ContentError, decode

BUNDLES = 60


def test_hostile_values_are_refused_or_harmless_to_everybody(
    monde: Monde, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post that was stolen, say, signs whatever it likes: no colleague is stopped by it."""
    monkeypatch.setattr("os.fsync", lambda _descriptor: None)
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    taken = _send(Atelier(monde, nadia), random.Random(20261122))
    assert 10 < taken < BUNDLES - 10

    contact(marc, famille, "Je continue.")
    monde.postes.pop("Nadia").close()
    monde.tournee()
    assert _problems(monde.siege) == []
    assert _problems(marc) == []
    assert monde.siege.store.query("SELECT 1 FROM contact WHERE note = 'Je continue.'")
    _read_all(marc)
    for mode in MODES:
        export(monde.siege, mode=mode, formats=FORMATS, out_dir=tmp_path / mode)


def _send(atelier: Atelier, dice: random.Random) -> int:
    """Put the bundles of a hostile post one after the other; return how many were taken."""
    monde, head = atelier.monde, atelier.header()
    numero, precedent, seq = int(str(head["numero"])), str(head["precedent"]), atelier.seq
    folder = monde.espace / POSTES / atelier.identity.device
    taken = 0
    for _ in range(BUNDLES):
        ops = list(islice(changes(atelier, dice, seq), dice.randint(1, 3)))
        data = atelier.bundle(
            header=atelier.header(numero=numero, precedent=precedent, nombre=len(ops)),
            clear=atelier.clear(*ops),
        )
        place = folder / bundle_name(numero)
        place.write_bytes(data)
        before = tout(monde.siege.store)
        bilan = monde.recueillir()
        if bilan.recus:
            taken, numero, precedent, seq = taken + 1, numero + 1, fingerprint(data), seq + len(ops)
        else:
            assert "Rien n’a été pris et rien n’a changé ici." in bilan.refuses[0].raison
            assert tout(monde.siege.store) == before
            place.unlink()
    return taken


def _problems(session: Session) -> list[str]:
    """What is wrong but for rows that name others which the hostile post never sent."""
    return [line for line in verify(session) if not line.startswith("références")]


def _read_all(session: Session) -> None:
    assert list_foyers(session, Filtre("unite")).total >= 1
    list_doublons(session, session.store)
    en_retard(session)
    cette_semaine(session)
    for family in FAMILIES:
        with contextlib.suppress(KnownError):  # it was deleted, say
            get_dossier(session, family)
            history(session, "foyer", family)


def test_two_thousand_mutated_contents_are_refused_or_whole() -> None:
    """The lines are read only once their signature is good; a signature proves no good will."""
    line = ["op", "a" * 12, 1, 1 << 56, "insert", "contact", "019aaaaa-0000-7000-8000-000000000001",
            {"nature": "VAD", "duree_min": 30, "moment": "2026-11-20T10:00", "besoins": '["x"]'},
            {"nature": [["b" * 12, 3]]}, "x", None, 2]  # fmt: skip
    good = b"\n".join([msgspec.json.encode(line)] * 3)
    assert len(decode(good).ops) == 3
    dice, refused = random.Random(7), 0
    for _ in range(2_000):
        data = bytearray(good)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(data))
            new = dice.choice((b"", b'"', b"[" * 9000, b"\xff", b"1e999", b"-", b"\\u0000", b"{}"))
            data[at : at + dice.randint(0, 3)] = new or dice.randbytes(2)
        try:
            content = decode(bytes(data))
        except ContentError:
            refused += 1
        else:
            assert all(problem(op.table, op.fields) is None for op in content.ops)
    assert refused > 1_500


@pytest.mark.parametrize(
    ("table", "fields", "reason"),
    [
        ("foyer", {"nom": 5}, "un nombre là où un texte"),
        ("foyer", {"supprime": 1}, "un nombre là où un texte"),
        ("foyer", {"interprete": "oui"}, "un texte là où un nombre"),
        ("contact", {"duree_min": 2**40}, "nombre impossible"),
        ("structure", {"latitude": 2**62}, "nombre impossible"),
        ("structure", {"latitude": "50.4"}, "un texte là où un nombre"),
        ("personne", {"naissance": "hier"}, "date"),
        ("contact", {"moment": "2026-11-20T25:00"}, "date"),
        ("rendezvous", {"debut": "9999-12-31T23:00"}, "date"),
        ("coordonnee", {"personnes": "{"}, "liste"),
        ("coordonnee", {"personnes": "[" * 100_000}, "liste"),
        ("contrat", {"signatures": '[{"partie": "x"}]'}, "liste"),
        ("fusion", {"retirees": '[["foyer; --", "x"]]'}, "liste"),
    ],
)  # fmt: skip
def test_each_kind_of_column_refuses_what_it_cannot_hold(
    table: str, fields: dict[str, object], reason: str
) -> None:
    assert reason in (problem(table, fields) or "")


def test_what_comes_from_a_newer_version_passes_as_it_is() -> None:
    assert problem("projet", {"nom": 5}) is None
    assert problem("foyer", {"champ_nouveau": 5, "nom": None, "interprete": True}) is None
    assert problem("structure", {"latitude": 50, "longitude": 2.8}) is None
