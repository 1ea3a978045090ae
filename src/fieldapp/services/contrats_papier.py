"""A contract signed on paper: its scan is kept in the same act, and named by its version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.db import documents_joints as rows
from fieldapp.domain.contrat import PAPIER, Contrat
from fieldapp.domain.document import Document, SaisieDocument
from fieldapp.domain.document_type import IMAGES, PDF
from fieldapp.domain.errors import KnownError
from fieldapp.services import contrats, documents_joints
from fieldapp.services.session import Session

NATURE = "CONTRAT"


@dataclass(frozen=True, slots=True)
class Scan:
    """The signed paper: a PDF or an image, the name of its file, a small picture if there is."""

    contenu: bytes
    nom: str = ""
    vignette: bytes = b""


def sign_on_paper(
    session: Session, contrat_id: str, scan: Scan | None = None, le: str | None = None
) -> Contrat:
    """Note that everyone signed the printed copies, and keep the scan in the same act.

    Raises KnownError, with nothing changed at all, when the scan cannot be kept.
    """
    with session.store.atomic():
        signed = contrats.sign_contrat(session, contrat_id, PAPIER, le=le)
        return signed if scan is None else attach_scan(session, contrat_id, scan)


def attach_scan(session: Session, contrat_id: str, scan: Scan) -> Contrat:
    """Keep the scan of a contract signed on paper, which has none yet, among the documents."""
    current = contrats.require_writable(session, contrat_id)
    if current.signature_mode != PAPIER:
        raise KnownError(
            "Ce contrat n’a pas été signé sur papier. Rien n’a changé. Ajoutez ce document dans "
            "l’onglet Documents."
        )
    former = current.document_id
    if former is not None and rows.get_document(session.store, former) is not None:
        raise KnownError(
            "Le papier signé de cette version est déjà gardé. Rien n’a changé. Retirez-le d’abord "
            "de l’onglet Documents."
        )
    try:
        check_scan(scan.contenu, scan.nom)
        saisie = SaisieDocument(
            current.foyer_id, f"Contrat signé, version {current.version}", NATURE, current.signe_le
        )
        with session.store.atomic():
            document = documents_joints.add_document(
                session, saisie, scan.contenu, nom=scan.nom, vignette=scan.vignette
            )
            contrats.write_row(
                session, "contrat", current, current.id, {"document_id": document.id}
            )
    except KnownError as error:
        raise KnownError(error.message, champ="scan") from error
    return contrats.get_contrat(session, contrat_id)


def check_scan(contenu: bytes, nom: str = "") -> None:
    """Raise KnownError for what is not the scan of a paper: neither a PDF nor an image."""
    kind = documents_joints.examine(contenu, nom).type
    if kind is not PDF and kind.mime not in IMAGES:
        raise KnownError(
            f"Un papier signé est un PDF ou une image\u00a0: {nom or 'ce fichier'} n’en est pas "
            "un. Rien n’a changé. Choisissez le scan ou une photo nette du papier."
        )


def signed_paper(session: Session, contrat: Contrat) -> Document | None:
    """Return the signed paper of a version, or None: there is none, or not for this reader."""
    if contrat.document_id is None:
        return None
    try:
        return documents_joints.get_document(session, contrat.document_id)
    except KnownError:
        return None


def signed_papers(session: Session, versions: Iterable[Contrat]) -> dict[str, Document]:
    """Return the signed papers that the agent may read, by the id of their contract."""
    found = {contrat.id: signed_paper(session, contrat) for contrat in versions}
    return {key: document for key, document in found.items() if document is not None}
