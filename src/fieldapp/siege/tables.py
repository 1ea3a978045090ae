"""The exported tables, line by line: their columns, what they mean, where they come from."""

from __future__ import annotations

from typing import Final

from fieldapp.siege.columns import (
    DATE,
    DECIMAL,
    ENTIER,
    IDENTIFIANT,
    MOMENT,
    NOMINATIF,
    OUI_NON,
    STATISTIQUE,
    TEXTE,
    Column,
    Table,
)

_NOM = (NOMINATIF,)
_STAT = (STATISTIQUE,)

# Notes whose text may leave the file; a zone of a newer version gives none.
_TEXTE_LISIBLE = "c.zone IN ('equipe', 'institution')"
# An address is hidden as soon as somebody's safety may depend on it.
_PROTEGE = (
    "(coalesce(f.violence, 0) = 1 OR EXISTS (SELECT 1 FROM contact_sur s "
    "WHERE s.foyer_id = f.id AND s.supprime IS NULL))"
)


def _joindre(champ: str) -> str:
    """SQL of the number that reaches the person `p`: of the record, else one shared at home."""
    return (
        f"coalesce(p.{champ}, (SELECT n.valeur FROM coordonnee n WHERE n.foyer_id = f.id "
        f"AND n.supprime IS NULL AND n.genre = '{champ.upper()}' "
        "AND coalesce(n.usage, '') <> 'TIERS' AND (n.personnes IS NULL OR EXISTS "
        "(SELECT 1 FROM json_each(n.personnes) j WHERE j.value = p.id)) "
        "ORDER BY n.preferee DESC, n.id LIMIT 1))"
    )


def _tranche(jour: str) -> str:
    """SQL of the age band of the person `p` on a day."""
    age = (
        f"(CAST(substr({jour}, 1, 4) AS INTEGER) - CAST(substr(p.naissance, 1, 4) AS INTEGER) "
        f"- (substr({jour}, 6, 5) < substr(p.naissance, 6, 5)))"
    )
    return (
        f"CASE WHEN p.naissance IS NULL OR {jour} IS NULL THEN NULL "
        f"WHEN {age} < 3 THEN '0-2 ans' WHEN {age} < 6 THEN '3-5 ans' "
        f"WHEN {age} < 12 THEN '6-11 ans' WHEN {age} < 18 THEN '12-17 ans' "
        f"WHEN {age} < 26 THEN '18-25 ans' WHEN {age} < 40 THEN '26-39 ans' "
        f"WHEN {age} < 60 THEN '40-59 ans' ELSE '60 ans et plus' END"
    )


def _membres(condition: str) -> str:
    """SQL of the number of present members of a household, five and more counted as five."""
    return (
        "min(5, (SELECT count(*) FROM appartenance a WHERE a.foyer_id = f.id "
        f"AND a.supprime IS NULL AND a.fin IS NULL AND {condition}))"
    )


_FOYER = Column("foyer", IDENTIFIANT, "Dossier de la famille", "f.id")
_UNITE = Column("unite", TEXTE, "Unité qui suit la famille", "f.unite", "unites")

