"""The certificate of headquarters: of a public authority, changed, or of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.siege.serveur import LARGES, fichiers_pem
from tests.sync.monde import PHRASE, Monde, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.siege.espace import space_of
from fieldapp.siege.founding import open_siege
from fieldapp.siege.serve import Ecoute, prepare
from fieldapp.sync import https_link
from fieldapp.sync.adresse import Adresse, address_of, way_of
from fieldapp.sync.annonce import announce, last_instant, read_annonce, remember_instant
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES
from fieldapp.sync.https_link import LinkError
from fieldapp.sync.identity import identity_of


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


@contextmanager
def serveur_public(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, host: str, debut: int, fin: int
) -> Iterator[Adresse]:
    pem, cle = fichiers_pem(monde.racine, host, debut, fin)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))  # this laptop knows that authority
    https_link.trusted.cache_clear()
    session = open_siege(monde.racine / "siege", PHRASE)
    listen = Ecoute("127.0.0.1", 0, certificat=pem, cle=cle, public=True)
    ready = prepare(session, listen, monde.espace, LARGES)
    thread = threading.Thread(target=ready.run)
    thread.start()
    try:
        assert ready.adresse.empreinte == ""
        yield ready.adresse
    finally:
        ready.server.should_exit = True
        thread.join(60)
        session.close()
        https_link.trusted.cache_clear()


def test_a_certificate_of_a_known_authority_needs_no_fingerprint(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with serveur_public(monde, monkeypatch, "127.0.0.1", -1, 30) as adresse:
        assert synchronise(nadia.store, adresse).envoyes == 1


@pytest.mark.parametrize(("debut", "fin"), [(-400, -30), (30, 400)])
def test_a_certificate_out_of_its_dates_asks_to_look_at_the_clock(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, debut: int, fin: int
) -> None:
    nadia = monde.poste("Nadia")
    with (
        serveur_public(monde, monkeypatch, "127.0.0.1", debut, fin) as adresse,
        pytest.raises(LinkError, match="n’est pas valable à la date de ce poste") as caught,
    ):
        synchronise(nadia.store, adresse)
    assert "Vérifiez la date et l’heure" in caught.value.message
    assert "rien n’a été effacé" in caught.value.message


def test_a_certificate_for_another_name_is_refused(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    with (
        serveur_public(monde, monkeypatch, "10.9.8.7", -1, 30) as adresse,
        pytest.raises(LinkError, match="n’est pas reconnu"),
    ):
        synchronise(nadia.store, adresse)


@contextmanager
def serveur_prive(monde: Monde, folder: Path) -> Iterator[Adresse]:
    """Headquarters under a certificate of its own organisation, which no laptop knows."""
    folder.mkdir()
    pem, cle = fichiers_pem(folder, "127.0.0.1")
    session = open_siege(monde.racine / "siege", PHRASE)
    listen = Ecoute("127.0.0.1", 0, certificat=pem, cle=cle)
    ready = prepare(session, listen, monde.espace, LARGES)
    thread = threading.Thread(target=ready.run)
    thread.start()
    try:
        yield ready.adresse
    finally:
        ready.server.should_exit = True
        thread.join(60)
        session.close()


def test_a_certificate_that_headquarters_changed_is_believed_by_its_signature(
    monde: Monde, tmp_path: Path
) -> None:
    """The yearly renewal: posts that have nothing but the network lose nothing by it."""
    nadia = monde.poste("Nadia")
    with serveur_prive(monde, tmp_path / "2025") as avant:
        assert synchronise(nadia.store, avant).envoyes == 0
    foyer(nadia, "Delattre")
    with serveur_prive(monde, tmp_path / "2026") as apres:
        assert apres.empreinte != avant.empreinte
        # The same place on the network, where the certificate alone is another one.
        assert synchronise(nadia.store, Adresse(apres.urls, avant.empreinte)).envoyes == 1
        assert address_of(nadia.store) == way_of(nadia.store) == apres
        assert synchronise(nadia.store).refuses == ()


def test_an_address_typed_without_a_fingerprint_is_enough(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with serveur_prive(monde, tmp_path / "pem") as adresse:
        assert synchronise(nadia.store, Adresse(adresse.urls, "")).envoyes == 1
    assert address_of(nadia.store) == adresse


@pytest.mark.parametrize(
    ("known", "said"), [("ab" * 32, "celui de l’invitation"), ("", "n’est pas reconnu")]
)
def test_whoever_answers_without_the_signature_of_headquarters_is_told_nothing(
    monde: Monde, tmp_path: Path, known: str, said: str
) -> None:
    nadia, other = monde.poste("Nadia"), Monde(tmp_path / "autre")
    foyer(nadia, "Delattre")
    with (
        serveur_prive(other, tmp_path / "pem") as adresse,
        pytest.raises(LinkError, match=said) as caught,
    ):
        synchronise(nadia.store, Adresse(adresse.urls, known))
    assert "Rien n’a été envoyé" in caught.value.message
    assert address_of(nadia.store) is None
    assert not list((other.espace / POSTES).iterdir())
    other.fermer()


def test_an_announcement_is_of_this_headquarters_whole_and_not_an_older_one(monde: Monde) -> None:
    store, space = monde.siege.store, space_of(monde.siege.store)
    key = identity_of(store).signing
    old = announce(store, space.espace, Adresse(("https://siege:8443",), "ab" * 32), key)
    new = announce(store, space.espace, Adresse(("https://siege:8443",), "cd" * 32), key)
    le = read_annonce(new, space, "").le
    assert read_annonce(old, space, "").le < le, "a change of the same second comes after too"
    assert read_annonce(new, space, le).adresse.empreinte == "cd" * 32
    later = f"{int(le[:4]) + 1}{le[4:]}"  # another was believed since
    others = announce(store, "autre", Adresse(("https://siege:8443",), "cd" * 32), key)
    for data, since in ((old, le), (new, later), (others, ""), (new.replace(b"cdcd", b"abab"), ""),
                        (new[:-40], ""), (b"{}", ""), (b"", "")):  # fmt: skip
        with pytest.raises(KnownError):
            read_annonce(data, space, since)
    # The clock of headquarters went back: its announcements do not.
    remember_instant(store, later)
    assert read_annonce(announce(store, space.espace, Adresse(("https://s:1",), ""), key), space,
                        later).urls == ("https://s:1",)  # fmt: skip


def test_what_was_announced_before_an_order_to_change_is_not_believed_any_more(
    monde: Monde, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key was stolen: headquarters took another. Nobody brings the old one up again."""
    nadia, space = monde.poste("Nadia"), space_of(monde.siege.store)
    monde.tournee()
    with monkeypatch.context() as patch:
        patch.setattr("fieldapp.sync.annonce.instant", lambda: "2026-01-05T08:00:00+00:00")
        stolen = announce(
            monde.siege.store, space.espace, Adresse(("https://siege:8443",), "ab" * 32),
            identity_of(monde.siege.store).signing,
        )  # fmt: skip
    assert read_annonce(stolen, space, last_instant(nadia.store)).adresse.empreinte == "ab" * 32
    with serveur_prive(monde, tmp_path / "nouvelle") as adresse:
        pass
    monde.tournee()  # by the shared folder
    assert address_of(nadia.store) == adresse
    with pytest.raises(KnownError, match="n’est plus la sienne"):
        read_annonce(stolen, space, last_instant(nadia.store))
