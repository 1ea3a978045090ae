"""What each role reads of one family by every way there is: nothing leaks, nothing is denied.

Each text of the file holds a word found nowhere else. Every way to read is tried by every reader,
and the words met are compared with those of the table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from tests.documents.lecture import read_aloud
from tests.fichiers import pdf
from tests.services.conftest import ARRAS, LENS, Colleague

from fieldapp.domain.accompagnement import SaisieAccompagnement, SaisieProposition
from fieldapp.domain.adresse import SaisieAdresse
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.contrat import SaisieContrat, SaisieEngagement, SaisieObjectif
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.document import SaisieDocument
from fieldapp.domain.doublon import Identite
from fieldapp.domain.ecrits import CONFIDENTIALITES, OptionsSynthese
from fieldapp.domain.errors import KnownError
from fieldapp.domain.evaluation import Chapitre
from fieldapp.domain.feuille_route import OptionsFeuille
from fieldapp.domain.foyer import Filtre, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.domain.situation import SaisieSituation
from fieldapp.services import (
    accompagnements,
    accueils,
    adresses,
    agenda,
    aujourdhui,
    brouillons,
    calendrier,
    conflits,
    contact_sur,
    contacts,
    contrats,
    coordonnees,
    demarches,
    documents_joints,
    doublons,
    ecrits,
    evaluations,
    feuille_route,
    foyers,
    fusions,
    fusions_comparaison,
    genogrammes,
    historique,
    liens,
    objectifs,
    orientations,
    publics,
    recherche,
    rendezvous,
    reports,
    situations,
    synthese,
    transferts,
)
from fieldapp.services.session import Session

# The words of the file, by what they are part of.
IDENTITE = {"ZNOM", "ZPRENOM"}
LIEUX = {"ZRUE", "ZCACHETTE"}
NOTES = {"ZEQUIPE", "ZSUITE", "ZOTEE"}
RESTREINT = {"ZRESTREINT", "ZDOCRESTREINT"}
INSTITUTION = {"ZINSTITUTION"}
PERSONNEL = {"ZPERSONNEL"}
FOND = {"ZETAT", "ZANALYSE", "ZOBJECTIF"}
DEMARCHES = {"ZDEMARCHE", "ZDOCEQUIPE"}
ORIENTATION = {"ZATTENTES"}
MOTIF = {"ZMOTIF"}
MOTS = {
    *IDENTITE, *LIEUX, *NOTES, *RESTREINT, *INSTITUTION, *PERSONNEL, *FOND, *DEMARCHES,
    *ORIENTATION, *MOTIF,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Famille:
    """The family and the ids of what hangs on it."""

    foyer_id: str
    autre_id: str
    rows: tuple[tuple[str, str], ...]

    def of(self, table: str) -> list[str]:
        return [row_id for name, row_id in self.rows if name == table]


@pytest.fixture
def famille(nadia: Session) -> Famille:
    """A family under a safe contact, with one text of each kind, all by Nadia today."""
    day, tomorrow = aujourd_hui().isoformat(), (aujourd_hui() + timedelta(days=1)).isoformat()
    foyer = foyers.create_foyer(
        nadia,
        SaisieFoyer(
            personnes=(SaisiePersonne("Znom", "Zprenom", civilite="MME", naissance="1988-04-12",
                                      telephone="06 12 34 56 78"),
                       SaisiePersonne("Znom", "Zoé", naissance="2020-05-01", role="ENFANT")),
            commune="Lens", adresse="3 Zrue",
        ),
    )  # fmt: skip
    autre = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Znom", "Zprenom", naissance="1988-04-12"),))
    )
    home = foyer.id
    contact_sur.save_contact_sur(nadia, home, SaisieContactSur("06 12 34 56 42", "le soir"))
    adresses.add_adresse(nadia, home, SaisieAdresse(adresse="9 Zcachette", commune="Lens"))
    for zone in ("equipe", "restreint", "institution", "personnel"):
        contacts.save_contact(nadia, SaisieContact(home, "VAD", note=f"Z{zone}", zone=zone))
    contacts.save_contact(nadia, SaisieContact(home, "TEL_ENTRANT", suite="Zsuite", suite_le=day))
    gone = contacts.save_contact(nadia, SaisieContact(home, "VAD", note="Zotee"))
    contacts.delete_contact(nadia, gone.id)
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(home, "SOCIAL"))
    accompagnements.propose_offre(nadia, SaisieProposition(home, "SEPARATION"))
    evaluation = evaluations.start_evaluation(nadia, home)
    code = nadia.catalogue.listes["chapitres_evaluation"][0].code
    evaluations.save_chapitre(
        nadia, evaluation.id, Chapitre(code, etat="Zetat", analyse="Zanalyse")
    )
    contrat = contrats.create_contrat(nadia, SaisieContrat(home))
    contrat = objectifs.add_objectif(nadia, SaisieObjectif(contrat.id, "Zobjectif"))
    objectifs.add_engagement(
        nadia, SaisieEngagement(contrat.objectifs[0].id, "Zobjectif", echeance=day)
    )
    demarches.save_demarche(nadia, SaisieDemarche(home, "Zdemarche", echeance=day))
    for zone in ("equipe", "restreint"):
        documents_joints.add_document(
            nadia, SaisieDocument(home, f"Zdoc{zone}", zone=zone), pdf(f"Zdoc{zone}")
        )
    orientations.save_orientation(
        nadia,
        SaisieOrientation(home, "MEDIATION", "FICHE", ("Séparation",), attentes="Zattentes",
                          relance_le=day),
    )  # fmt: skip
    situations.add_situation(nadia, home, SaisieSituation("RSA"))
    for jour in (day, tomorrow):
        rendezvous.create_rendezvous(
            nadia, SaisieRendezVous(f"{jour}T10:00", "VAD", home, motif="Zmotif", lieu="Zcachette")
        )
    rows = nadia.store.query(
        'SELECT DISTINCT "table" AS t, row_id FROM op WHERE foyer_id = :id', id=home
    )
    assert suivi.id
    return Famille(home, autre.id, tuple((row["t"], row["row_id"]) for row in rows))


def _ways(session: Session, famille: Famille) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every way to read; each is called on its own, a refusal tells nothing."""
    home, s = famille.foyer_id, session
    day = aujourd_hui()
    by_family: dict[str, Callable[[Session, str], object]] = {
        "dossier": foyers.get_dossier,
        "fil": contacts.list_contacts,
        "lieux": adresses.list_adresses,
        "numéros": coordonnees.list_coordonnees,
        "suivis": accompagnements.list_accompagnements,
        "offres": accompagnements.list_propositions,
        "évaluations": evaluations.list_evaluations,
        "évolution": evaluations.evolution,
        "contrats": contrats.list_contrats,
        "démarches": demarches.list_demarches,
        "documents": documents_joints.list_documents,
        "orientations": orientations.list_orientations,
        "situations": situations.list_situations,
        "publics": publics.list_publics,
        "rendez-vous": agenda.list_of_foyer,
        "famille": liens.get_famille,
        "génogramme": genogrammes.genogramme_apercu,
        "transferts": transferts.list_transferts,
        "réunions": fusions.list_fusions,
        "à reporter": reports.list_a_reporter,
        "accueils": accueils.accueils_of_foyer,
        "invités": accompagnements.list_co_intervenants,
    }
    for name, read in by_family.items():
        yield name, partial(read, s, home)
    by_row: dict[str, Callable[[Session, str], object]] = {
        "contact": contacts.get_contact,
        "evaluation": evaluations.get_evaluation,
        "contrat": contrats.get_contrat,
        "demarche": demarches.get_demarche,
        "document": documents_joints.get_document,
        "orientation": orientations.get_orientation,
        "proposition": accompagnements.get_proposition,
        "rendezvous": agenda.get_rendezvous,
    }
    for name, row_read in by_row.items():
        for row_id in famille.of(name):
            yield name, partial(row_read, s, row_id)
    for table, row_id in famille.rows:
        yield f"historique {table}", partial(historique.history, s, table, row_id)
    code = s.catalogue.listes["chapitres_evaluation"][0].code
    for row_id in famille.of("evaluation"):
        yield "chapitre", partial(evaluations.chapitre_history, s, row_id, code)
        yield "évaluation imprimée", partial(evaluations.make_partagee, s, row_id)
    for row_id in famille.of("contrat"):
        yield "contrat imprimé", partial(contrats.make_imprime, s, row_id)
    systeme = reports.systeme_habituel(s)
    for row_id in famille.of("orientation"):
        yield "fiche", partial(_heard, s, row_id)
        yield "fiche à reporter", partial(reports.get_fiche, s, "orientation", row_id, systeme)
    for row_id in famille.of("document"):
        yield "contenu", partial(documents_joints.read_content, s, row_id)
    for mot in sorted(MOTS):
        yield f"recherche {mot}", partial(recherche.search, s, mot.lower())
    end = day + timedelta(days=9)
    yield (
        "doublons",
        lambda: doublons.find(s, s.store, Identite("Znom", "Zprenom", None, "1988-04-12")),
    )
    yield "paires", lambda: doublons.list_doublons(s, s.store)
    yield "comparaison", lambda: fusions_comparaison.compare_foyers(s, famille.autre_id, home)
    yield "familles", lambda: foyers.list_foyers(s, Filtre("unite"))
    yield "mes familles", lambda: foyers.list_foyers(s, Filtre("mes"))
    yield "en retard", lambda: aujourdhui.en_retard(s)
    yield "cette semaine", lambda: aujourdhui.cette_semaine(s)
    yield "journée", lambda: aujourdhui.journee(s)
    yield "à effacer", lambda: aujourdhui.brouillons_a_effacer(s)
    yield "agenda", lambda: agenda.list_rendezvous(s, day, end)
    yield "jour", lambda: agenda.journee(s, day)
    for initials in (False, True):
        yield "ics", partial(calendrier.export_ics, s, day, end, initials)
    yield "antenne", lambda: agenda.list_rendezvous(s, day, end, unite=True)
    yield "feuille", lambda: feuille_route.make_feuille(s, day, OptionsFeuille())
    yield "conflits", lambda: (conflits.list_groupes(s), conflits.list_decisions(s))
    yield "orientations de l’antenne", lambda: orientations.list_orientations(s)
    yield "saisies", lambda: brouillons.list_brouillons(s)
    for classe in CONFIDENTIALITES:
        options = OptionsSynthese(confidentialite=classe, genogramme=True)
        yield f"synthèse {classe}", partial(synthese.make_synthese, s, home, options)


