"""Bad bundles are refused with a sentence, and the store of headquarters does not change."""

from __future__ import annotations

import random
from pathlib import Path

import pyrage
import pytest
import zstandard
from tests.sync.atelier import Atelier, Recipe
from tests.sync.monde import Monde, device, foyer, tout

from fieldapp.db import sync_tables as tables
from fieldapp.sync.bundle import MAX_FILE, MAX_OPS, BundleError, Expected, open_bundle
from fieldapp.sync.folder import POSTES, TamperedError, bundle_name
from fieldapp.sync.identity import identity_of

FOREIGN = str(pyrage.x25519.Identity.generate().to_public())


def _altered(data: bytes, position: int) -> bytes:
    changed = bytearray(data)
    changed[position] ^= 0x40
    return bytes(changed)


def _other_identity(a: Atelier) -> bytes:
    other = a.monde.poste("Inconnue")
    return a.bundle(identity=Atelier(a.monde, other).identity)


def _of_a_colleague(a: Atelier) -> bytes:
    marc = a.monde.poste("Marc")
    foyer(marc, "Caron")
    a.monde.synchroniser(marc)
    place = a.monde.espace / POSTES / device(marc) / bundle_name(1)
    data = place.read_bytes()
    place.unlink()
    return data


def _bomb(a: Atelier) -> bytes:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(400 * 1024 * 1024))
    assert len(bomb) < 64 * 1024
    return a.bundle(payload=_sealed(a, bomb))


def _sealed(a: Atelier, data: bytes) -> bytes:
    recipient = pyrage.x25519.Recipient.from_str(a.space.cle_chiffrement)
    sealed: bytes = pyrage.encrypt(data, [recipient])
    return sealed


def _replay(a: Atelier) -> bytes:
    return a.premier


