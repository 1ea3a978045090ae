"""Exported tables of the families: who they are, who follows them, what was offered to them."""

from __future__ import annotations

from typing import Final

from fieldapp.siege.columns import (
    DATE,
    ENTIER,
    IDENTIFIANT,
    OUI_NON,
    TEXTE,
    Column,
    Suit,
    Table,
    at_most_five,
)
from fieldapp.siege.fragments import (
    DE_FAMILLE,
    FAMILLE,
    FOYER,
    NOM,
    ORGANISME,
    PROTEGE,
    SECRET_DE_FAMILLE,
    UNITE,
    agent,
    of_family,
    unless_secret,
    with_family,
)


def _membres(condition: str) -> str:
    """SQL of the number of present members of a household."""
    return (
        "(SELECT count(*) FROM appartenance a WHERE a.foyer_id = f.id "
        f"AND a.supprime IS NULL AND a.fin IS NULL AND {condition})"
    )


FOYERS: Final = Table(
    "foyers", "Une ligne par famille suivie", "foyer", "f",
    (
        ORGANISME,
        FOYER,
        UNITE,
        Column("nom", TEXTE, "Nom du dossier", "f.nom", modes=NOM),
        Column("numero", TEXTE, "Numéro de dossier de l’organisme", "f.numero", modes=NOM),
        Column("autre_numero", TEXTE, "Autre numéro (MSA…)", "f.autre_numero", modes=NOM),
        Column("autre_systeme", TEXTE, "Système d’où vient cet autre numéro", "f.autre_systeme",
               modes=NOM),
        Column("adresse_masquee", OUI_NON, "Adresse tenue secrète (violence ou contact sûr)",
               f"CASE WHEN {PROTEGE} THEN 1 ELSE 0 END", modes=NOM),
        Column("adresse", TEXTE, "Adresse, vide si elle est tenue secrète",
               unless_secret("f.adresse"), modes=NOM),
        Column("complement", TEXTE, "Complément d’adresse, vide si elle est tenue secrète",
               unless_secret("f.complement"), modes=NOM),
        Column("code_postal", TEXTE, "Code postal, vide si l’adresse est tenue secrète",
               unless_secret("f.code_postal"), modes=NOM),
        Column("commune", TEXTE, "Commune, vide si l’adresse est tenue secrète",
               unless_secret("f.commune"), modes=NOM),
        Column("code_insee", TEXTE, "Code Insee, vide si l’adresse est tenue secrète",
               unless_secret("f.code_insee"), rare="si moins de 5 familles y habitent"),
        Column("langue", TEXTE, "Langue parlée", "f.langue",
               rare="si moins de 5 familles la parlent"),
        Column("interprete", OUI_NON, "Besoin d’un interprète", "f.interprete"),
        Column("ecrit_difficile", OUI_NON, "Difficulté avec l’écrit", "f.ecrit_difficile"),
        Column("adultes", ENTIER, "Adultes présents (5\u00a0: 5 et plus)",
               _membres("a.role IN ('DEMANDEUR', 'CONJOINT')"), lecture=at_most_five),
        Column("enfants", ENTIER, "Enfants présents (5\u00a0: 5 et plus)",
               _membres("a.role = 'ENFANT'"), lecture=at_most_five),
        *agent("referent", "Agent référent", "f.referent_id"),
        Column("ouvert_le", DATE, "Ouverture du dossier", "f.ouvert_le"),
    ),
    "f.id",
    suit=(SECRET_DE_FAMILLE, Suit("appartenance", "f.id", "foyer_id"),
          Suit("agent", "f.referent_id")),
)  # fmt: skip

