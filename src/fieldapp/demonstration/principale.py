"""The family of the main job: always the same people, with a story that the documents tell."""

from __future__ import annotations

import json
from datetime import date, timedelta

from fieldapp.db import foyers
from fieldapp.demonstration.familles import ORGANISME, UNITE, Decor
from fieldapp.demonstration.fil import workday
from fieldapp.demonstration.modele import Champs, Evenement, Famille, Membre
from fieldapp.demonstration.noms import PLAGES
from fieldapp.domain.errors import BugError
from fieldapp.domain.foyer import DEMANDEUR, ENFANT
from fieldapp.services.session import Session

TELEPHONE = "+33639980042"
NUMERO = "4182307"
# First name, title and age in days.
_PERSONNES = (
    ("Aurélie", "MME", 12_480), ("Léa", "MME", 4_115), ("Hugo", "M", 2_755), ("Jade", "MME", 432),
)  # fmt: skip
# Days ago, hour, nature, minutes, needs, note.
_FIL = (
    (420, "14:30", "ACCUEIL", 25, ("DROITS",),
     "Madame vient après la séparation. Elle demande quels droits changent pour elle et les "
     "enfants. Rendez-vous fixé."),
    (408, "09:30", "RDV_BUREAU", 60, ("BUDGET", "RELATIONS"),
     "Point sur la situation\u00a0: Madame garde le logement, Hugo vit une semaine sur deux chez "
     "son père. Accompagnement proposé et accepté."),
    (371, "10:00", "VAD", 55, ("BUDGET",),
     "Budget établi ensemble. Il manque une pension\u00a0: la demande d’allocation de soutien "
     "familial est expliquée."),
    (296, "16:10", "TEL_ENTRANT", 8, (),
     "Madame a reçu la notification de l’allocation logement. Tout est à jour."),
    (214, "11:00", "RDV_BUREAU", 45, ("INSERTION",),
     "Madame aimerait reprendre une formation d’aide à domicile. La mission locale et le centre "
     "social lui sont présentés."),
    (150, "15:20", "PARTENAIRE", 15, ("SCOLARITE",),
     "Échange avec le collège, avec l’accord de Madame\u00a0: Léa suit bien, l’aide aux devoirs "
     "continue."),
    (88, "09:15", "TEL_SORTANT", 10, ("GARDE",),
     "Formation acceptée pour janvier. Il faut un mode d’accueil pour Jade deux jours par "
     "semaine."),
    (47, "14:00", "TEL_SORTANT", None, (), "Message laissé\u00a0: rappeler l’antenne."),
    (16, "09:12", "TEL_ENTRANT", 8, ("LOGEMENT",),
     "Question sur la caution du logement\u00a0; renvoi vers l’Adil, rendez-vous pris."),
    (5, "10:05", "VAD", 55, ("BUDGET",),
     "Point sur le budget après la séparation. La demande d’ASF est complète. Léa parle du "
     "collège avec entrain."),
)  # fmt: skip


def make_principale(decor: Decor) -> Famille:
    """Return the first family of the demonstration."""
    jour = decor.jour
    membres = tuple(
        _membre(prenom, civilite, jour - timedelta(days=days), adulte=rank == 0)
        for rank, (prenom, civilite, days) in enumerate(_PERSONNES)
    )
    ouvert = workday(jour - timedelta(days=420)).isoformat()
    foyer: Champs = {
        "organisme": ORGANISME, "unite": UNITE, "nom": "Delattre – Hennebelle",
        "numero": NUMERO, "adresse": "14 rue du Terril", "code_postal": "62300",
        "commune": "Lens", "code_insee": "62498", "interprete": 0, "ecrit_difficile": 0,
        "violence": 0, "notice": "ORAL", "ouvert_le": ouvert,
    }  # fmt: skip
    suivi: Champs = {
        "niveau": "SOCIAL", "domaine": "PARENTALITE", "offre": "SEPARATION", "debut": ouvert,
    }  # fmt: skip
    contact_sur: Champs = {"telephone": TELEPHONE, "plages": PLAGES[0], "message_possible": 0}
    contacts = tuple(_contact(jour, *line) for line in _FIL)
    return Famille(0, foyer, membres, contact_sur, (suivi,), contacts, ())


def _membre(prenom: str, civilite: str, naissance: date, *, adulte: bool) -> Membre:
    champs: Champs = {
        "nom": "Delattre" if adulte else "Hennebelle",
        "prenom": prenom,
        "civilite": civilite,
        "naissance": naissance.isoformat(),
        "telephone": TELEPHONE if adulte else None,
    }
    return Membre(champs, DEMANDEUR if adulte else ENFANT)


def _contact(
    jour: date,
    ago: int,
    hour: str,
    nature: str,
    minutes: int | None,
    besoins: tuple[str, ...],
    note: str,
) -> Evenement:
    day = workday(jour - timedelta(days=ago)).isoformat()
    champs: Champs = {
        "nature": nature,
        "issue": "MESSAGE" if minutes is None else "ECHANGE",
        "moment": f"{day}T{hour}",
        "duree_min": minutes,
        "note": note,
        "besoins": json.dumps(besoins) if besoins else None,
        "zone": "equipe",
    }
    if ago == 16:
        due = workday(jour - timedelta(days=2)).isoformat()
        champs |= {"suite": "Demander le retour de l’Adil", "suite_le": due}
    return Evenement(champs, 0)


def main_family(session: Session) -> str:
    """Return the id of the family of the main job, however many others there are."""
    found = foyers.foyer_with_number(session.store, ORGANISME, NUMERO)
    if found is None:
        raise BugError("the family of the main job is not there")
    return found