RECIPES: dict[str, tuple[Recipe, str]] = {
    "an empty file": (lambda _: b"", "incomplet"),
    "half a file": (lambda a: a.bundle()[:300], "incomplet|abîmé"),
    "a file cut in its header": (lambda a: a.bundle()[:40], "incomplet"),
    "a file cut of its last byte": (lambda a: a.bundle()[:-1], "signature"),
    "bytes after the end": (lambda a: a.bundle() + b"\0", "signature"),
    "something else": (lambda _: b"PK\x03\x04" + bytes(500), "pas un lot"),
    "a file too big": (lambda a: a.bundle() + bytes(MAX_FILE), "taille"),
    "a header without end": (lambda _: b"FIELDLOT\xff\xff\xff\xff" + bytes(99), "en-tête"),
    "a header that is not JSON": (lambda a: a.assemble(b"{nope", bytes(99)), "en-tête"),
    "a header of arrays": (lambda a: a.assemble(b"[" * 4000, bytes(99)), "en-tête"),
    "a header that lacks a field": (
        lambda a: a.bundle(header={k: v for k, v in a.header().items() if k != "nombre"}),
        "en-tête",
    ),
    "a newer format": (
        lambda a: a.bundle(header={"format": 2, "nouveau": True}), "version plus récente",
    ),
    "a format of nowhere": (lambda a: a.bundle(header=a.header(format=0)), "format"),
    "another space": (lambda a: a.bundle(header=a.header(espace="autre")), "autre espace"),
    "another recipient": (lambda a: a.bundle(header=a.header(a="0" * 12)), "autre destinataire"),
    "another sender": (lambda a: a.bundle(header=a.header(de="0" * 12)), "expéditeur inconnu"),
    "the signature of another post": (_other_identity, "signature"),
    "a whole bundle of a colleague in its place": (_of_a_colleague, "pas à sa place"),
    "a sender that is a path": (
        lambda a: a.bundle(header=a.header(de="../../siege")), "pas à sa place",
    ),
    "a recipient that is a path": (
        lambda a: a.bundle(header=a.header(a="../siege")), "autre destinataire",
    ),
    "an altered payload": (lambda a: _altered(a.bundle(), -200), "signature"),
    "an altered header": (lambda a: _altered(a.bundle(), 60), "signature|en-tête|inconnu"),
    "a number too far": (lambda a: a.bundle(header=a.header(numero=9)), "numéro 9"),
    "an old bundle again": (_replay, "numéro 1"),
    "another past": (lambda a: a.bundle(header=a.header(precedent="f" * 64)), "sauvegarde"),
    "sealed for someone else": (
        lambda a: a.bundle(payload=a.payload(b"", FOREIGN)), "pas scellé",
    ),
    "a payload that is not age": (lambda a: a.bundle(payload=bytes(900)), "pas scellé"),
    "a payload that is not zstd": (lambda a: a.bundle(payload=_sealed(a, b"x" * 90)), "compressé"),
    "a bomb": (_bomb, "déplié"),
    "bad UTF-8": (lambda a: a.bundle(clear=b'["op","\xff\xfe"]'), "illisibles|mal formée"),
    "a line that is not JSON": (lambda a: a.bundle(clear=b"DROP TABLE foyer;"), "mal formée"),
    "JSON without bottom": (
        lambda a: a.bundle(clear=b'["op","x",' + b"[" * 200_000), "mal formée",
    ),
    "a kind of line of nowhere": (lambda a: a.bundle(clear=b'["ordre","rm"]'), "mal formée"),
    "a huge number": (
        lambda a: a.bundle(clear=a.clear(a.op()).replace(b"72057594037927936", b"9" * 400)),
        "mal formée",
    ),
    "a number that SQLite cannot hold": (
        lambda a: a.bundle(clear=a.clear(a.op(fields={"interprete": 2**63}))), "mal formée",
    ),
    "a text for a number": (
        lambda a: a.bundle(clear=a.clear(a.op(fields={"interprete": "oui"}))), "nombre",
    ),
    "a list for a text": (
        lambda a: a.bundle(clear=a.clear(a.op(fields={"nom": ["x"]}))), "mal formée",
    ),
    "a base that names nobody": (
        lambda a: a.bundle(clear=a.clear(a.op(base={"nom": [["x"]]}))), "mal formée",
    ),
    "SQL in a table name": (
        lambda a: a.bundle(clear=a.clear(a.op(table="foyer; DROP TABLE op"))), "nom de champ",
    ),
    "SQL in a field name": (
        lambda a: a.bundle(clear=a.clear(a.op(fields={'nom" = 1 --': "x"}))), "nom de champ",
    ),
    "SQL in an id": (lambda a: a.bundle(clear=a.clear(a.op(row_id="x' OR 1=1"))), "identifiant"),
    "an id that is a path": (
        lambda a: a.bundle(clear=a.clear(a.op(row_id="../../foyer"))), "identifiant",
    ),
    "a chunk whose name is a path": (
        lambda a: a.bundle(
            header=a.header(nombre=0, premier=0, dernier=0, morceaux=1),
            clear=a.clear(["morceau", "../../../etc/passwd", "eA=="]),
        ),
        "mal formée",
    ),
    "the catalogue of headquarters": (
        lambda a: a.bundle(clear=a.clear(a.op(table="valeur_catalogue", fields={"code": "X"}))),
        "catalogue",
    ),
    "a role that headquarters gave": (
        lambda a: a.bundle(
            clear=a.clear(a.op(table="agent", row_id=a.poste.agent.id, fields={"role": "SIEGE"}))
        ),
        "agent",
    ),
    "the stream of another post": (
        lambda a: a.bundle(clear=a.clear(a.op(device="0123456789ab"))), "autre poste",
    ),
    "a private stream": (
        lambda a: a.bundle(clear=a.clear(a.op(device=f"{a.identity.device}.prive"))), "brouillon",
    ),
    "a missing change": (lambda a: a.bundle(clear=a.clear(a.op(seq=a.seq + 1))), "manquent"),
    "a change sent before": (lambda a: a.bundle(clear=a.clear(a.op(seq=1))), "deux versions"),
    "fewer changes than said": (lambda a: a.bundle(header=a.header(nombre=7)), "nombre"),
    "too many changes": (
        lambda a: a.bundle(
            header=a.header(nombre=MAX_OPS + 1),
            clear=a.clear(*(a.op(seq=a.seq + i) for i in range(MAX_OPS + 1))),
        ),
        "nombre",
    ),
    "a receipt for what was never sent": (
        lambda a: a.bundle(
            header=a.header(nombre=0, premier=0, dernier=0),
            clear=a.clear(["recu", 7, "f" * 64, 3, "2026-11-22T08:00:00+00:00"]),
        ),
        "sauvegarde",
    ),
}  # fmt: skip


@pytest.fixture
def atelier(monde: Monde) -> Atelier:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    first = monde.espace / POSTES / identity_of(nadia.store).device / bundle_name(1)
    premier = first.read_bytes()  # taken now: what is acknowledged leaves the folder
    monde.tournee()
    return Atelier(monde, nadia, premier)


def test_the_workshop_makes_good_bundles_too(atelier: Atelier) -> None:
    atelier.place().write_bytes(atelier.bundle())
    assert atelier.monde.recueillir().recus == 1


