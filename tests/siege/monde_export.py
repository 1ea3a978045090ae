"""A headquarters to export from: ordinary families, one under threat, and all that may be noted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
from pyarrow import parquet
from tests.sync.monde import ARRAS, LENS

from fieldapp.db import journal
from fieldapp.domain.ids import new_id
from fieldapp.services.session import Session

NAMES = ("Delattre", "Hennebelle")
NOTE = "Entretien sur le logement."
RESTRICTED = "Texte réservé de l’information préoccupante"
PERSONAL = "Brouillon que personne ne lit"
SAFE_PHONE = "06 99 88 77 66"
SHELTER = "Refuge des Dunes"
FACT, PLACE, SUBJECT = "Loyer impayé de mars", "Chez la tante, rue Basse", "Parler du préavis"
FOLLOWED = 6
LEAVE, WORDS, ANALYSIS = "Dentiste de l’agent", "Je dors mal", "Hypothèse du professionnel"


def put(siege: Session, table: str, of: str | None = None, /, **fields: Any) -> str:
    return journal.write(
        siege.store, table, fields, author=siege.agent.id, foyer_id=of,
        prive=fields.get("zone") == "personnel",
    )  # fmt: skip


class Rows:
    """Rows that are written together: as one act, and many times sooner."""

    def __init__(self, siege: Session) -> None:
        self.siege = siege
        self.rows: list[journal.Nouvelle] = []

    def __call__(self, table: str, of: str | None = None, /, **fields: Any) -> str:
        self.rows.append(journal.Nouvelle(table, new_id(), fields, of))
        return self.rows[-1].row_id

    def write(self) -> None:
        journal.write_many(self.siege.store, self.rows, author=self.siege.agent.id)


def fill(siege: Session) -> None:
    """Forty ordinary families, the first ones followed closely, and one under threat."""
    add, agent = Rows(siege), siege.agent.id
    ordinary(add, agent)
    foyer = threatened(add, agent)
    add.write()
    put(siege, "contact", foyer, foyer_id=foyer, nature="VAD", moment="2026-03-05T09:00",
        note=PERSONAL, suite=PERSONAL, zone="personnel", besoins='["VIF"]')  # fmt: skip
    put(siege, "brouillon", foyer_id=foyer, ecran="contact", contenu=PERSONAL)


def ordinary(add: Rows, agent: str) -> None:
    structure = add("structure", nom="Centre social", type="CENTRE_SOCIAL", latitude=50.43)
    for number in range(40):
        foyer = add(
            "foyer", organisme="CAF62", unite=LENS if number % 4 else ARRAS,
            nom=f"Famille {number}", numero=f"{1_000_000 + number}", adresse=f"{number} rue Zola",
            code_postal="62300", commune="Lens", code_insee="62498" if number else "62041",
            langue="français" if number else "tigrinya", interprete=0, ouvert_le="2026-02-10",
            referent_id=agent,
        )  # fmt: skip
        personne = add(
            "personne", foyer, nom=f"Famille {number}", prenom="Jade",
            naissance="1990-05-17", telephone="06 12 34 56 78",
        )  # fmt: skip
        add("appartenance", foyer, foyer_id=foyer, personne_id=personne, role="DEMANDEUR")
        add(
            "contact", foyer, foyer_id=foyer, personne_id=personne, nature="VAD",
            issue="ECHANGE", moment="2026-03-04T10:30", note=NOTE, zone="equipe",
            besoins='["LOGEMENT", "BUDGET"]', duree_min=45, auteur_id=agent,
        )  # fmt: skip
        add(
            "orientation", foyer, foyer_id=foyer, personne_id=personne,
            type="MEDIATION_FAMILIALE", statut="PROPOSEE", date="2026-03-04",
            structure_id=structure, structure_nom="Centre social",
            motifs='["Tensions depuis la rentrée"]',
            action_plan="P62-PAUV-7.2" if number < 3 else "P62-PAUV-1.1", accord="FICHE",
        )  # fmt: skip
        if number < FOLLOWED:
            note_follow_up(add, agent, foyer, personne, ("equipe", "Appeler le bailleur"))


SIGNATURES = (
    '[{"partie": "FAMILLE", "nom": "trait secret", "traits": [[0, 1, 5, 9]], "hauteur": 40}]'
)


def note_follow_up(
    add: Rows, agent: str, foyer: str, personne: str, zoned: tuple[str, str]
) -> None:
    """One row of each notion of the follow-up; the step and the document bear a zone."""
    zone, text = zoned
    own: dict[str, Any] = {"foyer_id": foyer, "auteur_id": agent}
    suivi = add("accompagnement", foyer, foyer_id=foyer, niveau="SOCIAL", socle=1,
                domaine="LOGEMENT", debut="2026-03-04")  # fmt: skip
    add("proposition", foyer, **own, offre="IMPAYE", fait_generateur=FACT, mode="APPEL",
        propose_le="2026-03-01", reponse="ADHESION", accompagnement_id=suivi)  # fmt: skip
    add("co_intervenant", foyer, foyer_id=foyer, accompagnement_id=suivi,
        agent_id=agent, debut="2026-03-05")  # fmt: skip
    add("rendezvous", foyer, foyer_id=foyer, personne_id=personne, unite=LENS,
        agent_id=agent, debut="2026-04-01T10:00", duree_min=45, nature="VAD",
        lieu=PLACE, motif=SUBJECT, statut="HONORE")  # fmt: skip
    add("rendezvous", None, unite=LENS, agent_id=agent, nature="INDISPONIBLE",
        debut="2026-04-02T08:00", motif=LEAVE, statut="A_VENIR")  # fmt: skip
    evaluation = add("evaluation", foyer, **own, version=1, date="2026-03-04")
    for part, chapter in (("PARTAGEE", WORDS), ("PROFESSIONNELLE", ANALYSIS)):
        add("evaluation_chapitre", foyer, foyer_id=foyer, evaluation_id=evaluation,
            chapitre="LOGEMENT", part=part, besoins='["LOGEMENT"]', freins='["Facture en retard"]',
            paroles=chapter, texte=chapter, etat=chapter)  # fmt: skip
    contrat = add("contrat", foyer, **own, version=1, statut="SIGNE", debut="2026-03-10",
                  signe_le="2026-03-10", signatures=SIGNATURES,
                  bilan="Bilan rédigé")  # fmt: skip
    objectif = add("objectif", foyer, foyer_id=foyer, contrat_id=contrat, rang=1,
                   libelle="Stabiliser le budget", etat="EN_COURS")  # fmt: skip
    add("engagement", foyer, foyer_id=foyer, contrat_id=contrat, objectif_id=objectif,
        partie="FAMILLE", personne_id=personne, rang=1, libelle="Réunir les papiers",
        etat="A_FAIRE")  # fmt: skip
    add("demarche", foyer, **own, libelle=text, organisme="Bailleur", qui="TS",
        etat="EN_COURS", pieces='[{"libelle": "RIB", "fournie": true}]',
        zone=zone)  # fmt: skip
    add("document", foyer, **own, titre=text, nature="LOGEMENT", date="2026-03-04",
        zone=zone, type_mime="application/pdf", taille=1200)  # fmt: skip
    add("accueil", None, unite=LENS, site=LENS, moment="2026-03-02T09:00",
        besoins='["LOGEMENT"]', reponses='["ECOUTE", "CONSEILS"]', commune="Lens",
        code_insee="62498", prenom="Zoubida", note="Dit au guichet", foyer_id=foyer,
        contact="06 11 22 33 44", auteur_id=agent)  # fmt: skip


def threatened(add: Rows, agent: str) -> str:
    shelter = add(
        "structure", nom=SHELTER, type="CHRS", adresse="1 rue Cachée", commune="Lens",
        adresse_masquee=1,
    )  # fmt: skip
    foyer = add(
        "foyer", organisme="CAF62", unite=LENS, nom=" ".join(NAMES), violence=1,
        adresse="7 rue du Secret", code_postal="62300", commune="Liévin", code_insee="62510",
    )  # fmt: skip
    personne = add(
        "personne", foyer, nom=NAMES[0], prenom="=HYPERLINK(1)", telephone="06 55 44 33 22"
    )
    add("appartenance", foyer, foyer_id=foyer, personne_id=personne, role="DEMANDEUR")
    add("contact_sur", foyer, foyer_id=foyer, telephone=SAFE_PHONE, plages="le matin")
    add("contact", foyer, foyer_id=foyer, nature="VAD", moment="2026-03-05T09:00",
        note=RESTRICTED, suite=RESTRICTED, zone="restreint", besoins='["VIF"]')  # fmt: skip
    add(
        "orientation", foyer, foyer_id=foyer, personne_id=personne, type="VIF_VICTIME",
        statut="PROPOSEE", date="2026-03-05", structure_id=shelter, structure_nom=SHELTER,
        motifs=json.dumps([RESTRICTED]), attentes=RESTRICTED, suite_donnee=RESTRICTED,
    )  # fmt: skip
    note_follow_up(add, agent, foyer, personne, ("restreint", RESTRICTED))
    return foyer


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def everything(folder: Path) -> str:
    """All the text of an export, workbook included."""
    texts = []
    for path in folder.iterdir():
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            texts += [str(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
            book.close()
        elif path.suffix == ".parquet":
            texts += [str(row) for row in parquet.read_table(path).to_pylist()]
        elif path.suffix != ".pdf":
            texts.append(path.read_text(encoding="utf-8-sig"))
    return "\n".join(texts)
