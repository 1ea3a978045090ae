"""The bordereau of an export as a PDF beside its files, to be handed over with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fieldapp.domain.bordereau import BordereauImprime, LigneFichier, LigneTable
from fieldapp.domain.dates import format_moment
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete
from fieldapp.siege.bordereau import BORDEREAU_PDF, LIBRE, Bordereau
from fieldapp.siege.columns import NOMINATIF
from fieldapp.siege.sheets import whole

_CLASSES = {True: "Données nominatives", False: "Données statistiques"}


def write_printed(session: Session, folder: Path, bordereau: Bordereau) -> None:
    """Write `bordereau.pdf`, whole or not at all."""
    # Late: reportlab takes 0.4 s to import.
    from fieldapp.documents.bordereau import build

    content = build(to_print(session, bordereau))
    with whole(folder / BORDEREAU_PDF) as part:
        part.write_bytes(content)


def to_print(session: Session, bordereau: Bordereau) -> BordereauImprime:
    """Return what is printed of a bordereau."""
    nominatif = bordereau.mode == NOMINATIF
    moment = datetime.fromisoformat(bordereau.etabli_le).astimezone()
    entete = replace(
        make_entete(session, session.agent, "", _CLASSES[nominatif]),
        unite="Siège",
        date=moment.date().isoformat(),
    )
    follows = bordereau.suite_de
    suite = ""
    if follows is not None:
        before = format_moment(datetime.fromisoformat(follows.etabli_le).astimezone())
        suite = (
            f"ce que le siège a reçu depuis l’export n° {follows.numero} du {before}\u00a0; les "
            "synthèses et les nomenclatures sont entières"
        )
    return BordereauImprime(
        entete=entete,
        nominatif=nominatif,
        numero=bordereau.numero,
        etabli_le=format_moment(moment),
        suite=suite,
        suppressions=0 if follows is None else follows.suppressions,
        formats=", ".join(bordereau.formats),
        logiciel=bordereau.logiciel,
        seuil=bordereau.seuil_secret,
        conflits=bordereau.conflits_ouverts,
        tables=tuple(
            LigneTable(t.nom, t.contenu, t.lignes, t.cases_masquees, t.diffusion == LIBRE)
            for t in bordereau.tables
        ),
        fichiers=tuple(
            LigneFichier(f.nom, f.lignes, f.octets, f.sha256) for f in bordereau.fichiers
        ),
        pertes=tuple(bordereau.pertes),
    )
