"""Documents of a family file: adding, reading, correcting, removing them, and copies outside."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldapp.db import contrats, documents_joints, journal, prive, traces
from fieldapp.domain import droits
from fieldapp.domain.contact import PERSONNEL, ZONES
from fieldapp.domain.document import (
    NATURES,
    TAILLE_MAX,
    Document,
    SaisieDocument,
    check_taille,
    check_titre,
    fingerprint,
    join,
)
from fieldapp.domain.document_type import PDF, TEXTE, TypeDocument, decode_text, identify, type_of
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, check_code, check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.nir import find_nir
from fieldapp.services.droits import can_read_note, require_foyer
from fieldapp.services.session import Session

MODIFIABLES = ("titre", "nature", "date", "zone")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Examen:
    """What looking at a file tells before it is added: its type, its size in bytes, and whether
    a social security number stands in it (only plain text is read for that).
    """

    type: TypeDocument
    taille: int
    nir: bool


def read_file(path: Path) -> bytes:
    """Read a file to add; raises KnownError: absent, not a file, larger than 25 MB."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise KnownError(f"{path.name} n’est pas un fichier. Rien n’a été ajouté.")
        check_taille(found.st_size, path.name)
        with path.open("rb") as stream:
            contenu = stream.read(TAILLE_MAX + 1)
    except OSError as error:
        raise KnownError(
            f"{path.name} n’a pas pu être lu. Rien n’a été ajouté. Vérifiez qu’il existe encore "
            "et qu’il est accessible."
        ) from error
    check_taille(len(contenu), path.name)
    return contenu


def examine(contenu: bytes, nom: str = "") -> Examen:
    """Tell what a content is; raises KnownError for what is not kept. Nothing is stored."""
    check_taille(len(contenu), nom or "Ce document")
    kind = identify(contenu, nom)
    texte = decode_text(contenu) if kind is TEXTE else None
    return Examen(kind, len(contenu), bool(texte and find_nir(texte)))


def add_document(
    session: Session,
    saisie: SaisieDocument,
    contenu: bytes,
    *,
    nom: str = "",
    vignette: bytes = b"",
    progress: Progress | None = None,
) -> Document:
    """Keep a document in the file of a family: row, content and thumbnail in one transaction.

    `nom` is the name of the file it comes from, `vignette` a small picture of it if one was made.
    `progress(done, total)` is told the bytes written. A document of zone `personnel` stays on
    this laptop. Raises KnownError, with nothing kept, for a type that is refused, more than
    25 MB, or a full disk.
    """
    require_foyer(session, droits.ECRIRE_DOCUMENT, saisie.foyer_id)
    fields = _checked({name: getattr(saisie, name) for name in MODIFIABLES})
    kind = examine(contenu, nom).type
    store = session.store
    with store.atomic():
        names = documents_joints.add_chunks(store, contenu, progress)
        empreinte = fingerprint(contenu)
        if vignette:
            documents_joints.add_vignette(store, empreinte, vignette)
        document_id = journal.write(
            store,
            "document",
            {
                **fields,
                "foyer_id": saisie.foyer_id,
                "type_mime": kind.mime,
                "taille": len(contenu),
                "empreinte": empreinte,
                "morceaux": " ".join(names),
                "auteur_id": session.agent.id,
                "produit_ici": 1 if saisie.produit_ici else None,
            },
            author=session.agent.id,
            foyer_id=saisie.foyer_id,
            prive=saisie.zone == PERSONNEL,
        )
    return get_document(session, document_id)


def keep_produced(
    session: Session, foyer_id: str, titre: str, nature: str, contenu: bytes, zone: str
) -> Document:
    """Keep a PDF made by the program in the file, marked « produit ici »."""
    dated = f"{titre} du {aujourd_hui():%d/%m/%Y}"
    saisie = SaisieDocument(foyer_id, dated, nature, zone=zone, produit_ici=True)
    return add_document(session, saisie, contenu, nom=f"document{PDF.extension}")


def update_document(session: Session, document_id: str, changes: Mapping[str, object]) -> Document:
    """Correct what is noted of a document; its content never changes.

    A personal document may be given to the team: it then becomes a new, shared one. The other
    way is refused, since others may have read it.
    """
    current = get_document(session, document_id, droits.ECRIRE_DOCUMENT)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour un document\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    fields = _checked(changes)
    zone = fields.get("zone", current.zone)
    if zone == PERSONNEL and current.zone != PERSONNEL:
        raise KnownError(
            "Ce document est déjà partagé\u00a0: il ne peut plus devenir personnel. "
            "Rien n’a changé.",
            champ="zone",
        )
    if current.zone == PERSONNEL and zone != PERSONNEL:
        return _share(session, current, fields)
    journal.write(
        session.store, "document", fields, row_id=document_id, author=session.agent.id,
        foyer_id=current.foyer_id,
    )  # fmt: skip
    return get_document(session, document_id)