def _heard(session: Session, orientation_id: str) -> object:
    return read_aloud(ecrits.fiche_pdf(session, orientation_id))


def _met(session: Session, famille: Famille) -> dict[str, set[str]]:
    """The words met, each with the ways that told them."""
    found: dict[str, set[str]] = {}
    for way, read in _ways(session, famille):
        with contextlib.suppress(KnownError):
            told = repr(read()).upper()
            for mot in MOTS:
                if mot in told:
                    found.setdefault(mot, set()).add(way)
    return found


def _under(session: Session, role: str) -> Session:
    """The same agent under another role, as headquarters may change it."""
    return Session(session.store, replace(session.agent, role=role), session.catalogue)


NOMBREUX = MOTS - PERSONNEL
ANTENNE = IDENTITE | LIEUX | INSTITUTION | ORIENTATION


@pytest.mark.parametrize(
    ("role", "unite", "expected"),
    [
        ("TS", LENS, ANTENNE),
        ("CESF", LENS, ANTENNE),
        ("RESP_ADS", LENS, NOMBREUX),
        ("SECRETAIRE", LENS, IDENTITE | LIEUX),
        ("SIEGE", LENS, set()),
        ("DPO", LENS, set()),
        ("ADMIN", LENS, set()),
        ("ROLE_DE_DEMAIN", LENS, set()),
        ("TS", ARRAS, set()),
        ("RESP_ADS", ARRAS, set()),
        ("SECRETAIRE", ARRAS, set()),
    ],
)
def test_each_role_reads_what_the_table_says_by_any_way(
    colleague: Colleague, famille: Famille, role: str, unite: str, expected: set[str]
) -> None:
    reader = _under(colleague("TS", unite), role)
    assert _met(reader, famille).keys() == expected


