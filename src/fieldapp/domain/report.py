"""Reporting elsewhere: the systems a worker types the same facts into, field by field, in order.

The order and the words of the fields are those of the public forms of Mon Suivi Social
(« entretien ») and of Dora (« demande d’orientation »). What an organisme works with is not
public: its form here follows the order in which a contact is told, number first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CONTACT, ACCOMPAGNEMENT, ORIENTATION = "contact", "accompagnement", "orientation"
OBJETS: Final = {
    CONTACT: "Contact", ACCOMPAGNEMENT: "Accompagnement", ORIENTATION: "Orientation",
}  # fmt: skip

ORGANISME, MON_SUIVI_SOCIAL, DORA = "ORGANISME", "MON_SUIVI_SOCIAL", "DORA"
SYSTEMES: Final = {
    ORGANISME: "Logiciel de l’organisme",
    MON_SUIVI_SOCIAL: "Mon Suivi Social",
    DORA: "Dora",
}

# The line that stands for all of them, written when the last one is ticked.
TOUT: Final = "TOUT"
# What is older was reported, or never will be: it is no longer asked for.
RAPPEL_JOURS: Final = 30

MASQUE: Final = "Masqué (contact sûr)"

# System -> object -> the fields of its screen, in its order: (our name of the value, its label).
ECRANS: Final[Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]] = {
    ORGANISME: {
        CONTACT: (
            ("numero", "N° de dossier"), ("date", "Date"), ("heure", "Heure"),
            ("nature", "Nature"), ("issue", "Issue"), ("duree", "Durée (min)"),
            ("besoins", "Besoins"), ("texte", "Compte rendu"), ("suite", "Suite à donner"),
            ("echeance", "Échéance"),
        ),
        ACCOMPAGNEMENT: (
            ("numero", "N° de dossier"), ("niveau", "Niveau d’intervention"),
            ("domaine", "Domaine"), ("offre", "Offre de service"), ("debut", "Date d’entrée"),
            ("referent", "Référent"), ("revue", "Point d’étape"),
            ("fin_prevue", "Fin prévue"), ("fin", "Date de sortie"),
            ("motif_sortie", "Motif de sortie"),
        ),
        ORIENTATION: (
            ("numero", "N° de dossier"), ("date", "Date"), ("type", "Orientation"),
            ("structure", "Structure"), ("personne", "Personne concernée"),
            ("motifs", "Motifs"), ("statut", "État"), ("echeance", "Relance"),
            ("suite", "Suite donnée"),
        ),
    },
    MON_SUIVI_SOCIAL: {
        CONTACT: (
            ("numero", "N° de dossier"), ("date", "Date"), ("medium", "Type d’entretien"),
            ("besoins", "Accompagnement(s)"), ("etat", "Statut"),
            ("echeance", "Date d’échéance"), ("texte", "Compte rendu"),
        ),
        ORIENTATION: (
            ("numero", "N° de dossier"), ("date", "Date"), ("type", "Accompagnement(s)"),
            ("etat", "Statut"), ("echeance", "Date d’échéance"), ("recit", "Compte rendu"),
            ("reoriente", "Réorienté après l’entretien"),
        ),
    },
    DORA: {
        ORIENTATION: (
            ("agent_nom", "Référent\u00a0: nom"), ("agent_prenom", "Référent\u00a0: prénom"),
            ("nom", "Bénéficiaire\u00a0: nom"), ("prenom", "Bénéficiaire\u00a0: prénom"),
            ("telephone", "Téléphone"), ("courriel", "E-mail"), ("recit", "Motif de l’orientation"),
        ),
    },
}  # fmt: skip

# « Type d’entretien » of Mon Suivi Social, from our natures of contact.
MEDIUMS: Final[Mapping[str, str]] = {
    "TEL_SORTANT": "Entretien téléphonique",
    "TEL_ENTRANT": "Entretien téléphonique",
    "RDV_BUREAU": "Accueil physique sur rendez-vous",
    "VAD": "Rendez-vous à domicile",
    "PERMANENCE": "Accueil physique sur rendez-vous",
    "ITINERANCE": "Rendez-vous extérieur",
    "ACCUEIL": "Accueil physique spontané",
    "VISIO": "Visioconférence",
    "COURRIER": "Courrier",
    "COURRIEL_SMS": "E-mail",
    "PARTENAIRE": "Entretien avec un tiers",
    "ACCOMP_PHYSIQUE": "Rendez-vous extérieur",
    "ISIC": "Rendez-vous extérieur",
}
EN_COURS, TERMINE = "En cours", "Terminé"


@dataclass(frozen=True, slots=True)
class Ligne:
    """One field of the other system. `codes` are those of the catalogue, "" when there is none.

    A masked line (`masquee`) tells why and is never copied. `fait_le` is the local moment of its
    tick, `fait_par` who ticked it; both "" while it is to report.
    """

    code: str
    champ: str
    valeur: str
    codes: str = ""
    masquee: bool = False
    fait_le: str = ""
    fait_par: str = ""

    @property
    def faite(self) -> bool:
        """Whether it was reported."""
        return bool(self.fait_le)


@dataclass(frozen=True, slots=True)
class Fiche:
    """What one contact, follow-up or orientation becomes in another system, line by line.

    `ordre_du_poste` tells that its lines are not in the order of the program.
    """

    objet: str
    objet_id: str
    foyer_id: str
    foyer: str
    systeme: str
    titre: str
    lignes: tuple[Ligne, ...]
    ordre_du_poste: bool = False

    @property
    def restantes(self) -> int:
        """How many lines are still to report."""
        return sum(not ligne.faite for ligne in self.lignes)


@dataclass(frozen=True, slots=True)
class AReporter:
    """Something not wholly reported yet. `le` is its ISO date; `faites` counts its ticks."""

    objet: str
    objet_id: str
    foyer_id: str
    foyer: str
    titre: str
    le: str
    faites: int


def in_order(
    champs: Sequence[tuple[str, str]], ordre: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return the fields of a screen in another order of their codes.

    A code that the screen has no more is left out; a field that came since stands after the one
    it follows in the order of the program.
    """
    known = dict(champs)
    codes = [code for code in dict.fromkeys(ordre) if code in known]
    before = ""
    for code, _ in champs:
        if code not in codes:
            codes.insert(codes.index(before) + 1 if before else 0, code)
        before = code
    return tuple((code, known[code]) for code in codes)


def systemes_pour(objet: str) -> tuple[str, ...]:
    """Return the systems that have a screen for this kind of thing, in the order of the list."""
    return tuple(code for code in SYSTEMES if objet in ECRANS[code])
