"""The list of the files that come to the end of their retention, to go through on paper."""

from __future__ import annotations

from fieldapp.documents.feuille import Feuille
from fieldapp.documents.texte import long_date
from fieldapp.domain.conservation import RIEN_NE_S_EFFACE, VIDE, ListeConservation
from fieldapp.domain.dates import lire_date

TITRE = "Dossiers à échéance de conservation"
CORPS = 9.0
REGLE = (
    "Un dossier se garde deux ans après le dernier contact avec la personne ; sans contact, deux "
    "ans après son ouverture. Modifier le dossier ne repousse pas la date."
)
_COLONNES = ("Famille", "Dernier contact", "Échéance", "Ce qui disparaîtra", "Référent")
_PARTS = (0.23, 0.15, 0.18, 0.27, 0.17)


def build(liste: ListeConservation) -> bytes:
    """Return the PDF of the list."""
    feuille = Feuille(liste.entete, corps=CORPS)
    feuille.add_letterhead()
    feuille.add_title(f"{TITRE}, le {long_date(liste.jour)}")
    feuille.add_text(f"{liste.filtre} : {_how_many(liste)}")
    if not liste.lignes:
        feuille.add_text(VIDE)
    else:
        jour = lire_date(liste.jour)
        feuille.add_table(
            _COLONNES,
            [
                (
                    ligne.nom,
                    ligne.dernier_contact,
                    ligne.echeance_mots(jour),
                    ligne.contenu.phrase,
                    ligne.referent,
                )
                for ligne in liste.lignes
            ],
            _PARTS,
        )
    feuille.add_text(REGLE)
    feuille.add_text(RIEN_NE_S_EFFACE)
    return feuille.render(TITRE)


def _how_many(liste: ListeConservation) -> str:
    words = f"{liste.total} dossier{'s' if liste.total > 1 else ''}"
    shown = len(liste.lignes)
    return words if shown == liste.total else f"{words}, dont les {shown} premiers ici"