FOYERS: Final = Table(
    "foyers",
    "Une ligne par famille suivie",
    "foyer f WHERE f.supprime IS NULL",
    (
        _FOYER,
        Column("organisme", TEXTE, "Organisme", "f.organisme", "organismes"),
        _UNITE,
        Column("nom", TEXTE, "Nom du dossier", "f.nom", modes=_NOM),
        Column("numero", TEXTE, "Numéro de dossier de l’organisme", "f.numero", modes=_NOM),
        Column("autre_numero", TEXTE, "Autre numéro (MSA…)", "f.autre_numero", modes=_NOM),
        Column("autre_systeme", TEXTE, "D’où vient cet autre numéro", "f.autre_systeme",
               modes=_NOM),
        Column("adresse_masquee", OUI_NON, "Adresse tenue secrète (violence ou contact sûr)",
               _PROTEGE, modes=_NOM),
        Column("adresse", TEXTE, "Adresse, vide si elle est tenue secrète",
               f"CASE WHEN NOT {_PROTEGE} THEN f.adresse END", modes=_NOM),
        Column("complement", TEXTE, "Complément d’adresse, vide si elle est tenue secrète",
               f"CASE WHEN NOT {_PROTEGE} THEN f.complement END", modes=_NOM),
        Column("code_postal", TEXTE, "Code postal, vide si l’adresse est tenue secrète",
               f"CASE WHEN NOT {_PROTEGE} THEN f.code_postal END", modes=_NOM),
        Column("commune", TEXTE, "Commune, vide si l’adresse est tenue secrète",
               f"CASE WHEN NOT {_PROTEGE} THEN f.commune END", modes=_NOM),
        Column("code_insee", TEXTE, "Code Insee, vide si l’adresse est tenue secrète\u00a0; "
               "«\u00a0s\u00a0» si moins de 5 familles y habitent",
               f"CASE WHEN NOT {_PROTEGE} THEN f.code_insee END", rare=True),
        Column("langue", TEXTE, "Langue parlée\u00a0; «\u00a0s\u00a0» si moins de 5 familles la "
               "parlent", "f.langue", rare=True),
        Column("interprete", OUI_NON, "Besoin d’un interprète", "f.interprete"),
        Column("ecrit_difficile", OUI_NON, "Difficulté avec l’écrit", "f.ecrit_difficile"),
        Column("adultes", ENTIER, "Adultes présents (5\u00a0: 5 et plus)",
               _membres("a.role IN ('DEMANDEUR', 'CONJOINT')")),
        Column("enfants", ENTIER, "Enfants présents (5\u00a0: 5 et plus)",
               _membres("a.role = 'ENFANT'")),
        Column("referent", IDENTIFIANT, "Agent référent", "f.referent_id"),
        Column("referent_nom", TEXTE, "Nom du référent",
               "(SELECT nom FROM agent WHERE id = f.referent_id)", modes=_NOM),
        Column("ouvert_le", DATE, "Ouverture du dossier", "f.ouvert_le"),
    ),
    "f.id",
)  # fmt: skip

PERSONNES: Final = Table(
    "personnes",
    "Une ligne par personne et par famille dont elle fait ou a fait partie",
    "appartenance a JOIN personne p ON p.id = a.personne_id AND p.supprime IS NULL "
    "JOIN foyer f ON f.id = a.foyer_id AND f.supprime IS NULL WHERE a.supprime IS NULL",
    (
        Column("personne", IDENTIFIANT, "Personne", "p.id"),
        _FOYER,
        _UNITE,
        Column("role", TEXTE, "Place dans la famille\u00a0: DEMANDEUR, CONJOINT, ENFANT ou AUTRE",
               "a.role", "roles_appartenance"),
        Column("civilite", TEXTE, "Civilité\u00a0: M ou MME", "p.civilite", "civilites"),
        Column("nom", TEXTE, "Nom", "p.nom"),
        Column("nom_naissance", TEXTE, "Nom de naissance", "p.nom_naissance"),
        Column("prenom", TEXTE, "Prénom", "p.prenom"),
        Column("naissance", DATE, "Date de naissance", "p.naissance"),
        Column("telephone", TEXTE, "Téléphone, vide si un contact sûr existe",
               f"CASE WHEN NOT {_PROTEGE} THEN {_joindre('telephone')} END"),
        Column("courriel", TEXTE, "Courriel, vide si un contact sûr existe",
               f"CASE WHEN NOT {_PROTEGE} THEN {_joindre('courriel')} END"),
        Column("deces", DATE, "Date de décès", "p.deces"),
        Column("debut", DATE, "Entrée dans la famille", "a.debut"),
        Column("fin", DATE, "Sortie de la famille", "a.fin"),
    ),
    "a.foyer_id, a.id",
    modes=_NOM,
)  # fmt: skip

ACCOMPAGNEMENTS: Final = Table(
    "accompagnements",
    "Une ligne par intervention ponctuelle ou accompagnement social",
    "accompagnement s JOIN foyer f ON f.id = s.foyer_id AND f.supprime IS NULL "
    "WHERE s.supprime IS NULL",
    (
        Column("accompagnement", IDENTIFIANT, "Accompagnement", "s.id"),
        _FOYER,
        _UNITE,
        Column("niveau", TEXTE, "Niveau\u00a0: PONCTUEL (intervention ponctuelle) ou SOCIAL "
               "(accompagnement social)", "s.niveau"),
        Column("domaine", TEXTE, "Domaine", "s.domaine", "domaines"),
        Column("offre", TEXTE, "Offre de service ou fait générateur", "s.offre",
               "offres_de_service"),
        Column("referent", IDENTIFIANT, "Agent référent", "s.referent_id"),
        Column("referent_nom", TEXTE, "Nom du référent",
               "(SELECT nom FROM agent WHERE id = s.referent_id)", modes=_NOM),
        Column("debut", DATE, "Début", "s.debut"),
        Column("fin", DATE, "Fin", "s.fin"),
        Column("motif_sortie", TEXTE, "Motif de sortie", "s.motif_sortie", "motifs_sortie"),
    ),
    "s.debut, s.id",
)  # fmt: skip

