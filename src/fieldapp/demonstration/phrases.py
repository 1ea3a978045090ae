"""The grammar of the notes: facts seen, said or agreed, in words that the family could read."""

from __future__ import annotations

import random
import re
from datetime import date
from functools import cache
from typing import Final

from fieldapp.domain.texte import typographie

# Slots: {P} Madame or Monsieur, {I} Elle or Il, {i} elle or il, {E} a child's first name,
# {m} an amount, {j} a day, {h} an hour, {q} a month before, {w} a month to come, {o} a place.
FAITS: Final[dict[str, tuple[str, ...]]] = {
    "SEPARATION": (
        "{P} explique que la séparation date de {q} et que chacun a désormais son logement.",
        "Point sur l’organisation des enfants depuis la séparation : {E} passe un week-end sur "
        "deux chez l’autre parent.",
        "{P} demande comment obtenir l’allocation de soutien familial ; les pièces à réunir sont "
        "vues ensemble.",
        "La demande d’ASF est complète et part aujourd’hui.",
        "{P} souhaite que {E} garde un lien régulier avec ses grands-parents.",
        "Les deux parents se parlent par messages au sujet des enfants, {i} trouve cela plus "
        "simple.",
        "{P} dit que {E} dort mieux depuis que le rythme est fixé.",
    ),
    "PARENT_SEUL": (
        "{P} élève {E} sans relais familial proche et cherche un temps de garde le {j}.",
        "Point sur les droits ouverts depuis {q} : le RSA majoré est versé, la prime d’activité "
        "est à demander.",
        "{P} a un entretien pour une formation d’aide-soignante en {w}.",
        "{P} aimerait rencontrer d’autres parents ; le café des parents du {j} lui est présenté.",
        "{I} a repris contact avec la mission locale et attend une date.",
        "{P} cherche un emploi à temps partiel compatible avec les horaires d’école.",
    ),
    "IMPAYE": (
        "Impayé de loyer de {m} depuis {q} ; le bailleur propose un plan d’apurement.",
        "{P} apporte le courrier du bailleur : {m} restent dus sur le loyer de {q}.",
        "Budget établi ensemble : il manque {m} en fin de mois, surtout à cause de l’énergie.",
        "Appel au bailleur avec l’accord de la famille : échéancier de {m} par mois accepté.",
        "{P} a payé le loyer courant et {m} de l’échéancier.",
        "Demande au Fonds de solidarité logement préparée ; il manque l’avis d’échéance de {q}.",
        "L’aide au logement est suspendue depuis {q}, un rappel est demandé.",
    ),
    "NON_DECENCE": (
        "Visite du logement : humidité dans la chambre de {E}, le propriétaire est prévenu par "
        "écrit.",
        "{P} a reçu le rapport de visite ; des travaux sont demandés avant {w}.",
        "Le chauffage ne fonctionne pas dans deux pièces ; photos jointes au courrier du "
        "propriétaire.",
        "Rendez-vous pris à l’Adil pour connaître les recours.",
        "Les travaux de ventilation ont commencé, {P} dit que l’air est déjà plus sec.",
    ),
    "SURPEUPLEMENT": (
        "La famille vit dans deux pièces ; la demande de logement social est renouvelée en {w}.",
        "{E} fait ses devoirs à la médiathèque faute de place à la maison.",
        "Proposition d’un logement à {o} : la famille le visite {j}.",
        "Le dossier passe à la commission d’attribution en {w}.",
    ),
    "ARRIVEE_ENFANT": (
        "La naissance est prévue en {w} ; liste du matériel à prévoir faite ensemble.",
        "{P} se dit fatiguée par les nuits et aimerait un peu de relais dans la journée.",
        "Présentation du Laep, de la PMI et des heures d’accueil sans rendez-vous.",
        "La déclaration de naissance est faite, la prime est versée.",
        "{P} cherche une place en crèche deux jours par semaine.",
        "{P} parle avec le sourire des progrès de {E}.",
    ),
    "HANDICAP_ENFANT": (
        "Le renouvellement de l’AEEH est à déposer avant {w} ; le certificat est demandé.",
        "{E} a besoin d’un aménagement de son emploi du temps ; réunion à l’école le {j}.",
        "{P} demande un temps de répit pendant les vacances ; la halte répit lui est présentée.",
        "L’accueil de loisirs de {o} peut recevoir {E} avec un accompagnement.",
        "Le transport scolaire adapté est accordé à partir de {w}.",
    ),
    "DECES_CONJOINT": (
        "Démarches après le décès vues une à une : pension, assurance, compte bancaire.",
        "{P} a reçu le capital décès ; la demande d’allocation de soutien familial est prête.",
        "{P} parle de son conjoint et de ce que {E} en dit ; un espace d’écoute est proposé.",
        "Le notaire reçoit la famille en {w}.",
    ),
    "VACANCES": (
        "Premier départ en vacances en projet : une semaine au bord de la mer en {w}.",
        "Réservation avec l’aide aux vacances sociales ; reste à charge de {m}.",
        "{E} choisit les activités du séjour, la valise est presque prête.",
        "Retour de séjour : {P} garde un bon souvenir de la semaine.",
    ),
    "DEMANDE_SPONTANEE": (
        "{P} vient pour un courrier de la Caf qu’{i} ne comprend pas ; lecture et réponse "
        "ensemble.",
        "Point sur les droits : la prime d’activité et la complémentaire santé sont à demander.",
        "Le mot de passe du compte est retrouvé avec l’écrivain numérique.",
        "{P} cherche un moyen de transport pour aller à {o} le {j}.",
        "Facture d’énergie de {m} ; le chèque énergie n’a pas été utilisé.",
        "{P} demande une aide pour l’inscription de {E} à la cantine.",
        "{P} a déposé sa demande de logement à {o}.",
    ),
    "PARTENAIRE": (
        "Contact pris après l’appel du collège, avec l’accord de la famille, au sujet de {E}.",
        "{P} est d’accord pour une rencontre à trois avec l’école le {j}.",
        "L’assistante sociale scolaire signale de nombreuses absences de {E} depuis {q}.",
        "Échange avec le centre social de {o} : une place au Clas est possible.",
    ),
}  # fmt: skip
# What is spoken of in any family, once the first matters are said.
TOUJOURS: Final = (
    "Point sur le budget du mois : les charges sont à jour.",
    "{P} donne des nouvelles : le courrier attendu est arrivé.",
    "Relecture d’un courrier reçu cette semaine, réponse préparée ensemble.",
    "{P} a retrouvé l’attestation demandée ; copie prise.",
    "Déclaration trimestrielle de ressources faite ensemble en ligne.",
    "{P} demande à être prévenue par SMS plutôt que par courrier.",
    "Quotient familial à jour, le tarif de la cantine baisse à partir de {w}.",
    "{P} cherche un covoiturage pour {o} le {j}.",
    "{E} commence une activité au centre social le {j}.",
    "Réunion avec l’école prévue en {w}, avec l’accord de la famille.",
    "{P} a rencontré d’autres parents et souhaite y retourner.",
    "La facture d’eau de {m} est étalée sur trois mois.",
    "{P} attend une réponse pour le logement demandé à {o}.",
    "Rendez-vous à la mission locale le {j}.",
    "{P} dit aller mieux et dormir davantage.",
    "Chèque énergie utilisé pour la facture de {q}.",
    "Inscription de {E} aux vacances apprenantes envoyée.",
    "{P} demande où imprimer ses documents ; l’écrivain numérique reçoit le {j}.",
)
ENSUITE: Final = (
    "Prochain point le {j}.",
    "{P} rappelle si quelque chose change.",
    "{I} apportera les justificatifs au prochain rendez-vous.",
    "La suite est convenue ensemble.",
    "Un courrier récapitulatif lui est remis.",
    "{P} préfère être rappelée après {h} h.",
    "{I} en parle d’abord à son entourage.",
)
SANS_ECHANGE: Final[dict[str, tuple[str, ...]]] = {
    "MESSAGE": (
        "Message laissé : rappeler l’antenne.",
        "Message laissé pour le rendez-vous du {j}.",
    ),
    "SANS_REPONSE": ("Pas de réponse.", "Pas de réponse, nouvel essai prévu le {j}.", ""),
    "ABSENT": (
        "Absence au rendez-vous, sans nouvelle.",
        "Personne ne répond à la porte ; avis de passage laissé.",
    ),
    "ANNULE": ("Rendez-vous annulé : {E} garde la chambre.", "Annulé à la demande de la famille."),
}
SUITES: Final = (
    "Rappeler la famille", "Envoyer la liste des pièces", "Vérifier le versement",
    "Relire le budget ensemble", "Transmettre l’attestation", "Fixer la prochaine visite",
    "Appeler la plateforme mobilité",
)  # fmt: skip
# Next steps that go with what the family came for.
SUITES_PROPRES: Final[dict[str, tuple[str, ...]]] = {
    "SEPARATION": ("Suivre la demande d’ASF", "Donner l’adresse de la médiation"),
    "PARENT_SEUL": ("Chercher une place en crèche", "Appeler la mission locale"),
    "IMPAYE": ("Appeler le bailleur", "Demander l’avis d’échéance", "Déposer la demande de FSL"),
    "NON_DECENCE": ("Appeler l’Adil", "Relancer le propriétaire"),
    "SURPEUPLEMENT": ("Relancer le service logement", "Préparer la commission"),
    "ARRIVEE_ENFANT": ("Voir la place en crèche", "Donner les horaires du Laep"),
    "HANDICAP_ENFANT": ("Appeler la halte répit", "Préparer le renouvellement de l’AEEH"),
    "DECES_CONJOINT": ("Vérifier la pension", "Proposer un temps d’écoute"),
    "VACANCES": ("Réserver le séjour", "Vérifier l’aide aux vacances"),
    "DEMANDE_SPONTANEE": ("Relancer la complémentaire santé", "Prendre un rendez-vous numérique"),
    "PARTENAIRE": ("Prendre rendez-vous avec l’école", "Voir la place au Clas"),
}
ATTENTES: Final = (
    "La famille aimerait commencer avant {w}. Le service fait un point après un mois.",
    "{P} souhaite d’abord visiter le lieu.",
    "Un accueil deux demi-journées par semaine, pour le temps des démarches.",
    "Être rappelée par la structure pour fixer un premier rendez-vous.",
    "",
)
SUITES_DONNEES: Final = (
    "La famille y va régulièrement.", "Le premier rendez-vous a eu lieu, la suite est prévue.",
    "La famille dit que cela lui convient.", "Deux rencontres ont eu lieu.",
)  # fmt: skip