@pytest.mark.parametrize("name", RECIPES)
def test_a_bad_bundle_is_refused_with_a_reason_and_changes_nothing(
    atelier: Atelier, name: str
) -> None:
    make, reason = RECIPES[name]
    data = make(atelier)
    place = atelier.place()
    place.write_bytes(data)
    before = tout(atelier.monde.siege.store)

    bilan = atelier.monde.recueillir()

    assert len(bilan.refuses) == 1, name
    refus = bilan.refuses[0]
    assert refus.fichier.endswith(place.name)
    assert any(part in refus.raison for part in reason.split("|")), refus.raison
    assert "Rien n’a" in refus.raison
    assert bilan.recus == 0
    assert tout(atelier.monde.siege.store) == before
    assert place.read_bytes() == data
    assert tables.open_quarantine(atelier.monde.siege.store) == [refus]


def test_two_thousand_mutations_of_a_good_bundle_are_all_refused(atelier: Atelier) -> None:
    good = atelier.bundle(clear=atelier.clear(*(atelier.op() for _ in range(5))))
    identity = identity_of(atelier.monde.siege.store)
    header = atelier.header()
    expected = Expected(
        atelier.space.espace, atelier.identity.device, atelier.identity.cle_signature,
        int(str(header["numero"])), str(header["precedent"]),
    )  # fmt: skip
    before = tout(atelier.monde.siege.store)
    rng = random.Random(20261122)
    for _ in range(2_000):
        with pytest.raises(BundleError):
            open_bundle(_mutated(good, rng), identity, expected)
    assert tout(atelier.monde.siege.store) == before


def _mutated(good: bytes, rng: random.Random) -> bytes:
    data = bytearray(good)
    match rng.randrange(5):
        case 0:
            for _ in range(rng.randint(1, 8)):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        case 1:
            del data[rng.randrange(len(data)) :]
        case 2:
            start = rng.randrange(len(data))
            del data[start : start + rng.randint(1, 50)]
        case 3:
            start = rng.randrange(len(data))
            data[start:start] = rng.randbytes(rng.randint(1, 50))
        case _:
            start, size = rng.randrange(len(data)), rng.randint(1, 30)
            data[start : start + size] = rng.randbytes(size)
    return bytes(data) if bytes(data) != good else b""


def test_one_bad_bundle_holds_back_its_post_only_and_a_good_copy_releases_it(
    atelier: Atelier,
) -> None:
    monde, nadia = atelier.monde, atelier.poste
    marc = monde.poste("Marc")
    foyer(nadia, "Thorel")
    foyer(marc, "Caron")
    monde.synchroniser(nadia)
    monde.synchroniser(marc)
    folder = monde.espace / POSTES / atelier.identity.device
    bundle = max(folder.glob("*.lot"))
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: len(whole) // 2])  # its copy is not finished

    bilan = monde.recueillir()
    assert [refus.fichier for refus in bilan.refuses] == [
        f"{POSTES}/{atelier.identity.device}/{bundle.name}"
    ]
    names = {row["nom"] for row in monde.siege.store.query("SELECT nom FROM foyer")}
    assert names == {"Delattre", "Caron"}

    # The sender sees that its file is not whole any more, and puts it again.
    told = monde.synchroniser(nadia)
    assert told.refuses == ()
    assert bundle.read_bytes() == whole
    assert monde.recueillir().recus == 1
    assert tables.open_quarantine(monde.siege.store) == []
    monde.synchroniser(nadia)
    assert tables.refused_count(nadia.store, atelier.space.siege) == 0


def test_the_sender_learns_that_headquarters_refused_and_why(atelier: Atelier) -> None:
    monde, nadia = atelier.monde, atelier.poste
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    bundle = max((monde.espace / POSTES / atelier.identity.device).glob("*.lot"))
    whole = bundle.read_bytes()
    bundle.write_bytes(_altered(whole, -200))
    monde.recueillir()
    monde.synchroniser(nadia)
    assert tables.refused_count(nadia.store, atelier.space.siege) == 1
    # Same size, other bytes: knowing the refusal, the post compares and puts it again.
    monde.synchroniser(nadia)
    assert bundle.read_bytes() == whole
    assert monde.recueillir().recus == 1


def test_a_link_in_place_of_a_file_is_not_followed(atelier: Atelier, tmp_path: Path) -> None:
    monde = atelier.monde
    marc = monde.poste("Marc")
    foyer(marc, "Caron")
    monde.synchroniser(marc)
    secret = tmp_path / "secret"
    secret.write_bytes(atelier.bundle())
    atelier.place().symlink_to(secret)

    bilan = monde.recueillir()

    assert bilan.recus == 1  # the other post is served
    assert len(bilan.refuses) == 1
    assert "lien" in bilan.refuses[0].raison


def test_a_folder_that_leads_out_of_the_space_is_not_entered(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    (monde.espace / POSTES / device(nadia)).symlink_to(elsewhere)
    with pytest.raises(TamperedError):
        monde.synchroniser(nadia)
    assert list(elsewhere.iterdir()) == []
    assert monde.recueillir().postes == ()
