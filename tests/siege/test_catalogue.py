"""The catalogue kept at headquarters: values reach the posts, records keep what they bear."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.sync.atelier import Atelier
from tests.sync.monde import ARRAS, Monde, contact, device, foyer

from fieldapp.db import postes as postes_db
from fieldapp.db.references import label
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.structure import Structure
from fieldapp.services.accompagnements import close_accompagnement, open_accompagnement
from fieldapp.services.foyers import get_dossier
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session, refresh_catalogue
from fieldapp.services.structures import get_structure, save_structure
from fieldapp.siege.agents import end_agent, list_siege_agents, resume_agent, set_agent
from fieldapp.siege.catalogue import close_valeur, list_catalogue, set_valeur
from fieldapp.sync.enrolment import certificate_of

MOTIFS = "motifs_sortie"


def offered(session: Session, nature: str) -> set[str]:
    refresh_catalogue(session)
    return {entree.code for entree in session.catalogue.entrees(nature)}


def test_a_new_value_reaches_the_posts_and_may_be_recorded(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    set_valeur(monde.siege, MOTIFS, "RELAIS_PMI", "Relais pris par la PMI")
    assert "RELAIS_PMI" in offered(monde.siege, MOTIFS)
    monde.tournee()
    assert "RELAIS_PMI" in offered(nadia, MOTIFS)
    famille = foyer(nadia, "Delattre", referent_id=nadia.agent.id)
    suivi = open_accompagnement(nadia, SaisieAccompagnement(famille, "SOCIAL"))
    close_accompagnement(nadia, suivi.id, "RELAIS_PMI")
    assert nadia.catalogue.libelle(MOTIFS, "RELAIS_PMI") == "Relais pris par la PMI"
    assert label(monde.siege.store, MOTIFS, "RELAIS_PMI") == "Relais pris par la PMI"


def test_a_closed_value_is_no_longer_offered_and_its_records_keep_its_label(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    code = monde.siege.catalogue.entrees(MOTIFS)[0].code
    said = monde.siege.catalogue.libelle(MOTIFS, code)
    tomorrow = (aujourd_hui() + timedelta(days=1)).isoformat()
    close_valeur(monde.siege, MOTIFS, code, tomorrow)
    assert code in offered(monde.siege, MOTIFS)  # until the evening of today
    close_valeur(monde.siege, MOTIFS, code)
    monde.tournee()
    assert code not in offered(nadia, MOTIFS)
    assert nadia.catalogue.libelle(MOTIFS, code) == said
    (ligne,) = [one for one in list_catalogue(monde.siege, MOTIFS) if one.code == code]
    assert (ligne.offert, ligne.du_siege, ligne.fin) == (False, True, aujourd_hui().isoformat())
    # And it may be offered again.
    set_valeur(monde.siege, MOTIFS, code, said)
    assert code in offered(monde.siege, MOTIFS)


def test_a_value_waits_for_its_first_day(monde: Monde) -> None:
    tomorrow = (aujourd_hui() + timedelta(days=1)).isoformat()
    set_valeur(monde.siege, MOTIFS, "DOCTRINE_2027", "Nouvelle doctrine", debut=tomorrow)
    assert "DOCTRINE_2027" not in offered(monde.siege, MOTIFS)
    (ligne,) = [one for one in list_catalogue(monde.siege, MOTIFS) if one.a_venir]
    assert (ligne.code, ligne.offert) == ("DOCTRINE_2027", False)
    with pytest.raises(KnownError, match="après le début"):
        close_valeur(monde.siege, MOTIFS, "DOCTRINE_2027")


def test_a_new_unit_takes_in_agents(monde: Monde) -> None:
    set_valeur(monde.siege, "unites", "62-ADS-BRUAY", "Antenne de Bruay")
    session = monde.poste("Léo", unite="62-ADS-BRUAY")
    monde.tournee()
    refresh_catalogue(session)
    place = session.catalogue.unite("62-ADS-BRUAY")
    assert place is not None
    assert (place.nom, place.organisme) == ("Antenne de Bruay", "CAF62")


@pytest.mark.parametrize(
    ("nature", "code", "libelle", "champ"),
    [
        ("roles", "CHEF", "Chef", "nature"),
        ("types_orientation", "NOUVEAU", "Inventé", "code"),
        (MOTIFS, "é à", "Accents", "code"),
        (MOTIFS, "VIDE", "  ", "libelle"),
        (MOTIFS, "RADICAL", "Radicalisation", "libelle"),
        ("publics", "CULTE", "Musulman", "libelle"),
    ],
)
def test_what_would_break_a_rule_is_refused(
    monde: Monde, nature: str, code: str, libelle: str, champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        set_valeur(monde.siege, nature, code, libelle)
    assert refused.value.champ == champ


def test_only_headquarters_keeps_the_catalogue(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    with pytest.raises(KnownError, match="ne permet pas"):
        set_valeur(nadia, MOTIFS, "MIEN", "À moi")
    atelier = Atelier(monde, nadia)
    op = atelier.op(table="valeur_catalogue", fields={"nature": MOTIFS, "code": "FORGE"},
                    foyer_id=None)  # fmt: skip
    atelier.place().write_bytes(atelier.bundle(clear=atelier.clear(op)))
    (refus,) = monde.recueillir().refuses
    assert "il modifie le catalogue" in refus.raison


def test_a_code_of_a_newer_catalogue_is_kept_and_shown(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    assert nadia.catalogue.libelle(MOTIFS, "D_UNE_VERSION_DE_DEMAIN") == "D_UNE_VERSION_DE_DEMAIN"


def test_an_agent_who_changes_unit_sees_the_new_one_and_no_longer_the_old(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    arras = monde.poste("Inès", ARRAS)
    old, new = foyer(marc, "Lensois"), foyer(arras, "Arrageois")
    monde.tournee()
    set_agent(monde.siege, nadia.agent.id, unite=ARRAS)
    monde.tournee()
    names = {row["nom"] for row in nadia.store.query("SELECT nom FROM foyer")}
    assert names == {"Arrageois"}
    certificat = certificate_of(nadia.store)
    assert certificat is not None
    assert certificat.unite == ARRAS
    refresh_catalogue(nadia)
    assert nadia.agent.unite == ARRAS
    nadia.close()
    again = monde.rouvrir("Nadia")
    assert again.agent.unite == ARRAS
    assert get_dossier(again, new).foyer.nom == "Arrageois"
    with pytest.raises(KnownError):
        get_dossier(again, old)
    assert verify(again) == []


def test_a_secretary_is_sent_no_notes_and_all_of_them_once_social_worker(monde: Monde) -> None:
    nadia, lea = monde.poste("Nadia"), monde.poste("Léa", role="SECRETAIRE")
    famille = foyer(nadia, "Delattre", referent_id=nadia.agent.id)
    open_accompagnement(nadia, SaisieAccompagnement(famille, "SOCIAL"))
    contact(nadia, famille, "Confidence.")
    monde.tournee()
    assert lea.store.query("SELECT 1 FROM contact") == []
    assert not any("Confidence" in r["fields"] for r in lea.store.query("SELECT fields FROM op"))
    assert [row["nom"] for row in lea.store.query("SELECT nom FROM foyer")] == ["Delattre"]
    assert verify(lea) == []
    set_agent(monde.siege, lea.agent.id, role="TS")
    monde.tournee()
    assert [row["note"] for row in lea.store.query("SELECT note FROM contact")] == ["Confidence."]


def test_a_role_that_reads_less_ends_the_post_that_holds_notes(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    set_agent(monde.siege, nadia.agent.id, role="SECRETAIRE")
    (poste,) = postes_db.list_postes(monde.siege.store)
    assert poste.revoque_le is not None
    monde.tournee()
    assert monde.synchroniser(nadia).effacer


def test_somebody_who_leaves_has_each_post_revoked(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    gone = end_agent(monde.siege, nadia.agent.id, "départ en retraite")
    assert not gone.actif
    (poste,) = postes_db.list_postes(monde.siege.store)
    assert poste.revoque_le is not None
    assert poste.device == device(nadia)
    assert resume_agent(monde.siege, nadia.agent.id).actif
    with pytest.raises(KnownError, match="propre accès"):
        end_agent(monde.siege, monde.siege.agent.id, "x")
    assert {agent.nom for agent in list_siege_agents(monde.siege)} == {"Siège", "Nadia"}


def test_a_structure_closed_at_headquarters_is_closed_everywhere(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    saved = save_structure(monde.siege, Structure("", "Crèche des Lilas", "EAJE"))
    monde.tournee()
    assert get_structure(nadia, saved.id).fermee_le is None
    save_structure(monde.siege, replace(saved, fermee_le="2026-09-01"))
    monde.tournee()
    assert get_structure(nadia, saved.id).fermee_le == "2026-09-01"