CONTACTS: Final = Table(
    "contacts",
    "Une ligne par contact\u00a0; jamais les brouillons personnels\u00a0; dans l’export "
    "statistique, les contacts restreints ne figurent que dans les synthèses",
    "contact c JOIN foyer f ON f.id = c.foyer_id AND f.supprime IS NULL "
    "LEFT JOIN personne p ON p.id = c.personne_id "
    "WHERE c.supprime IS NULL AND coalesce(c.zone, 'equipe') <> 'personnel'",
    (
        Column("contact", IDENTIFIANT, "Contact", "c.id"),
        _FOYER,
        _UNITE,
        Column("personne", IDENTIFIANT, "Personne rencontrée", "c.personne_id", modes=_NOM),
        Column("tranche_age", TEXTE, "Âge de la personne ce jour-là, par tranche",
               _tranche("c.moment"), modes=_STAT),
        Column("nature", TEXTE, "Nature", "c.nature", "natures_contact"),
        Column("issue", TEXTE, "Issue\u00a0: ECHANGE, MESSAGE, SANS_REPONSE, ABSENT ou ANNULE",
               "c.issue", "issues_contact"),
        Column("moment", MOMENT, "Date et heure", "c.moment", modes=_NOM),
        Column("jour", DATE, "Jour", "substr(c.moment, 1, 10)", modes=_STAT),
        Column("duree_min", ENTIER, "Durée en minutes", "c.duree_min"),
        Column("besoins", TEXTE, "Besoins repérés, codes séparés par une virgule\u00a0; vide si la "
               "note est restreinte",
               f"CASE WHEN {_TEXTE_LISIBLE} THEN replace(replace(replace(replace("
               "c.besoins, '[', ''), ']', ''), '\"', ''), ', ', ',') END", "freins_besoins"),
        Column("zone", TEXTE, "Zone de confidentialité\u00a0: equipe, institution ou restreint",
               "c.zone", "zones"),
        Column("note", TEXTE, "Texte de la note\u00a0; vide si la note est restreinte",
               f"CASE WHEN {_TEXTE_LISIBLE} THEN c.note END", modes=_NOM),
        Column("suite", TEXTE, "Suite à donner\u00a0; vide si la note est restreinte",
               f"CASE WHEN {_TEXTE_LISIBLE} THEN c.suite END", modes=_NOM),
        Column("suite_le", DATE, "Échéance de la suite", "c.suite_le"),
        Column("suite_faite_le", DATE, "Suite faite le", "substr(c.suite_faite_le, 1, 10)"),
        Column("auteur", IDENTIFIANT, "Agent qui a noté", "c.auteur_id"),
        Column("auteur_nom", TEXTE, "Nom de l’agent",
               "(SELECT nom FROM agent WHERE id = c.auteur_id)", modes=_NOM),
    ),
    "c.moment, c.id",
    statistique_si="c.zone IN ('equipe', 'institution')",
)  # fmt: skip

STRUCTURES: Final = Table(
    "structures",
    "Une ligne par structure de l’annuaire",
    "structure t WHERE t.supprime IS NULL",
    (
        Column("structure", TEXTE, "Structure", "t.id"),
        Column("source", TEXTE, "Origine de la fiche", "t.source"),
        Column("nom", TEXTE, "Nom", "t.nom"),
        Column("type", TEXTE, "Type", "t.type", "types_structure"),
        Column("siret", TEXTE, "Siret", "t.siret"),
        Column("adresse_masquee", OUI_NON, "Adresse tenue secrète", "t.adresse_masquee"),
        Column("adresse", TEXTE, "Adresse, vide si elle est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.adresse END"),
        Column("code_postal", TEXTE, "Code postal, vide si l’adresse est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.code_postal END"),
        Column("commune", TEXTE, "Commune, vide si l’adresse est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.commune END"),
        Column("code_insee", TEXTE, "Code Insee, vide si l’adresse est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.code_insee END"),
        Column("telephone", TEXTE, "Téléphone", "t.telephone"),
        Column("courriel", TEXTE, "Courriel", "t.courriel"),
        Column("site_web", TEXTE, "Site web", "t.site_web"),
        Column("latitude", DECIMAL, "Latitude, vide si l’adresse est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.latitude END"),
        Column("longitude", DECIMAL, "Longitude, vide si l’adresse est tenue secrète",
               "CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.longitude END"),
        Column("date_maj", DATE, "Dernière mise à jour de la fiche", "substr(t.date_maj, 1, 10)"),
        Column("a_confirmer", OUI_NON, "Fiche à confirmer", "t.a_confirmer"),
        Column("fermee_le", DATE, "Fermeture", "t.fermee_le"),
    ),
    "t.nom, t.id",
)  # fmt: skip