def delete_document(session: Session, document_id: str) -> None:
    """Remove a document (undoable); its content is erased for good after 30 days.

    The contract of which it is the signed paper lets go of it in the same act.
    """
    current = get_document(session, document_id, droits.ECRIRE_DOCUMENT)
    store, author, foyer_id = session.store, session.agent.id, current.foyer_id
    with store.atomic():
        for contrat_id in contrats.naming_document(store, document_id):
            journal.write(
                store, "contrat", {"document_id": None}, row_id=contrat_id, author=author,
                foyer_id=foyer_id,
            )  # fmt: skip
        journal.delete(store, "document", document_id, author=author, foyer_id=foyer_id)


def get_document(session: Session, document_id: str, acte: str = droits.LIRE_DOCUMENT) -> Document:
    """Return one document that the agent may read."""
    found = documents_joints.get_document(session.store, document_id)
    if found is None:
        raise KnownError("Ce document n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    foyer = require_foyer(session, acte, found.foyer_id)
    if not _readable(session, foyer, found):
        raise KnownError("Ce document n’est pas lisible par vous. Rien n’a changé.")
    return found


def list_documents(session: Session, foyer_id: str) -> tuple[Document, ...]:
    """Return the documents of a family that the agent may read, the latest first."""
    foyer = require_foyer(session, droits.LIRE_DOCUMENT, foyer_id)
    found = documents_joints.list_documents(session.store, foyer_id)
    return tuple(d for d in found if _readable(session, foyer, d))


def read_content(session: Session, document_id: str) -> bytes:
    """Return the bytes of a document, checked against its fingerprint.

    Raises KnownError when its content is on another laptop, or damaged.
    """
    found = get_document(session, document_id)
    if not found.present:
        raise KnownError(absent_sentence(session, found))
    return join(documents_joints.read_chunks(session.store, found.morceaux), found.empreinte)


def absent_words(session: Session, document: Document) -> str:
    """« Contenu sur le poste de Marc Petit », for a document whose content is not here."""
    if document.auteur_id == session.agent.id or not document.auteur:
        return "Contenu absent de ce poste"
    return f"Contenu sur le poste de {document.auteur}"


def absent_sentence(session: Session, document: Document) -> str:
    """Say where a content is, and that it will come; one that was added here comes from nowhere."""
    where = f"{absent_words(session, document)}. Sa fiche est à jour ici"
    if documents_joints.added_here(session.store, document.id):
        return f"{where}. Lancez la vérification des données, puis ajoutez-le de nouveau."
    return f"{where}, il arrivera à une prochaine synchronisation."


def save_copy(session: Session, document_id: str, path: Path) -> Path:
    """Write a copy outside the encrypted store, where one chose; the trace says so."""
    contenu = read_content(session, document_id)
    try:
        path.write_bytes(contenu)
    except OSError as error:
        raise KnownError(
            "La copie n’a pas pu être enregistrée à cet endroit. Le document est intact dans le "
            "dossier. Choisissez un autre emplacement."
        ) from error
    traces.add(session.store, session.agent.id, "copie document", document_id)
    return path


def copy_name(document: Document) -> str:
    """Return the name proposed for a copy: no name of a family ever is in a file name."""
    return f"document-{document.date}{type_of(document.type_mime).extension}"


def read_vignettes(session: Session, documents: tuple[Document, ...]) -> dict[str, bytes]:
    """Return the thumbnails that are kept for these documents, by fingerprint of content."""
    shown = {d.empreinte for d in documents}
    return documents_joints.read_vignettes(session.store, shown)


def keep_vignette(session: Session, document: Document, octets: bytes) -> None:
    """Keep the thumbnail of a document that has none yet."""
    documents_joints.add_vignette(session.store, document.empreinte, octets)


def _readable(session: Session, foyer: Foyer, document: Document) -> bool:
    return can_read_note(session, foyer, document.zone, document.auteur_id)


def _share(session: Session, current: Document, fields: Mapping[str, Valeur]) -> Document:
    row: dict[str, Valeur] = {
        "foyer_id": current.foyer_id,
        "titre": current.titre,
        "nature": current.nature,
        "date": current.date,
        "type_mime": current.type_mime,
        "taille": current.taille,
        "empreinte": current.empreinte,
        "morceaux": " ".join(current.morceaux),
        "auteur_id": current.auteur_id,
        "produit_ici": 1 if current.produit_ici else None,
    }
    with session.store.atomic():
        document_id = journal.write(
            session.store,
            "document",
            {**row, **fields},
            author=session.agent.id,
            foyer_id=current.foyer_id,
        )
        prive.forget_private(session.store, "document", current.id)
    return get_document(session, document_id)


def _checked(values: Mapping[str, object]) -> dict[str, Valeur]:
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        text = None if value is None else str(value).strip() or None
        if name == "titre":
            fields[name] = check_titre(text)
        elif name == "date":
            fields[name] = check_date(text, name) or aujourd_hui().isoformat()
        else:
            allowed = NATURES if name == "nature" else ZONES
            fields[name] = check_code(text, tuple(allowed), name)
    return fields
