"""Who sees which files come to their term, what moves the day, and what leaves on paper."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.documents.lecture import heard_text

from fieldapp.db import journal
from fieldapp.domain.conservation import ECHUS, PROCHES, TOUS, Contenu
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.services import (
    conservation,
    contact_sur,
    contacts,
    demarches,
    evaluations,
    foyers,
    orientations,
)
from fieldapp.services.session import Session

ARRAS = "62-ADS-ARRAS"
Colleague = Callable[..., Session]


def ago(days: int) -> date:
    return aujourd_hui() - timedelta(days=days)


def met(
    session: Session, foyer_id: str, days: int, nature: str = "RDV_BUREAU",
    issue: str = "ECHANGE", zone: str = "equipe",
) -> None:  # fmt: skip
    """Note a contact of so many days ago."""
    moment = f"{ago(days).isoformat()}T10:00"
    contacts.save_contact(session, SaisieContact(foyer_id, nature, moment, issue, zone=zone))


def family(session: Session, nom: str, days: int | None = None) -> str:
    """A family, last met so many days ago."""
    saisie = SaisieFoyer(personnes=(SaisiePersonne(nom, "Anne"),), referent_id=session.agent.id)
    foyer_id = foyers.create_foyer(session, saisie).id
    if days is not None:
        met(session, foyer_id, days)
    return foyer_id


def opened(session: Session, foyer_id: str, days: int) -> None:
    """Have a file opened so many days ago."""
    journal.write(
        session.store, "foyer", {"ouvert_le": ago(days).isoformat()}, row_id=foyer_id,
        author=session.agent.id,
    )  # fmt: skip


def names(session: Session, filtre: str = TOUS, **more: object) -> list[str]:
    page = conservation.list_conservation(session, filtre, **more)  # type: ignore[arg-type]
    return [ligne.nom for ligne in page.lignes]


def test_the_soonest_comes_first_and_each_filter_says_how_many(nadia: Session) -> None:
    for nom, days in (("Proche", 700), ("Échue", 740), ("Recente", 600), ("Ancienne", 1500)):
        family(nadia, nom, days)
    assert names(nadia) == ["Ancienne", "Échue", "Proche"]
    assert names(nadia, ECHUS) == ["Ancienne", "Échue"]
    assert names(nadia, PROCHES) == ["Proche"]
    comptes = conservation.list_conservation(nadia, PROCHES).comptes
    assert comptes == {TOUS: 3, ECHUS: 2, PROCHES: 1}
    assert names(nadia, tri="nom") == ["Ancienne", "Échue", "Proche"]
    assert names(nadia, tri="nom", descendant=True) == ["Proche", "Échue", "Ancienne"]
    assert names(nadia, offset=1, limit=1) == ["Échue"]
    with pytest.raises(KnownError, match="tri"):
        names(nadia, tri="commune")


def test_only_a_contact_with_the_person_puts_the_day_off(nadia: Session) -> None:
    foyer_id = family(nadia, "Caron", 740)
    foyers.update_foyer(nadia, foyer_id, {"langue": "portugais"})
    met(nadia, foyer_id, 2, issue="SANS_REPONSE")
    met(nadia, foyer_id, 2, nature="PARTENAIRE")
    met(nadia, foyer_id, 2, zone="personnel")
    assert names(nadia, ECHUS) == ["Caron"], "nobody met the person since"
    dossier = foyers.get_dossier(nadia, foyer_id)
    (ligne,) = conservation.list_conservation(nadia).lignes
    assert ligne.echeance == dossier.conservation_jusqu_au, "one clock, in the list as in the file"
    met(nadia, foyer_id, 1)
    assert names(nadia) == []


def test_removing_the_last_contact_brings_the_term_back(nadia: Session) -> None:
    foyer_id = family(nadia, "Caron", 740)
    met(nadia, foyer_id, 10)
    last = contacts.list_contacts(nadia, foyer_id)[0]
    contacts.delete_contact(nadia, last.id)
    assert names(nadia, ECHUS) == ["Caron"]


def test_a_contact_to_come_is_refused_so_that_it_puts_nothing_off(nadia: Session) -> None:
    foyer_id = family(nadia, "Caron", 740)
    with pytest.raises(KnownError, match="avenir"):
        met(nadia, foyer_id, -30)
    assert names(nadia, ECHUS) == ["Caron"]


def test_a_family_never_met_counts_from_its_opening(nadia: Session) -> None:
    foyer_id = family(nadia, "Jamais vue")
    family(nadia, "Vue", 740)
    assert names(nadia) == ["Vue"]
    opened(nadia, foyer_id, 735)
    assert names(nadia, ECHUS) == ["Vue", "Jamais vue"]
    ligne = conservation.list_conservation(nadia).lignes[1]
    assert (ligne.rencontree, ligne.depuis) == (False, ago(735).isoformat())
    assert foyers.get_dossier(nadia, foyer_id).conservation_jusqu_au == ligne.echeance
    met(nadia, foyer_id, 700)
    assert names(nadia, PROCHES) == ["Jamais vue"]


def test_a_file_made_part_of_another_or_removed_is_not_listed(nadia: Session) -> None:
    foyer_id = family(nadia, "Caron", 740)
    journal.delete(nadia.store, "foyer", foyer_id, author=nadia.agent.id)
    assert names(nadia) == []


def test_a_worker_sees_the_files_she_is_referent_of_and_the_head_those_of_the_antenna(
    nadia: Session, colleague: Colleague
) -> None:
    julie = colleague("CESF", nom="Julie")
    family(nadia, "De Nadia", 740)
    family(julie, "De Julie", 750)
    alone = family(nadia, "De personne", 760)
    foyers.update_foyer(nadia, alone, {"referent_id": None})
    assert names(nadia) == ["De Nadia"]
    assert names(julie) == ["De Julie"]
    head = colleague("RESP_ADS", nom="Marc")
    assert names(head) == ["De personne", "De Julie", "De Nadia"]
    assert names(head, tri="referent") == ["De personne", "De Julie", "De Nadia"]
    elsewhere = colleague("RESP_ADS", ARRAS, "Une autre")
    assert names(elsewhere) == []


@pytest.mark.parametrize("role", ["SECRETAIRE", "SIEGE", "ADMIN"])
def test_no_other_role_sees_the_list_nor_prints_it(
    nadia: Session, colleague: Colleague, role: str
) -> None:
    family(nadia, "Caron", 740)
    other = colleague(role)
    for act in (conservation.list_conservation, conservation.liste_apercu, conservation.liste_pdf):
        with pytest.raises(KnownError, match="ne permet pas"):
            act(other)
    assert printed(nadia) == []


def test_what_would_go_is_counted_without_personal_notes_nor_people_of_another_home(
    nadia: Session,
) -> None:
    foyer_id = family(nadia, "Caron", 740)
    met(nadia, foyer_id, 800)
    met(nadia, foyer_id, 3, zone="personnel")
    orientations.save_orientation(
        nadia, SaisieOrientation(foyer_id, "MEDIATION", "FICHE", ("conflit",))
    )
    demarches.save_demarche(nadia, SaisieDemarche(foyer_id, "Dossier FSL"))
    evaluations.start_evaluation(nadia, foyer_id)
    (ligne,) = conservation.list_conservation(nadia).lignes
    assert ligne.contenu == Contenu(1, 2, 1, 1, 1)
    (membre,) = foyers.get_dossier(nadia, foyer_id).membres
    other = family(nadia, "Sa mère")
    journal.write(
        nadia.store, "appartenance",
        {"foyer_id": other, "personne_id": membre.personne.id, "role": "ENFANT"},
        author=nadia.agent.id,
    )  # fmt: skip
    (ligne,) = conservation.list_conservation(nadia).lignes
    assert ligne.contenu.personnes == 0, "she stays in her mother's file"


def printed(session: Session) -> list[str]:
    """The families that the access journal says were printed."""
    rows = session.store.query("SELECT objet FROM trace WHERE acte = 'impression' ORDER BY objet")
    return [row["objet"] for row in rows]


def test_the_list_on_paper_tells_no_address_and_leaves_a_trace_for_each_family(
    nadia: Session,
) -> None:
    safe = family(nadia, "Delattre", 740)
    foyers.update_foyer(nadia, safe, {"adresse": "14 rue du Terril", "commune": "Lens"})
    contact_sur.save_contact_sur(nadia, safe, SaisieContactSur("0612345642", "le matin"))
    near = family(nadia, "Caron", 700)
    seen = heard_text(conservation.liste_apercu(nadia))
    assert printed(nadia) == [], "the screen is no print"
    for words in ("Delattre", "Caron", "Nadia Lemaire", "Échu", "Rien n’est effacé"):
        assert words in seen
    for hidden in ("Terril", "06 12", "0612"):
        assert hidden not in seen
    only = heard_text(conservation.liste_pdf(nadia, ECHUS))
    assert "Caron" not in only
    assert printed(nadia) == [safe]
    initials = heard_text(conservation.liste_pdf(nadia, masquer_noms=True))
    assert "Delattre" not in initials
    assert "D." in initials
    assert printed(nadia) == sorted([safe, safe, near])


def test_a_long_list_is_cut_and_says_so(nadia: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conservation, "LIGNES_IMPRIMEES", 2)
    for days in (740, 750, 760):
        family(nadia, f"Famille{days}", days)
    heard = heard_text(conservation.liste_pdf(nadia))
    assert "3 dossiers, dont les 2 premiers ici" in heard.replace("\u00a0", " ")
    assert "Famille740" not in heard
    assert len(printed(nadia)) == 2