PERSONNES: Final = Table(
    "personnes", "Une ligne par personne et par famille dont elle fait ou a fait partie",
    "appartenance", "a",
    (
        ORGANISME,
        Column("appartenance", IDENTIFIANT, "Place d’une personne dans une famille", "a.id"),
        Column("personne", IDENTIFIANT, "Personne", "p.id"),
        FOYER,
        UNITE,
        Column("role", TEXTE, "Place dans la famille\u00a0: DEMANDEUR, CONJOINT, ENFANT ou AUTRE",
               "a.role", "roles_appartenance"),
        Column("civilite", TEXTE, "Civilité\u00a0: M ou MME", "p.civilite", "civilites"),
        Column("nom", TEXTE, "Nom", "p.nom"),
        Column("nom_naissance", TEXTE, "Nom de naissance", "p.nom_naissance"),
        Column("prenom", TEXTE, "Prénom", "p.prenom"),
        Column("naissance", DATE, "Date de naissance", "p.naissance"),
        Column("telephone", TEXTE, "Téléphone, vide si un contact sûr existe",
               unless_secret("p.telephone")),
        Column("courriel", TEXTE, "Courriel, vide si un contact sûr existe",
               unless_secret("p.courriel")),
        Column("deces", DATE, "Date de décès", "p.deces"),
        Column("debut", DATE, "Entrée dans la famille", "a.debut"),
        Column("fin", DATE, "Sortie de la famille", "a.fin"),
    ),
    "a.foyer_id, a.id",
    jointures="JOIN personne p ON p.id = a.personne_id AND p.supprime IS NULL "
    + with_family("a"),
    suit=(FAMILLE, SECRET_DE_FAMILLE, Suit("personne", "p.id")),
    parents=(*DE_FAMILLE, ("personne_id", "personne")),
    modes=NOM,
)  # fmt: skip

ACCOMPAGNEMENTS: Final = of_family(
    "accompagnements", "Une ligne par intervention ponctuelle ou accompagnement social",
    "accompagnement", "s",
    (
        Column("accompagnement", IDENTIFIANT, "Accompagnement", "s.id"),
        Column("niveau", TEXTE, "Niveau\u00a0: PONCTUEL (intervention ponctuelle) ou SOCIAL "
               "(accompagnement social)", "s.niveau"),
        Column("domaine", TEXTE, "Domaine", "s.domaine", "domaines"),
        Column("offre", TEXTE, "Offre de service ou fait générateur", "s.offre",
               "offres_de_service"),
        Column("socle", OUI_NON, "Offre du socle national", "s.socle"),
        *agent("referent", "Agent référent", "s.referent_id"),
        Column("debut", DATE, "Début", "s.debut"),
        Column("fin_prevue", DATE, "Fin prévue", "s.fin_prevue"),
        Column("revue_le", DATE, "Prochain point", "s.revue_le"),
        Column("fin", DATE, "Fin", "s.fin"),
        Column("motif_sortie", TEXTE, "Motif de sortie", "s.motif_sortie", "motifs_sortie"),
    ),
    "s.debut, s.id",
    suit=(Suit("agent", "s.referent_id"),),
)  # fmt: skip

PROPOSITIONS: Final = of_family(
    "propositions", "Une ligne par offre proposée à une famille, et sa réponse",
    "proposition", "o",
    (
        Column("proposition", IDENTIFIANT, "Proposition", "o.id"),
        Column("offre", TEXTE, "Offre de service", "o.offre", "offres_de_service"),
        Column("socle", OUI_NON, "Offre du socle national", "o.socle"),
        Column("fait_generateur", TEXTE, "Ce qui a conduit à proposer", "o.fait_generateur",
               modes=NOM),
        Column("fait_le", DATE, "Date de ce fait", "o.fait_le"),
        Column("propose_le", DATE, "Date de la proposition", "o.propose_le"),
        Column("mode", TEXTE, "Comment\u00a0: APPEL, COURRIER, RDV, RENCONTRE ou MESSAGE",
               "o.mode"),
        Column("reponse", TEXTE, "Réponse\u00a0: ADHESION, REFUS ou SANS_REPONSE\u00a0; vide tant "
               "qu’elle est attendue", "o.reponse"),
        Column("reponse_le", DATE, "Date de la réponse", "o.reponse_le"),
        Column("accompagnement", IDENTIFIANT, "Accompagnement qui a suivi",
               "o.accompagnement_id"),
        *agent("auteur", "Agent qui a proposé", "o.auteur_id"),
    ),
    "o.propose_le, o.id",
    suit=(Suit("agent", "o.auteur_id"),),
)  # fmt: skip

CO_INTERVENANTS: Final = of_family(
    "co_intervenants", "Une ligne par agent invité à intervenir dans un dossier",
    "co_intervenant", "i",
    (
        Column("co_intervenant", IDENTIFIANT, "Invitation", "i.id"),
        Column("accompagnement", IDENTIFIANT, "Accompagnement concerné", "i.accompagnement_id"),
        *agent("agent", "Agent invité", "i.agent_id"),
        Column("debut", DATE, "Début", "i.debut"),
        Column("fin", DATE, "Fin", "i.fin"),
    ),
    "i.debut, i.id",
    suit=(Suit("agent", "i.agent_id"),),
)  # fmt: skip
