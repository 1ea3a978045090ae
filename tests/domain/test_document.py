"""Documents: what is kept is told by the content; a content cut in chunks comes back whole."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import fichiers

from fieldapp.domain import document as module
from fieldapp.domain.document import (
    check_taille,
    check_titre,
    cut,
    fingerprint,
    join,
    read_names,
    taille_fr,
)
from fieldapp.domain.document_type import (
    DOCX,
    JPEG,
    ODS,
    ODT,
    PDF,
    PNG,
    TEXTE,
    TIFF,
    XLSX,
    TypeDocument,
    decode_text,
    identify,
    type_of,
)
from fieldapp.domain.errors import KnownError

KEPT = [
    (fichiers.pdf(), PDF),
    (b"\xef\xbb\xbf\n" + fichiers.pdf(), PDF),
    (fichiers.png(), PNG),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, JPEG),
    (fichiers.tiff(), TIFF),
    (fichiers.docx(), DOCX),
    (fichiers.xlsx(), XLSX),
    (fichiers.odf("text"), ODT),
    (fichiers.odf("spreadsheet"), ODS),
    ("Reçu le 12/11 : loyer, 430 €.".encode(), TEXTE),
    ("Reçu à Frévent, 430 €.".encode("cp1252"), TEXTE),
    ("Été".encode("utf-16"), TEXTE),
    (b"MZ est venue au rendez-vous.", TEXTE),
]


@pytest.mark.parametrize(("contenu", "kind"), KEPT)
def test_what_is_kept_is_known_by_its_content(contenu: bytes, kind: TypeDocument) -> None:
    assert identify(contenu) == kind
    assert identify(contenu, "facture.pdf") == kind, "a wrong extension changes nothing"
    assert type_of(kind.mime) == kind


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as box:
        box.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = [
    (b"MZ\x90\0" + b"\0" * 60, "programme"),
    (b"\x7fELF" + b"\0" * 60, "programme"),
    (b"#!/bin/sh\nrm -rf ~", "programme"),
    (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "programme"),
    (fichiers.archive({"a.txt": b"a"}), "archive"),
    (fichiers.archive({"mimetype": b"application/epub+zip"}), "archive"),
    (b"Rar!\x1a\x07\x01\0", "archive"),
    (b"\x1f\x8b\x08\0\0", "archive"),
    (_tar(), "archive"),
    (b"<!DOCTYPE html><p>Bonjour", "page web"),
    (b"\xef\xbb\xbf  <svg onload='x'/>", "page web"),
    (b"<?xml version='1.0'?><svg/>", "page web"),
    (b"Bonjour <script>alert(1)</script>", "page web"),
    (fichiers.docx(kind=MACRO), "macros"),
    (fichiers.docx({"word/vbaProject.bin": b"x"}), "macros"),
    (fichiers.docx({"word/activeX/activeX1.bin": b"x"}), "macros"),
    (fichiers.docx({"word/embeddings/facture.exe": b"MZ"}), "macros"),
    (fichiers.odf("text", {"Basic/Standard/Module1.xml": b"x"}), "macros"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "ancien format"),
    (b"{\\rtf1 bonjour}", "RTF"),
    (b"\0\0\0\x18ftypheic" + b"\0" * 20, "JPEG ou PNG"),
    (b"GIF89a\0\0", "JPEG ou PNG"),
    (fichiers.docx()[:-30], "abîmé"),
    (bytes(range(256)) * 4, "pas reconnu"),
]


@pytest.mark.parametrize(("contenu", "raison"), REFUSED)
def test_what_could_act_by_itself_is_refused_whatever_its_name(contenu: bytes, raison: str) -> None:
    for nom in ("", "attestation.pdf"):
        with pytest.raises(KnownError, match=raison) as refusal:
            identify(contenu, nom)
        assert "Rien n’a été ajouté" in refusal.value.message


@pytest.mark.parametrize("nom", ["relance.bat", "C:\\a\\b.VBS", "lien.url", "page.htm"])
def test_a_script_written_as_text_is_known_by_its_name(nom: str) -> None:
    with pytest.raises(KnownError, match="programme ou un script"):
        identify(b"echo bonjour", nom)


def test_a_zip_that_would_unpack_without_end_is_refused_unopened() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box,
        box.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(510):
            member.write(bytes(1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(KnownError, match="démesuré"):
        identify(out.getvalue())


def test_a_zip_member_that_lies_about_its_size_is_read_with_a_limit() -> None:
    bomb = fichiers.docx({"[Content_Types].xml": bytes(8 * 1024 * 1024)})
    with pytest.raises(KnownError):
        identify(bomb)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_the_answer_is_a_type_or_a_sentence(contenu: bytes) -> None:
    try:
        assert identify(contenu).mime
    except KnownError as refusal:
        assert refusal.message.startswith("Ce fichier n’est pas gardé")  # noqa: PT017


@given(st.binary(max_size=300), st.integers(min_value=1, max_value=70))
def test_a_content_cut_in_chunks_comes_back_whole(contenu: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MORCEAU_MAX", size)
        pieces = list(cut(contenu))
    assert all(0 < len(piece) <= size for piece in pieces)
    assert join(pieces, fingerprint(contenu)) == contenu
    if len(pieces) > 1:
        with pytest.raises(KnownError, match="abîmé"):
            join(pieces[:-1], fingerprint(contenu))


def test_names_of_chunks_from_elsewhere_are_read_with_suspicion() -> None:
    name = fingerprint(b"a")
    assert read_names(f"{name} ../../etc x' {name}") == (name, name)
    assert read_names(None) == ()


def test_titles() -> None:
    assert check_titre("  Avis   d’imposition ") == "Avis d’imposition"
    for wrong in ("", "x" * 200, "Carte 2 92 03 62 498 123 45"):
        with pytest.raises(KnownError) as refusal:
            check_titre(wrong)
        assert refusal.value.champ == "titre"


def test_sizes_are_limited_and_said_in_french() -> None:
    assert [taille_fr(n) for n in (340, 24 * 1024, 2_500_000)] == [
        "340\u00a0o", "24\u00a0Ko", "2,4\u00a0Mo",
    ]  # fmt: skip
    check_taille(25 * 1024 * 1024)
    with pytest.raises(KnownError, match="25\u00a0Mo"):
        check_taille(25 * 1024 * 1024 + 1, "scan.pdf")
    with pytest.raises(KnownError, match="vide"):
        check_taille(0)


def test_binary_is_no_text() -> None:
    assert decode_text(b"a\0b") is None
    assert decode_text(b"\xff\xfea") is None
