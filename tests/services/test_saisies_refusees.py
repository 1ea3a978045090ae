"""What no form may save: a social security number anywhere, a person without a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import NOM_MAX, Foyer, SaisieContactSur, SaisiePersonne
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.services import (
    appartenances,
    contact_sur,
    contacts,
    foyers,
    orientations,
    personnes,
)
from fieldapp.services.session import Session

NIR = "2 92 03 62 498 123 45"


def _place(session: Session, foyer: Foyer) -> object:
    membre = foyers.get_dossier(session, foyer.id).membres[0]
    changes = {"precision": f"garde, n° {NIR}"}
    return appartenances.update_appartenance(session, membre.appartenance_id, changes)


def _state(session: Session, foyer: Foyer) -> object:
    saisie = SaisieOrientation(foyer.id, "MEDIATION", "FICHE", ("Séparation",))
    one = orientations.save_orientation(session, saisie)
    return orientations.set_statut(session, one.id, "TRANSMISE", suite=f"Vue, {NIR}")


TRIES: dict[str, Callable[[Session, Foyer], object]] = {
    "precision": _place,
    "plages": lambda s, f: contact_sur.save_contact_sur(
        s, f.id, SaisieContactSur("0612345642", f"matin, {NIR}")
    ),
    "suite": lambda s, f: contacts.save_contact(
        s, SaisieContact(f.id, "TEL_ENTRANT", note="Vue", suite=f"Envoyer le {NIR}")
    ),
    "attentes": lambda s, f: orientations.save_orientation(
        s, SaisieOrientation(f.id, "MEDIATION", "FICHE", ("Séparation",), attentes=f"Sécu {NIR}")
    ),
    "motifs": lambda s, f: orientations.save_orientation(
        s, SaisieOrientation(f.id, "MEDIATION", "FICHE", (f"Sécu {NIR}",))
    ),
    "suite donnée": _state,
}


@pytest.mark.parametrize("champ", TRIES)
def test_a_social_security_number_is_refused_beside_its_field(
    nadia: Session, foyer: Foyer, champ: str
) -> None:
    with pytest.raises(KnownError, match="sécurité sociale") as refused:
        TRIES[champ](nadia, foyer)
    assert refused.value.champ == champ.split()[0]
    held = nadia.store.query("SELECT fields FROM op")
    assert not [row for row in held if "498 123" in str(row["fields"])]


def test_nobody_loses_both_names(nadia: Session, foyer: Foyer) -> None:
    one = foyers.get_dossier(nadia, foyer.id).membres[0].personne
    for changes in ({"nom": " ", "prenom": ""}, {"nom": "x" * (NOM_MAX + 1)}):
        with pytest.raises(KnownError) as refused:
            personnes.update_personne(nadia, one.id, changes)
        assert refused.value.champ == "nom"
    assert personnes.update_personne(nadia, one.id, {"prenom": ""}).nom == "Delattre"
    with pytest.raises(KnownError):
        personnes.update_personne(nadia, one.id, {"nom": ""})
    with pytest.raises(KnownError, match="dépasse"):
        foyers.update_foyer(nadia, foyer.id, {"nom": "Éloïse 🎉 " * 40})
    added = personnes.add_personne(nadia, foyer.id, SaisiePersonne("Éloïse-Ñandú 🎉"))
    assert added.nom == "Éloïse-Ñandú 🎉"