def test_she_who_follows_the_family_reads_all_of_it(nadia: Session, famille: Famille) -> None:
    found = _met(nadia, famille)
    assert found.keys() == MOTS
    # A personal note: the thread, its own history, the day and the search; nothing printed.
    assert found["ZPERSONNEL"] == {
        "fil", "contact", "historique contact", "journée", "recherche ZPERSONNEL",
    }  # fmt: skip
    for way in ("feuille", "fiche", "contrat imprimé", "évaluation imprimée", "ics", "génogramme",
                *(f"synthèse {classe}" for classe in CONFIDENTIALITES)):  # fmt: skip
        told = {mot for mot, ways in found.items() if way in ways}
        assert not told & (LIEUX | RESTREINT | PERSONNEL | {"ZANALYSE"}), way


def test_a_colleague_invited_reads_the_file_while_invited(
    nadia: Session, colleague: Colleague, famille: Famille
) -> None:
    """As much as who follows it, from the same antenna or another; and finds it by its name."""
    (suivi,) = accompagnements.list_accompagnements(nadia, famille.foyer_id)
    for role, unite in (("TS", ARRAS), ("RESP_ADS", ARRAS), ("CESF", LENS)):
        reader = colleague(role, unite, f"{role} {unite}")
        before = _met(reader, famille)
        invitation = accompagnements.invite_colleague(nadia, suivi.id, reader.agent.id)
        found = _met(reader, famille)
        assert found.keys() == NOMBREUX
        assert {"recherche ZPRENOM", "mes familles"} <= found["ZPRENOM"]
        assert "recherche ZEQUIPE" in found["ZEQUIPE"]
        assert "recherche ZDOCEQUIPE" in found["ZDOCEQUIPE"]
        accompagnements.end_invitation(nadia, invitation.id)
        assert _met(reader, famille) == before


