"""Names, first names, streets and towns that sound of the Pas-de-Calais; nobody bears them here."""

from __future__ import annotations

from typing import Final

NOMS: Final = (
    # Artois and Picardy
    "Delattre", "Hennebelle", "Caron", "Wattel", "Duquesnoy", "Leroy", "Lefebvre", "Carlier",
    "Delannoy", "Vasseur", "Bocquet", "Bailleul", "Cuvelier", "Flament", "Lecocq", "Tellier",
    "Masclet", "Houdart", "Pruvost", "Fournier", "Boulanger", "Hermant", "Hannebicque", "Macquet",
    "Obert", "Fontaine", "Quenehen", "Bouchez", "Ducrocq", "Sauvage", "Mayeur", "Cocquerel",
    "Playe", "Thellier", "Warembourg", "Decroix", "Brebion", "Coquelle", "Dessaint", "Delplanque",
    "Bécourt", "Crépin", "Dufossé", "Évrard", "Fauquembergue", "Gamblin", "Havet", "Izambard",
    "Jacquart", "Ledru", "Maes", "Noé", "Parmentier", "Queva", "Roussel", "Ségard", "Toursel",
    "Ulrich", "Vaillant", "Wacheux", "Ansart", "Bridoux", "Cabaret", "Deligny", "Lœuillet",
    # Flanders
    "Dhaene", "Vanhove", "Vandenberghe", "Vandamme", "Deconinck", "Debruyne", "Verbeke",
    "Vermeersch", "Declercq", "Vandewalle", "Goemaere", "Lemaire", "D’Hondt", "Boddaert",
    # Mining families from Poland
    "Nowak", "Kowalski", "Wisniewski", "Kaczmarek", "Szymanski", "Lewandowski", "Wojcik",
    "Kubiak", "Majewski", "Piotrowski", "Nowicki", "Gorski", "Pawlak", "Walczak", "Olejniczak",
    "Rybak", "Stachowiak", "Michalak", "Jankowiak", "Banasiak",
    # Mining families from the South
    "Benali", "Haddad", "Belkacem", "Ouali", "Mansouri", "Rahmani", "Da Silva", "Pereira",
    "Ferreira", "Rossi", "Moretti", "Bianchi", "Garcia", "Martinez",
)  # fmt: skip

# First names by the year of birth from which they are common.
FEMMES: Final = {
    1900: "Monique Jacqueline Thérèse Jeannine Yvette Ginette Simone Danuta Marie-Claude Josiane",
    1955: "Brigitte Martine Sylvie Patricia Corinne Véronique Nadine Fatima Christine Halina",
    1970: "Nathalie Stéphanie Sandrine Céline Virginie Karine Delphine Séverine Malika Peggy",
    1983: "Aurélie Émilie Julie Élodie Laëtitia Mélanie Jennifer Audrey Samira Sabrina Cindy",
    1993: "Manon Marine Laura Océane Mégane Justine Charlotte Anaïs Inès Kimberley Sarah",
    2003: "Léa Emma Clara Chloé Lou Maëlys Camille Jade Louane Lina Zoé Lola Éléna Noémie",
    2014: "Jade Alba Rose Ambre Romy Agathe Mia Giulia Lyna Iris Alma Lucie Théa Maëlle Nour",
}
HOMMES: Final = {
    1900: "Jean-Pierre René Roger Marcel Gérard Stanislas Raymond Serge Casimir Lucien",
    1955: "Patrick Philippe Thierry Pascal Didier Bruno Dominique Mohamed Éric Jean-Luc",
    1970: "David Christophe Laurent Frédéric Stéphane Jérôme Cédric Sébastien Karim Piotr",
    1983: "Julien Nicolas Jérémy Mickaël Kévin Anthony Romain Guillaume Mehdi Benoît",
    1993: "Dylan Jordan Thomas Alexandre Florian Maxime Quentin Valentin Yanis Steven",
    2003: "Hugo Lucas Enzo Mathis Nathan Théo Noah Tom Léo Ethan Gabin Rayan Mathéo",
    2014: "Gabriel Raphaël Léo Louis Maël Jules Arthur Aaron Isaac Sacha Eden Marceau Naël",
}  # fmt: skip

RUES: Final = (
    "rue des Mineurs", "rue du Terril", "cité des Cheminots", "rue de la Fosse 11",
    "rue Jean-Jaurès", "avenue de la Gare", "rue Émile-Zola", "place de la République",
    "rue des Lampistes", "cité du Grand Condé", "rue de Béthune", "rue d’Arras",
    "rue du Marais", "résidence des Lilas", "rue Pasteur", "boulevard Basly", "rue du Moulin",
    "allée des Aubépines", "rue de l’Abbaye", "rue Victor-Hugo", "rue des Tisserands",
    "coron des Platanes", "rue Casimir-Beugnet", "rue du Docteur-Schaffner",
)  # fmt: skip
COMPLEMENTS: Final = (
    "Appartement 12", "Bâtiment B", "Entrée C, 2e étage", "Rez-de-chaussée", "Chez Mme Pruvost",
)  # fmt: skip

# Insee codes, the mining basin around Lens first: it is where the antenne works.
BASSIN: Final = (
    "62498", "62510", "62065", "62771", "62570", "62528", "62186", "62563", "62386", "62413",
    "62628", "62133", "62032", "62842", "62895", "62351", "62724", "62291", "62801", "62371",
    "62861", "62666", "62464", "62019", "62737", "62033", "62573",
)  # fmt: skip
AILLEURS: Final = (
    "62427", "62215", "62250", "62587", "62119", "62178", "62617", "62516", "62048", "62041",
    "62767", "62063", "62361", "62060", "62447", "62765", "62014", "62193", "62548", "62160",
    "62643", "62318", "62108", "62588", "62080", "62004", "62865", "62652",
)  # fmt: skip
# The other antennes of the Caf and towns of theirs, among those above.
ANTENNES: Final = {
    "62-ADS-CALAIS": ("62193", "62548"),
    "62-ADS-BOULOGNE": ("62160", "62643"),
    "62-ADS-ETAPLES": ("62318", "62108", "62588"),
    "62-ADS-STPOL": ("62767", "62361", "62060", "62447", "62652", "62063"),
    "62-ADS-STOMER": ("62765", "62014"),
    "62-ADS-BETHUNE": ("62119", "62178", "62617", "62516", "62048"),
    "62-ADS-CARVIN": ("62215", "62250", "62427", "62587"),
    "62-ADS-ARRAS": ("62041", "62004", "62080", "62865"),
}

LANGUES: Final = ("arabe", "polonais", "portugais", "ukrainien", "dari", "roumain")
PLAGES: Final = (
    "du lundi au vendredi, de 9 h à 15 h",
    "le mardi et le jeudi matin",
    "pendant les heures d’école",
    "le mercredi de 10 h à 12 h",
)


def prenom_pool(pools: dict[int, str], annee: int) -> list[str]:
    """Return the first names in use for a year of birth."""
    start = max(year for year in pools if year <= annee)
    return pools[start].split()
