"""No paper and no copy of a family under a contact sûr tells where it is, whoever wrote it where.

Every free text of the file says the addresses and the numbers; each kind of document is made, and
what is printed on it is read back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.documents.lecture import seen_text, squeeze
from tests.services.agenda_monde import Monde, make_monde

from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.adresse import SaisieAdresse, SaisieDemenagement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.contrat import (
    FAMILLE,
    PAPIER,
    TS,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
)
from fieldapp.domain.coordonnee import SaisieCoordonnee
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.ecrits import CONFIDENTIALITES, OptionsSynthese
from fieldapp.domain.evaluation import Chapitre
from fieldapp.domain.feuille_route import OptionsFeuille
from fieldapp.domain.foyer import SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import APPEL, FICHE, INFORMATION, SaisieOrientation
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.domain.report import SYSTEMES, systemes_pour
from fieldapp.services import (
    accompagnements,
    adresses,
    calendrier,
    contact_sur,
    contacts,
    contrats,
    coordonnees,
    demarches,
    ecrits,
    evaluations,
    feuille_route,
    foyers,
    genogrammes,
    objectifs,
    orientations,
    rendezvous,
    reports,
    synthese,
)

DEMAIN = aujourd_hui() + timedelta(days=1)
# The home, the second one, the one to come; a number of her record, a shared one, the safe one.
SECRETS = ("Gaulle", "Cachette", "Lumières", "Frévent", "Wingles", "Carvin", "0612345642",
           "0321455667", "0698765432", "aurelie@exemple.fr")  # fmt: skip
DIT = (
    "Vit au 14, r. du Gal-de-Gaulle à Frévent, dort 9 rue de la Cachette à Wingles, puis ira "
    "2 avenue des Lumières (62220 CARVIN). Tél. 06.12.34.56.42 ou 0321 45 56 67, le soir au "
    "+33 6 98 76 54 32, aurelie@exemple.fr. ZVU"
)


@dataclass(frozen=True)
class Dossier:
    """The family, and the ids of what is printed of it."""

    monde: Monde
    contrat: str
    evaluation: str
    orientations: dict[str, str]
    contact: str
    suivi: str


@pytest.fixture(params=["contact sûr", "violence signalée"])
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Dossier]:
    monde = make_monde(tmp_path / "poste")
    s, home = monde.nadia, monde.foyer_id
    adresses.add_adresse(s, home, SaisieAdresse(adresse="9 rue de la Cachette", commune="Wingles"))
    adresses.demenager(s, home, SaisieDemenagement(
        (aujourd_hui() + timedelta(days=9)).isoformat(), "2 avenue des Lumières",
        code_postal="62220", commune="Carvin",
    ))  # fmt: skip
    for number in ("06 12 34 56 42", "03 21 45 56 67", "aurelie@exemple.fr"):
        coordonnees.save_coordonnee(s, home, SaisieCoordonnee(number))
    note = SaisieContact(home, "VAD", note=f"{DIT}\n{'Elle parle. ' * 60}", suite=DIT)
    contact = contacts.save_contact(s, note)
    contacts.save_contact(
        s, SaisieContact(home, "TEL_ENTRANT", note=DIT, zone="institution", issue="ECHANGE")
    )
    demarches.save_demarche(s, SaisieDemarche(home, DIT[:180]))
    contrat = contrats.create_contrat(s, SaisieContrat(home))
    contrat = objectifs.add_objectif(s, SaisieObjectif(contrat.id, DIT[:120], critere=DIT))
    for partie in (FAMILLE, TS):
        objectifs.add_engagement(s, SaisieEngagement(contrat.objectifs[0].id, DIT[:120], partie))
    contrats.propose_contrat(s, contrat.id)
    contrats.sign_contrat(s, contrat.id, PAPIER)
    evaluation = evaluations.start_evaluation(s, home)
    code = s.catalogue.listes["chapitres_evaluation"][0].code
    written = Chapitre(code, DIT, freins=(DIT,), appuis=(DIT,), paroles=DIT, analyse=DIT)
    evaluations.save_chapitre(s, evaluation.id, written)
    oriented = {
        accord: orientations.save_orientation(
            s, SaisieOrientation(home, "MEDIATION", accord, (DIT,), attentes=DIT)
        ).id
        for accord in (FICHE, APPEL, INFORMATION)
    }
    suivi = accompagnements.open_accompagnement(s, SaisieAccompagnement(home, "SOCIAL"))
    rendezvous.create_rendezvous(
        s, SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", home, motif=DIT, lieu=DIT, papiers=DIT)
    )
    if request.param == "contact sûr":
        contact_sur.save_contact_sur(s, home, SaisieContactSur("06 98 76 54 32", "le soir"))
    else:
        coordonnees.save_coordonnee(s, home, SaisieCoordonnee("06 98 76 54 32"))
        foyers.update_foyer(s, home, {"violence": True})
    yield Dossier(monde, contrat.id, evaluation.id, oriented, contact.id, suivi.id)
    s.close()


def _papers(d: Dossier) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every way to a PDF of the family: its preview, and the one that is printed or exported."""
    s, home = d.monde.nadia, d.monde.foyer_id
    for classe in CONFIDENTIALITES:
        asked = OptionsSynthese(
            confidentialite=classe, objet=DIT, origine=DIT, objectifs=(DIT,), analyse=DIT,
            point_de_vue=DIT, genogramme=True,
        )  # fmt: skip
        for made in (asked, OptionsSynthese(confidentialite=classe)):
            yield f"synthèse {classe}", partial(ecrits.synthese_apercu, s, home, made)
            yield f"synthèse {classe}", partial(ecrits.synthese_pdf, s, home, made)
    for accord, row_id in d.orientations.items():
        saisie = SaisieOrientation(home, "MEDIATION", accord, (DIT,), attentes=DIT)
        yield f"fiche {accord}", partial(ecrits.fiche_pdf, s, row_id)
        yield f"fiche {accord}", partial(ecrits.fiche_apercu, s, saisie)
    for gros in (False, True):
        yield "contrat", partial(contrats.contrat_apercu, s, d.contrat, gros)
        yield "contrat", partial(contrats.contrat_pdf, s, d.contrat, gros)
    yield "évaluation", partial(evaluations.evaluation_apercu, s, d.evaluation)
    yield "évaluation", partial(evaluations.evaluation_pdf, s, d.evaluation)
    for shown in (OptionsFeuille(), OptionsFeuille(True), OptionsFeuille(pour_accueil=True)):
        yield "feuille", partial(feuille_route.feuille_apercu, s, DEMAIN, shown)
        yield "feuille", partial(feuille_route.feuille_pdf, s, DEMAIN, shown)
    yield "génogramme", partial(genogrammes.genogramme_apercu, s, home)
    yield "génogramme", partial(genogrammes.genogramme_pdf, s, home)


