"""Links and shares of time of a real file: recorded, drawn, taken back, and kept to the right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.documents.lecture import seen_text

from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import (
    CONJOINT,
    ENFANT,
    Membre,
    SaisieContactSur,
    SaisieFoyer,
    SaisiePersonne,
)
from fieldapp.domain.lien import COUPLE, DIVORCE, MARIAGE, PARENT, SEPARATION, SaisieLien
from fieldapp.services import (
    appartenances,
    contact_sur,
    ecrits,
    foyers,
    genogrammes,
    historique,
    integrite,
    liens,
    personnes,
    publics,
)
from fieldapp.services.session import Session, create_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made, _recovery = create_session(
        tmp_path / "a", "phrase de passe", nom="Nadia Lemaire", role="ASS", unite="62-ADS-STPOL"
    )
    yield made
    made.close()


@pytest.fixture
def foyer_id(session: Session) -> str:
    people = (
        SaisiePersonne("Delattre", "Aurélie", civilite="MME", naissance="1992-03-01"),
        SaisiePersonne("Hennebelle", "Julien", civilite="M", naissance="1988-03-01", role=CONJOINT),
        SaisiePersonne("Hennebelle", "Hugo", civilite="M", naissance="2019-03-01", role=ENFANT),
    )
    return foyers.create_foyer(session, SaisieFoyer(personnes=people)).id


def _who(session: Session, foyer_id: str) -> dict[str, Membre]:
    return {m.personne.prenom: m for m in liens.get_famille(session, foyer_id).membres}


def _ids(session: Session, foyer_id: str, *names: str) -> list[str]:
    who = _who(session, foyer_id)
    return [who[name].personne.id for name in names]


def test_a_new_household_draws_right_before_any_link_is_noted(
    session: Session, foyer_id: str
) -> None:
    famille = liens.get_famille(session, foyer_id)
    assert len(famille.liens) == 3
    assert all(link.deduit for link in famille.liens)
    assert famille.dessin().rangs == 2
    assert publics.list_publics(session, foyer_id) == ()


def test_a_couple_is_noted_then_parted_then_taken_back(session: Session, foyer_id: str) -> None:
    one, other = _ids(session, foyer_id, "Aurélie", "Julien")
    link = liens.add_lien(session, foyer_id, SaisieLien(COUPLE, other, one, MARIAGE, "2018-06-02"))
    assert not any(x.deduit for x in liens.list_liens(session, foyer_id) if x.genre == COUPLE)
    parted = liens.end_couple(session, link.id, "2026-09-01")
    assert (parted.etat, parted.fin) == (SEPARATION, "2026-09-01")
    assert liens.get_famille(session, foyer_id).dessin().marques
    assert liens.update_lien(session, link.id, {"etat": DIVORCE}).etat == DIVORCE
    assert historique.undo_last(session) == "Annulé\u00a0: lien de famille modifié"
    assert historique.history(session, "lien", link.id)
    liens.remove_lien(session, link.id)
    assert [x.deduit for x in liens.list_liens(session, foyer_id) if x.genre == COUPLE] == [True]
    assert integrite.verify(session) == []


def test_an_unknown_father_is_noted(session: Session, foyer_id: str) -> None:
    mother, child = _ids(session, foyer_id, "Aurélie", "Hugo")
    liens.add_lien(session, foyer_id, SaisieLien(PARENT, child, mother))
    liens.add_lien(session, foyer_id, SaisieLien(PARENT, child, inconnu="M"))
    dessin = liens.get_famille(session, foyer_id).dessin()
    assert [s.texte for s in dessin.symboles if s.personne_id is None] == ["?"]


def test_a_deduced_link_cannot_be_removed_only_put_right(session: Session, foyer_id: str) -> None:
    deduced = liens.list_liens(session, foyer_id)[0]
    with pytest.raises(KnownError, match="déduit"):
        liens.remove_lien(session, deduced.id)


def test_a_bad_link_changes_nothing(session: Session, foyer_id: str) -> None:
    one, child = _ids(session, foyer_id, "Aurélie", "Hugo")
    with pytest.raises(KnownError) as caught:
        liens.add_lien(session, foyer_id, SaisieLien(COUPLE, child, one, debut="pas une date"))
    assert caught.value.champ == "debut"
    with pytest.raises(KnownError, match="n’existent pas"):
        liens.update_lien(
            session,
            liens.add_lien(session, foyer_id, SaisieLien(PARENT, child, one)).id,
            {"couleur": "bleu"},
        )
    with pytest.raises(KnownError, match="ancêtre"):
        liens.check_saisie(session, foyer_id, SaisieLien(PARENT, one, child))


def test_a_child_lives_in_two_households(session: Session, foyer_id: str) -> None:
    hugo = _who(session, foyer_id)["Hugo"]
    julien = _who(session, foyer_id)["Julien"]
    personnes.end_appartenance(session, julien.appartenance_id, "2026-09-01")
    appartenances.update_appartenance(
        session, hugo.appartenance_id, {"semaines": "IMPAIRES", "part": "50 %"}
    )
    pere = foyers.create_foyer(
        session, SaisieFoyer(personnes=(SaisiePersonne("Hennebelle", "Josette"),))
    )
    there = appartenances.join_foyer(
        session, pere.id, hugo.personne.id, {"role": ENFANT, "semaines": "PAIRES", "part": 50}
    )
    assert (there.semaines, there.part, there.role) == ("PAIRES", 50, ENFANT)
    ghosts = [s for s in liens.get_famille(session, foyer_id).dessin().symboles if s.fantome]
    assert [s.personne_id for s in ghosts] == [hugo.personne.id]
    with pytest.raises(KnownError, match="déjà partie"):
        appartenances.join_foyer(session, pere.id, hugo.personne.id)


def test_somebody_outside_matters_but_is_not_of_the_household(
    session: Session, foyer_id: str
) -> None:
    personnes.add_personne(session, foyer_id, SaisiePersonne("Delattre", "Monique", role="AUTRE"))
    monique = _who(session, foyer_id)["Monique"]
    changed = appartenances.update_appartenance(
        session, monique.appartenance_id, {"part": 0, "precision": "garde le mercredi"}
    )
    assert changed.part == 0
    line = foyers.list_foyers(session).lignes[0]
    assert "Monique" not in line.composition
    symbol = liens.get_famille(session, foyer_id).dessin().symbole(monique.personne.id)
    assert symbol is not None
    assert not symbol.ici


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"part": "150"}, "part"),
        ({"part": "moitié"}, "part"),
        ({"semaines": "PARFOIS"}, "semaines"),
        ({"role": "ONCLE"}, "role"),
        ({"fin": "2000-01-01", "debut": "2001-01-01"}, "fin"),
        ({"precision": "x" * 61}, "precision"),
        ({"couleur": "bleu"}, None),
    ],
)
def test_a_wrong_share_of_time_is_refused_at_its_field(
    session: Session, foyer_id: str, changes: dict[str, str], champ: str | None
) -> None:
    hugo = _who(session, foyer_id)["Hugo"]
    with pytest.raises(KnownError) as caught:
        appartenances.update_appartenance(session, hugo.appartenance_id, changes)
    assert caught.value.champ == champ
    assert _who(session, foyer_id)["Hugo"] == hugo


def test_under_a_safe_contact_only_this_household_may_be_printed(
    session: Session, foyer_id: str
) -> None:
    julien = _who(session, foyer_id)["Julien"]
    personnes.end_appartenance(session, julien.appartenance_id, "2026-09-01")
    famille = liens.get_famille(session, foyer_id)
    assert famille.imprimable() == famille
    contact_sur.save_contact_sur(session, foyer_id, SaisieContactSur("0612345642", "9h-15h"))
    famille = liens.get_famille(session, foyer_id)
    names = {m.personne.prenom for m in famille.imprimable().membres}
    assert famille.masque
    assert names == {"Aurélie", "Hugo"}
    assert "Julien" not in famille.imprimable().resume(famille.imprimable().dessin())


def test_another_antenna_neither_reads_nor_writes_links(
    tmp_path: Path, session: Session, foyer_id: str
) -> None:
    other, _recovery = create_session(
        tmp_path / "b", "phrase de passe", nom="X", role="ASS", unite="62-ADS-LENS"
    )
    elsewhere = Session(session.store, other.agent, session.catalogue)
    with pytest.raises(KnownError, match="Accès réservé"):
        liens.get_famille(elsewhere, foyer_id)
    with pytest.raises(KnownError, match="Accès réservé"):
        liens.add_lien(elsewhere, foyer_id, SaisieLien(PARENT, "a", "b"))
    other.close()


def test_the_printed_drawing_hides_the_other_parent_and_leaves_a_trace(
    session: Session, foyer_id: str
) -> None:
    julien = _who(session, foyer_id)["Julien"]
    personnes.end_appartenance(session, julien.appartenance_id, "2026-09-01")
    foyers.update_foyer(session, foyer_id, {"adresse": "3 rue des Lombards"})
    assert "Julien" in seen_text(genogrammes.genogramme_apercu(session, foyer_id))
    assert not session.store.query("SELECT 1 FROM trace WHERE acte = 'impression'")
    contact_sur.save_contact_sur(session, foyer_id, SaisieContactSur("0612345642", "9h-15h"))
    seen = seen_text(genogrammes.genogramme_pdf(session, foyer_id))
    assert "Aurélie" in seen
    assert "Julien" not in seen
    assert "Lombards" not in seen
    assert len(session.store.query("SELECT 1 FROM trace WHERE acte = 'impression'")) == 1


def test_a_synthese_draws_the_family_only_when_asked(session: Session, foyer_id: str) -> None:
    plain = ecrits.synthese_apercu(session, foyer_id)
    drawn = ecrits.synthese_apercu(session, foyer_id, OptionsSynthese(genogramme=True))
    assert len(drawn) > len(plain)


def test_a_family_of_nobody_prints_nothing(session: Session) -> None:
    empty = foyers.create_foyer(session, SaisieFoyer(nom="Vide"))
    with pytest.raises(KnownError, match="rien à dessiner"):
        genogrammes.genogramme_apercu(session, empty.id)
