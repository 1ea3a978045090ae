"""The files that come to the end of their retention: who may see the list, and print it."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.db import conservation, traces
from fieldapp.domain import droits
from fieldapp.domain.conservation import (
    ECHUS,
    PROCHES,
    TITRES,
    TOUS,
    TRIS,
    ListeConservation,
    PageConservation,
    bounds,
)
from fieldapp.domain.ecrits import CONFIDENTIALITES
from fieldapp.domain.errors import KnownError
from fieldapp.domain.feuille_route import initials
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete

# A list on paper is worked through by hand: the soonest come first, and the rest is counted.
LIGNES_IMPRIMEES = 300


def list_conservation(
    session: Session,
    filtre: str = TOUS,
    tri: str = "echeance",
    descendant: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> PageConservation:
    """Return one page of the files at their term or near it, the soonest first.

    Those of the antenna for who heads it, those that one is référent of otherwise. Raises
    KnownError for a role that may not, or a filter or an order that does not exist.
    """
    reach = require(session, droits.LIRE_CONSERVATION)
    if tri not in TRIS:
        raise KnownError(
            f"Le tri «\u00a0{tri}\u00a0» n’existe pas. Utilisez\u00a0: {', '.join(TRIS)}."
        )
    jour = aujourd_hui()
    bas, haut = bounds(filtre, jour)
    start, end = bounds(TOUS, jour)
    scope = {
        "unite": session.agent.unite if reach == droits.UNITE else None,
        "referent_id": None if reach == droits.UNITE else session.agent.id,
    }
    echus, proches = conservation.count_lignes(
        session.store, **scope, bas=start, milieu=bounds(ECHUS, jour)[1], haut=end
    )
    lignes = conservation.list_lignes(
        session.store, **scope, bas=bas, haut=haut, tri=tri, descendant=descendant,
        offset=offset, limit=limit,
    )  # fmt: skip
    return PageConservation(lignes, {TOUS: echus + proches, ECHUS: echus, PROCHES: proches})


def make_liste(
    session: Session, filtre: str = TOUS, *, masquer_noms: bool = False
) -> ListeConservation:
    """Return the list as it is printed: no address, no number; with initials if so asked."""
    require(session, droits.IMPRIMER)
    page = list_conservation(session, filtre, limit=LIGNES_IMPRIMEES)
    lignes = page.lignes
    if masquer_noms:
        lignes = tuple(replace(ligne, nom=initials(ligne.nom)) for ligne in lignes)
    return ListeConservation(
        entete=make_entete(
            session, session.agent, session.agent.nom, CONFIDENTIALITES["EQUIPE"]
        ),
        filtre=TITRES[filtre],
        jour=aujourd_hui().isoformat(),
        lignes=lignes,
        total=page.comptes[filtre],
    )  # fmt: skip


def liste_apercu(session: Session, filtre: str = TOUS, *, masquer_noms: bool = False) -> bytes:
    """Return the list as a PDF for the screen: nothing left the program, no trace is kept."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.conservation import build

    return build(make_liste(session, filtre, masquer_noms=masquer_noms))


def liste_pdf(session: Session, filtre: str = TOUS, *, masquer_noms: bool = False) -> bytes:
    """Return the same PDF to be printed, and leave a trace for each family on it."""
    from fieldapp.documents.conservation import build

    liste = make_liste(session, filtre, masquer_noms=masquer_noms)
    content = build(liste)
    with session.store.atomic():
        for ligne in liste.lignes:
            traces.add(session.store, session.agent.id, "impression", ligne.foyer_id)
    return content