def _told(texte: str) -> list[str]:
    """The secrets that a text tells, however its lines are broken."""
    read = squeeze(texte).lower().replace(".", "")
    return [one for one in SECRETS if one.lower().replace(".", "") in read]


def test_no_paper_tells_where_the_family_is_nor_how_to_reach_it(dossier: Dossier) -> None:
    quoted = set()
    for kind, make in _papers(dossier):
        read = seen_text(make())
        assert _told(read) == [], kind
        if "ZVU" in squeeze(read):
            quoted.add(kind)
    # What else was written is read: it is the place that is masked, not the note.
    assert quoted >= {"synthèse EQUIPE", "synthèse INSTITUTION", "contrat", "évaluation", "feuille",
                      f"fiche {FICHE}"}  # fmt: skip


def test_no_line_to_copy_elsewhere_tells_it_either(dossier: Dossier) -> None:
    s = dossier.monde.nadia
    things = {
        "contact": dossier.contact,
        "accompagnement": dossier.suivi,
        "orientation": dossier.orientations[FICHE],
    }
    read = 0
    for objet, row_id in things.items():
        for systeme in systemes_pour(objet):
            assert systeme in SYSTEMES
            fiche = reports.get_fiche(s, objet, row_id, systeme)
            told = "\n".join(line.valeur for line in fiche.lignes)
            assert _told(told) == [], (objet, systeme)
            read += "ZVU" in told
    assert read


def test_no_calendar_file_tells_it(dossier: Dossier) -> None:
    s = dossier.monde.nadia
    for initials in (False, True):
        sent = calendrier.export_ics(s, DEMAIN, DEMAIN + timedelta(days=1), initials).decode()
        assert "BEGIN:VEVENT" in sent
        assert _told(sent.replace("\r\n ", "")) == []


def test_without_danger_what_was_written_is_printed_as_it_is(tmp_path: Path) -> None:
    monde = make_monde(tmp_path / "poste")
    contacts.save_contact(monde.nadia, SaisieContact(monde.foyer_id, "VAD", note=DIT))
    read = squeeze(seen_text(ecrits.synthese_pdf(monde.nadia, monde.foyer_id)))
    assert "r.duGal-de-Gaulle" in read
    monde.nadia.close()


def test_the_town_of_the_antenna_and_the_name_of_a_person_are_still_read(tmp_path: Path) -> None:
    """« Saint-Pol » heads the letter already; « Delattre » is who the family is."""
    monde = make_monde(tmp_path / "poste")
    s, home = monde.nadia, monde.foyer_id
    unite = s.catalogue.unite(s.agent.unite)
    assert unite is not None
    for town in (unite.libelle, "Delattre"):
        adresses.add_adresse(s, home, SaisieAdresse(adresse="1 Grand-Place", commune=town))
    contacts.save_contact(
        s, SaisieContact(home, "VAD", note=f"Vue à la CAF de {unite.libelle}, 1 Grand Place.")
    )
    contact_sur.save_contact_sur(s, home, SaisieContactSur("06 98 76 54 32"))
    read = squeeze(seen_text(ecrits.synthese_pdf(s, home)))
    assert squeeze(f"CAF de {unite.libelle}, [adresse masquée].") in read
    assert "Delattre" in read
    s.close()


def test_a_note_cut_short_never_leaves_half_an_address(tmp_path: Path) -> None:
    """What is cut in the middle of a street would not be known for one."""
    monde = make_monde(tmp_path / "poste")
    s, home = monde.nadia, monde.foyer_id
    contact_sur.save_contact_sur(s, home, SaisieContactSur("06 98 76 54 32"))
    rendezvous.create_rendezvous(s, SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", home))
    for before in (feuille_route.FAIT_MAX, synthese.MAX_NOTE):
        note = f"{'Mot. ' * ((before - 10) // 5)}14 rue du Général-de-Gaulle."
        contacts.save_contact(s, SaisieContact(home, "VAD", note=note))
    for paper in (feuille_route.feuille_pdf(s, DEMAIN), ecrits.synthese_pdf(s, home)):
        read = squeeze(seen_text(paper))
        assert "[…]" in read
        assert "14rue" not in read
    s.close()