# Needs that go with what the family came for.
BESOINS: Final[dict[str, tuple[str, ...]]] = {
    "SEPARATION": ("RELATIONS", "BUDGET", "GARDE"),
    "PARENT_SEUL": ("GARDE", "INSERTION", "ISOLEMENT", "MOBILITE"),
    "IMPAYE": ("BUDGET", "LOGEMENT", "DROITS"),
    "NON_DECENCE": ("LOGEMENT", "DROITS"),
    "SURPEUPLEMENT": ("LOGEMENT", "SCOLARITE"),
    "ARRIVEE_ENFANT": ("GARDE", "REPIT", "ISOLEMENT"),
    "HANDICAP_ENFANT": ("HANDICAP_ENFANT", "REPIT", "SCOLARITE"),
    "DECES_CONJOINT": ("DROITS", "ISOLEMENT"),
    "VACANCES": ("ISOLEMENT", "BUDGET"),
    "DEMANDE_SPONTANEE": ("DROITS", "NUMERIQUE", "MOBILITE", "ECRIT"),
    "PARTENAIRE": ("SCOLARITE", "RELATIONS"),
}

_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
_MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


_SLOT: Final = re.compile(r"\{(\w)\}")
_ELISION: Final = re.compile(r"\b([Dd]|[Qq]u)e (?=[AEIOUÉÈÊÂÎÔaeiouéèêâîô])")


