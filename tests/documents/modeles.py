"""A family of the Ternois, as the documents would tell it."""

from fieldapp.domain.ecrits import (
    Besoin,
    Echange,
    Entete,
    FicheLiaison,
    Lieu,
    Membre,
    Orientee,
    Suivi,
    Synthese,
)

ENTETE = Entete(
    organisme="Caf du Pas-de-Calais",
    unite="Antenne de Saint-Pol-sur-Ternoise",
    auteur="Nadia Lemaire",
    fonction="Assistante de service social",
    date="2026-11-24",
    destinataire="Responsable d’antenne",
    confidentialite="Confidentiel – équipe",
    imprime_par="Marc Caudron",
    reference="0412345",
    lieu="Saint-Pol-sur-Ternoise",
)
PETITS_GALETS = Lieu(
    nom="Les Petits Galets",
    adresse=("3 rue des Tilleuls", "62130 Saint-Pol-sur-Ternoise"),
    telephone="03 21 00 00 00",
    horaires="Lundi, mardi, jeudi : 9 h à 12 h",
    conditions="Enfants de moins de 6 ans",
)
FICHE = FicheLiaison(
    entete=ENTETE,
    action="Accueil insertion en crèche",
    personne="Jade",
    age="14 mois",
    enfant=True,
    contact="Mme Delattre",
    telephone="06 12 34 56 42",
    lieu=PETITS_GALETS,
    relance="2026-12-04",
    motifs=("Formation du parent", "Socialisation de l’enfant"),
    attentes="Deux matinées par semaine dès le 1er décembre.",
    accord_le="2026-11-24",
)
SYNTHESE = Synthese(
    entete=ENTETE,
    famille="Delattre – Hennebelle",
    objet="garde d'enfants",
    numero="0412345",
    adresse=("14 rue du Général-de-Gaulle", "62130 Saint-Pol-sur-Ternoise"),
    telephone="06 12 34 56 42",
    composition=(
        Membre("Aurélie Delattre", "Demandeuse", "1991-03-14", "35 ans"),
        Membre("Jade Hennebelle", "Enfant", "2025-09-18", "14 mois"),
    ),
    origine="Madame s'est présentée à la permanence de Frévent.",
    suivis=(Suivi("Accompagnement social, insertion", "2026-03-12", "", "Nadia Lemaire"),),
    sources="Informations recueillies lors des contacts notés au dossier.",
    echanges=(
        Echange("2026-11-20", "Visite à domicile", "Aurélie Delattre", 'Dit : "je tiens bon".'),
    ),
    besoins=(Besoin("Parentalité, enfants, scolarité", "Mode de garde", "2026-11-20"),),
    objectifs=("Entrer en formation le 1er décembre",),
    orientations=(Orientee("2026-11-24", "Accueil insertion en crèche", "Jade", "Proposée"),),
    analyse="Madame est mobilisée.\nLe frein principal est la garde de Jade.",
    suites=("Relance de la crèche (le 04/12/2026)",),
)