NOMENCLATURES: Final = Table(
    "nomenclatures",
    "Les listes de codes du catalogue et leur libellé",
    "reference r WHERE 1",
    (
        Column("liste", TEXTE, "Nom de la liste", "r.nature"),
        Column("code", TEXTE, "Code", "r.code"),
        Column("libelle", TEXTE, "Libellé", "r.libelle"),
        Column("actif", OUI_NON, "Encore proposé à la saisie", "r.actif"),
        Column("version", TEXTE, "Version du catalogue", "r.version"),
    ),
    "r.nature, r.rang, r.code",
)


def orientations(types_restreints: tuple[str, ...]) -> Table:
    """Return the table of orientations; those of a restricted type (violence, shelter) are in the
    statistical export only as counts."""
    codes = ", ".join(f"'{code}'" for code in types_restreints)
    lisible = f"coalesce(o.type, '') NOT IN ({codes})"
    return Table(
        "orientations",
        "Une ligne par orientation\u00a0; dans l’export statistique, celles d’un type restreint "
        "(violences, hébergement) ne figurent que dans les synthèses",
        "orientation o JOIN foyer f ON f.id = o.foyer_id AND f.supprime IS NULL "
        "LEFT JOIN personne p ON p.id = o.personne_id WHERE o.supprime IS NULL",
        (
            Column("orientation", IDENTIFIANT, "Orientation", "o.id"),
            _FOYER,
            _UNITE,
            Column("personne", IDENTIFIANT, "Personne orientée", "o.personne_id", modes=_NOM),
            Column("tranche_age", TEXTE, "Âge de la personne ce jour-là, par tranche",
                   _tranche("o.date"), modes=_STAT),
            Column("type", TEXTE, "Type d’orientation", "o.type", "types_orientation"),
            Column("sous_type", TEXTE, "Variante du type", "o.sous_type",
                   "sous_types_orientation"),
            Column("action_plan", TEXTE, "Action de plan que l’orientation sert", "o.action_plan",
                   "actions"),
            Column("structure", TEXTE, "Structure (fichier structures)\u00a0; vide si le type est "
                   "restreint", f"CASE WHEN {lisible} THEN o.structure_id END"),
            Column("structure_nom", TEXTE, "Nom de la structure ce jour-là\u00a0; vide si le "
                   "type est restreint", f"CASE WHEN {lisible} THEN o.structure_nom END",
                   modes=_NOM),
            Column("motifs", TEXTE, "Motifs (1 à 3)\u00a0; vide si le type est restreint",
                   f"CASE WHEN {lisible} THEN o.motifs END", modes=_NOM),
            Column("attentes", TEXTE, "Attentes\u00a0; vide si le type est restreint",
                   f"CASE WHEN {lisible} THEN o.attentes END", modes=_NOM),
            Column("accord", TEXTE, "Accord de la famille\u00a0: INFORMATION, APPEL, FICHE ou "
                   "REFUS", "o.accord", "niveaux_accord"),
            Column("statut", TEXTE, "Statut", "o.statut", "orientation_statuts"),
            Column("date", DATE, "Date de l’orientation", "o.date"),
            Column("relance_le", DATE, "Relance prévue le", "o.relance_le"),
            Column("origine", TEXTE, "Origine de la demande", "o.origine", modes=_NOM),
            Column("motif_non_aboutie", TEXTE, "Pourquoi elle n’a pas abouti",
                   "o.motif_non_aboutie", "orientation_motifs_non_aboutie"),
            Column("suite_donnee", TEXTE, "Suite donnée\u00a0; vide si le type est restreint",
                   f"CASE WHEN {lisible} THEN o.suite_donnee END", modes=_NOM),
            Column("auteur", IDENTIFIANT, "Agent qui a orienté", "o.auteur_id"),
            Column("auteur_nom", TEXTE, "Nom de l’agent",
                   "(SELECT nom FROM agent WHERE id = o.auteur_id)", modes=_NOM),
        ),
        "o.date, o.id",
        statistique_si=lisible,
    )  # fmt: skip