@cache
def _prepared(sentence: str, femme: bool) -> tuple[str, tuple[str, ...]]:
    """Return a sentence in French typography, agreeing with who speaks, and its slots."""
    if not femme:
        for feminine in ("rappelée", "fatiguée", "prévenue"):
            sentence = sentence.replace(feminine, feminine[:-1])
    return typographie(sentence), tuple(dict.fromkeys(_SLOT.findall(sentence)))


class Plume:
    """Writes the notes of one family: what is told once is not told again until all has been."""

    def __init__(
        self, rng: random.Random, femme: bool, enfants: list[str], lieux: list[str], offre: str
    ) -> None:
        self._rng = rng
        self._femme = femme
        self._enfants = enfants
        self._lieux = lieux
        self._offre = offre
        self._left: list[str] = []

    def note(self, issue: str, jour: date) -> str:
        """Return the note of one contact of that day; days are asked for in order."""
        if issue != "ECHANGE":
            return self.fill(self._rng.choice(SANS_ECHANGE[issue]), jour)
        chosen = [self._next_fact() for _ in range(self._rng.choice((1, 1, 2)))]
        if self._rng.random() < 0.4:
            chosen.append(self._rng.choice(ENSUITE))
        return " ".join(self.fill(sentence, jour) for sentence in chosen)

    def suite(self) -> str:
        """Return a next step."""
        return self._rng.choice(SUITES + 2 * SUITES_PROPRES[self._offre])

    def fill(self, sentence: str, jour: date) -> str:
        """Fill the slots of a sentence written on a day, with French typography."""
        text, slots = _prepared(sentence, self._femme)
        if not slots:
            return text
        filled = text.format_map({slot: self._word(slot, jour) for slot in slots})
        return _ELISION.sub(r"\1’", filled)

    def _word(self, slot: str, jour: date) -> str:
        """Return what stands in one slot."""
        rng = self._rng
        if slot in "PIi":
            woman, man = {"P": ("Madame", "Monsieur"), "I": ("Elle", "Il"), "i": ("elle", "il")}[
                slot
            ]
            return woman if self._femme else man
        if slot in "qw":
            months = rng.randrange(1, 4)
            return _MOIS[(jour.month - 1 + (months if slot == "w" else -months)) % 12]
        if slot == "m":
            return f"{rng.randrange(20, 900, 5)}\u00a0€"
        if slot == "h":
            return str(rng.randrange(14, 18))
        words = {"E": self._enfants, "j": _JOURS, "o": self._lieux}[slot]
        return rng.choice(words) if words else ""

    def _next_fact(self) -> str:
        """The facts of what the family came for first, then those of any family."""
        if not self._left:
            own, common = list(FAITS[self._offre]), list(TOUJOURS)
            self._rng.shuffle(own)
            self._rng.shuffle(common)
            facts = own + common
            self._left = [f for f in reversed(facts) if self._enfants or "{E}" not in f]
        return self._left.pop()
