"""The road sheet: what a worker takes in the car, what a lost sheet must not tell."""

from dataclasses import replace

from tests.documents.lecture import heard_text, open_pdf, read_aloud, seen_text
from tests.documents.modeles import ENTETE

from fieldapp.documents.feuille_route import build
from fieldapp.domain.feuille_route import (
    FeuilleRoute,
    Visite,
    for_reception,
    initials,
    masked,
)

VISITE = Visite(
    "r1", "f1", "10:00", "1 h", "Wattel – Nowak", "Visite à domicile",
    "12 rue de l’Église, 62270 Frévent", ("Céline (34 ans)", "Piotr (36 ans)", "Léo (14 mois)"),
    ("12/11/2026, appel entrant : le bailleur propose un échéancier.",
     "02/11/2026, visite à domicile : budget posé à plat.", "20/10/2026, courrier"),
    ("Déposer le dossier FSL (le 27/11/2026)",), "attestation de loyer, dossier FSL",
)  # fmt: skip
MAIRIE = Visite("r2", None, "11:30", "1 h 30", "Itinérance", "Itinérance", "Mairie d’Auxi")


def _feuille(*visites: Visite, pour_accueil: bool = False) -> FeuilleRoute:
    return FeuilleRoute(ENTETE, "2026-11-24", visites, pour_accueil)


def test_each_visit_is_read_aloud_in_its_order() -> None:
    content = build(_feuille(VISITE, MAIRIE))
    heard = [lu.texte for lu in read_aloud(content)]
    assert "Feuille de route, mardi 24 novembre 2026" in heard
    headings = [lu.texte for lu in read_aloud(content) if lu.tag == "H2"]
    assert headings == ["10:00 – Wattel – Nowak", "11:30 – Itinérance"]
    text = heard_text(content)
    for part in (
        "12 rue de l’Église",
        "Léo (14 mois)",
        "échéancier",
        "dossier FSL (le 27/11/2026)",
    ):
        assert part in text
    assert text.index("Derniers faits") < text.index("À faire")


def test_three_visits_hold_on_one_page_and_eight_on_two() -> None:
    with open_pdf(build(_feuille(VISITE, VISITE, MAIRIE))) as pdf:
        assert len(pdf.pages) == 1
    with open_pdf(build(_feuille(*[VISITE] * 6, MAIRIE, MAIRIE))) as pdf:
        assert len(pdf.pages) == 2


def test_masked_it_tells_initials_and_nothing_written() -> None:
    text = seen_text(build(_feuille(masked(VISITE))))
    assert "10:00 – W. N." in text
    for secret in ("Wattel", "Nowak", "Céline", "échéancier", "FSL (le"):
        assert secret not in text
    assert "attestation de loyer" in text


def test_the_reception_desk_gets_hours_and_names_only() -> None:
    text = seen_text(build(_feuille(for_reception(VISITE), pour_accueil=True)))
    assert "Wattel" in text
    for secret in ("échéancier", "Céline", "attestation", "FSL"):
        assert secret not in text


def test_a_free_day_says_so() -> None:
    assert "Aucun rendez-vous prévu ce jour." in heard_text(build(_feuille()))


def test_what_a_worker_types_is_never_markup() -> None:
    odd = replace(VISITE, papiers="<b>bail & 'quittance'</b>")
    assert "<b>bail & 'quittance'</b>" in heard_text(build(_feuille(odd)))


def test_initials_of_compound_names() -> None:
    assert initials("Delattre – Hennebelle") == "D. H."
    assert initials("Saint-Pol") == "S. P."
    assert initials("") == ""