def test_who_hands_the_family_over_reads_no_more_of_it(
    nadia: Session, colleague: Colleague, famille: Famille
) -> None:
    marc, ines = colleague("RESP_ADS"), colleague("TS", ARRAS, "Inès")
    also = {"familles", "mes familles", "doublons", "recherche ZNOM", "recherche ZPRENOM"}
    transferts.transfer_foyer(marc, famille.foyer_id, ARRAS, ines.agent.id)
    for reader in (nadia, marc):
        found = _met(reader, famille)
        # The other family of that name is still theirs; an hour of their agenda was hers.
        assert found.keys() <= IDENTITE
        assert found.pop("ZPRENOM") <= also
        assert found["ZNOM"] <= also | {"agenda", "antenne", "jour", "rendezvous"}
    assert _met(ines, famille).keys() == NOMBREUX


@pytest.mark.parametrize(
    ("role", "expected"), [("SECRETAIRE", IDENTITE | LIEUX | MOTIF), ("SIEGE", set())]
)
def test_who_changes_role_reads_by_the_new_one(
    nadia: Session, famille: Famille, role: str, expected: set[str]
) -> None:
    """Her own notes too; the reasons of appointments that she wrote are the agenda's."""
    assert _met(_under(nadia, role), famille).keys() == expected


def test_what_may_not_be_read_may_not_be_changed_nor_removed(
    nadia: Session, colleague: Colleague, famille: Famille
) -> None:
    other = colleague("TS")
    for contact in contacts.list_contacts(nadia, famille.foyer_id):
        if contact.zone == "institution":
            continue
        for act in (contacts.delete_contact, contacts.mark_suite_done, contacts.share_personal):
            with pytest.raises(KnownError, match="lisible"):
                act(other, contact.id)
    assert len(contacts.list_contacts(nadia, famille.foyer_id)) == 5
