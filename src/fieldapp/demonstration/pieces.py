"""Attached documents of the demonstration: letters, a photo, a text, made by the program itself."""

from __future__ import annotations

import dataclasses
import io
import struct
import zlib
from datetime import date, timedelta

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fieldapp.demonstration.bureautique import make_text
from fieldapp.demonstration.fil import workday
from fieldapp.documents.contrat import build
from fieldapp.documents.styles import GRAS, REGULIER, load_fonts
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.contrat import FAMILLE, TS, Signature
from fieldapp.domain.document import SaisieDocument
from fieldapp.services import contrats, documents_joints, genogrammes
from fieldapp.services.contrats_papier import Scan
from fieldapp.services.session import Session

_FICTIF = "Document fictif, fait par Fieldapp pour sa démonstration."
# Title, nature, days ago, zone, who writes, what is written.
_LETTRES = (
    ("Notification d’allocation logement", "RESSOURCES", -296, EQUIPE,
     "Caisse d’allocations familiales",
     ("Madame,", "Votre droit à l’allocation de logement familiale est renouvelé.",
      "Le montant est versé directement à votre bailleur.")),
    ("Facture d’électricité, relance", "LOGEMENT", -31, EQUIPE, "Fournisseur d’énergie",
     ("Madame,", "Sauf erreur, la facture de septembre reste à régler.",
      "Vous pouvez demander un échéancier à notre service.")),
    ("Convention parentale homologuée", "JUSTICE", -380, "restreint", "Tribunal judiciaire",
     ("La résidence des enfants est fixée chez leur mère.",
      "Hugo vit une semaine sur deux chez son père.")),
)  # fmt: skip
_LETTRE_MOTIVATION = (
    "Madame, Monsieur,",
    "Je souhaite suivre la formation d’aide à domicile qui commence en janvier.",
    "J’ai trois ans d’expérience auprès de personnes âgées.",
)
_AILLEURS = ("Attestation de loyer", "LOGEMENT", "Bailleur",
             ("Je certifie que le loyer du mois est à jour.",))  # fmt: skip
# The seven bars of a figure: top, top left, top right, middle, bottom left, bottom right, bottom.
_BARRES = {
    "0": "1110111", "1": "0010010", "2": "1011101", "3": "1011011", "4": "0111010",
    "5": "1101011", "6": "1101111", "7": "1010010", "8": "1111111", "9": "1111011",
}  # fmt: skip
_FOND, _CADRE, _ECRAN, _ENCRE = b"\xd8\xd4\xcc", b"\x5a\x60\x66", b"\xb8\xc4\xae", b"\x1e\x26\x1e"


def attach_pieces(session: Session, foyer_id: str, others: list[str], jour: date) -> None:
    """Attach letters, a photo, a text and the génogramme to the main family; a letter to others."""
    for titre, nature, days, zone, qui, lignes in _LETTRES:
        day = workday(jour + timedelta(days=days))
        saisie = SaisieDocument(foyer_id, titre, nature, day.isoformat(), zone)
        documents_joints.add_document(session, saisie, make_letter(qui, titre, lignes, day))
    day = workday(jour - timedelta(days=5))
    saisie = SaisieDocument(foyer_id, "Compteur électrique", "LOGEMENT", day.isoformat())
    documents_joints.add_document(session, saisie, make_meter("048217"))
    saisie = SaisieDocument(foyer_id, "Lettre de motivation", "AUTRE", day.isoformat())
    documents_joints.add_document(session, saisie, make_text((*_LETTRE_MOTIVATION, _FICTIF)))
    page = genogrammes.genogramme_apercu(session, foyer_id)
    documents_joints.keep_produced(session, foyer_id, "Génogramme", "IDENTITE", page, EQUIPE)
    titre, nature, qui, words = _AILLEURS
    for rank, other in enumerate(others):
        day = workday(jour - timedelta(days=9 + 7 * rank))
        saisie = SaisieDocument(other, titre, nature, day.isoformat())
        documents_joints.add_document(session, saisie, make_letter(qui, titre, words, day))


def make_scan(session: Session, contrat_id: str, traits: tuple[tuple[int, ...], ...]) -> Scan:
    """Return the printed copies of a contract as the scanner gives them back, signed by hand."""
    printed = contrats.make_imprime(session, contrat_id)
    name = contrats.list_signataires(session, contrat_id)[0][1]
    signed = (Signature(FAMILLE, name, traits), Signature(TS, session.agent.nom, traits))
    return Scan(build(dataclasses.replace(printed, signatures=signed)), "scan.pdf")


def make_letter(qui: str, titre: str, lignes: tuple[str, ...], day: date) -> bytes:
    """Return a letter of one page, always the same bytes for the same words."""
    load_fonts()
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=1, lang="fr")
    page.setTitle(titre)
    left, height = 25 * mm, A4[1] - 30 * mm
    page.setFont(GRAS, 13)
    page.drawString(left, height, qui)
    page.setFont(REGULIER, 11)
    page.drawRightString(A4[0] - left, height - 22 * mm, f"Le {day:%d/%m/%Y}")
    page.setFont(GRAS, 12)
    page.drawString(left, height - 40 * mm, titre)
    page.setFont(REGULIER, 11)
    for rank, ligne in enumerate(lignes):
        page.drawString(left, height - (54 + 8 * rank) * mm, ligne)
    page.setFont(REGULIER, 9)
    page.drawString(left, 20 * mm, _FICTIF)
    page.save()
    return out.getvalue()


def make_meter(figures: str) -> bytes:
    """Return a PNG that shows the figures of a meter."""
    width, height = 60 + 54 * len(figures), 190
    rows = [bytearray(_FOND * width) for _ in range(height)]
    _fill(rows, (14, 26, width - 28, height - 52), _CADRE)
    _fill(rows, (24, 42, width - 48, height - 84), _ECRAN)
    for rank, figure in enumerate(figures):
        for bar, place in zip(_BARRES[figure], _bars(40 + 54 * rank, 56), strict=True):
            if bar == "1":
                _fill(rows, place, _ENCRE)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + _part(b"IDAT", packed) + _part(b"IEND", b"")
    )


def _bars(x: int, y: int) -> tuple[tuple[int, int, int, int], ...]:
    """Where the seven bars of a figure stand: left, top, width, height."""
    wide, thick, tall = 36, 7, 32
    right, middle, bottom = x + wide - thick, y + tall, y + 2 * tall
    return (
        (x, y, wide, thick), (x, y, thick, tall), (right, y, thick, tall),
        (x, middle, wide, thick), (x, middle, thick, tall), (right, middle, thick, tall),
        (x, bottom, wide, thick),
    )  # fmt: skip


def _fill(rows: list[bytearray], place: tuple[int, int, int, int], colour: bytes) -> None:
    left, top, width, height = place
    for row in rows[top : top + height]:
        row[3 * left : 3 * (left + width)] = colour * width


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
