"""What an import would do, household by household, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldapp.db.agents import list_agents
from fieldapp.db.journal import Nouvelle
from fieldapp.db.usagers import former_values
from fieldapp.domain import droits
from fieldapp.domain.adresse import LIEU, PRINCIPALE
from fieldapp.domain.caseload import SaisieUsager
from fieldapp.domain.foyer import ENFANT, household_name
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.domain.rapport import LigneRejetee
from fieldapp.domain.regroupement import Groupe
from fieldapp.domain.texte import NBSP, fold, tokens
from fieldapp.services.communes import resolve
from fieldapp.services.session import Session
from fieldapp.services.telephones import try_normalise
from fieldapp.services.usagers_connus import FoyerConnu, PersonneConnue, Registre, name_after
from fieldapp.services.usagers_numeros import place_numbers

ELSEWHERE = "Cette famille est suivie par une autre antenne."


@dataclass(frozen=True, slots=True)
class Changement:
    """New values for some fields of one row."""

    table: str
    row_id: str
    foyer_id: str
    fields: Mapping[str, Valeur]


@dataclass(slots=True)
class Plan:
    """What one household of the file asks for; every line of it is counted once.

    `remarques` are (line, sentence without its final stop); `lieux_inconnus` (line, postcode and
    town as written).
    """

    nouvelles: list[Nouvelle] = field(default_factory=list)
    changements: list[Changement] = field(default_factory=list)
    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0
    doublons: int = 0
    rejetes: list[LigneRejetee] = field(default_factory=list)
    remarques: list[tuple[int, str]] = field(default_factory=list)
    lieux_inconnus: list[tuple[int, str]] = field(default_factory=list)
    referents_inconnus: list[str] = field(default_factory=list)


class Comparaison:
    """The file against the store: `plan` is asked for each household, in order.

    It remembers what it planned, so that a dry run and a real one count the same.
    """

    def __init__(self, session: Session, *, with_referent: bool) -> None:
        self._session = session
        self._with_referent = with_referent
        self._agents = list_agents(session.store)
        self._registre = Registre(session.store, session.agent.organisme)

    def plan(self, groupe: Groupe) -> Plan:
        """Say what one household of the file asks for, and remember it as done."""
        plan = Plan(doublons=len(groupe.doublons))
        plan.remarques += [
            (ligne, f"même personne que la ligne {kept}") for ligne, kept in groupe.doublons
        ]
        plan.remarques += [(u.ligne, note) for u in groupe.usagers for note in u.remarques]
        foyer = self._registre.find_foyer(groupe)
        if foyer is not None and not self._in_reach(foyer):
            plan.rejetes += [LigneRejetee(u.ligne, ELSEWHERE) for u in groupe.usagers]
            return plan
        usagers = [u for u in groupe.usagers if not self._is_followed_elsewhere(u, foyer, plan)]
        if not usagers:
            return plan
        if foyer is None:
            foyer = self._create(groupe, usagers, plan)
            changed = False
        else:
            changed = self._update_foyer(foyer, groupe, plan)
        for usager in usagers:
            self._place(foyer, usager, plan, changed and usager is usagers[0])
        self._rename(foyer, plan)
        for membre in foyer.membres:
            membre.nouveau = False  # written with this plan: a later household finds it there
        return plan

    def _in_reach(self, foyer: FoyerConnu) -> bool:
        agent = self._session.agent
        return foyer.unite == agent.unite or foyer.fields.get("referent_id") == agent.id

    def _is_followed_elsewhere(
        self, usager: SaisieUsager, foyer: FoyerConnu | None, plan: Plan
    ) -> bool:
        """Whether this person is in another household already: nothing is created twice."""
        known = self._registre.find_personne(usager)
        if known is None or (foyer is not None and known[0].id == foyer.id):
            return False
        if foyer is not None and foyer.member(usager) is not None:
            return False
        other = known[0]
        plan.doublons += 1
        if not self._in_reach(other):
            plan.remarques.append((usager.ligne, "personne suivie par une autre antenne"))
        elif known[1].ligne:
            plan.remarques.append((usager.ligne, f"même personne que la ligne {known[1].ligne}"))
        else:
            numero = other.fields.get("numero") or "sans numéro"
            plan.remarques.append(
                (usager.ligne, f"personne déjà suivie dans un autre dossier ({numero}), à vérifier")
            )
        return True

    def _create(self, groupe: Groupe, usagers: list[SaisieUsager], plan: Plan) -> FoyerConnu:
        agent = self._session.agent
        adults = [u.nom or u.prenom for u in usagers if u.role != ENFANT]
        fields = self._foyer_fields(groupe, plan) | {
            "nom": household_name(adults or [u.nom or u.prenom for u in usagers]),
            "referent_id": self._referent(groupe.chef, plan),
        }
        foyer = FoyerConnu(new_id(), agent.unite, fields, nouveau=True)
        opened: dict[str, Valeur] = {
            "organisme": agent.organisme,
            "unite": agent.unite,
            "ouvert_le": aujourd_hui().isoformat(),
        }
        # Booleans are 0 and never unknown, as when a file is opened by hand.
        flags: dict[str, Valeur] = {"interprete": 0, "ecrit_difficile": 0, "violence": 0}
        plan.nouvelles.append(Nouvelle("foyer", foyer.id, {**fields, **opened, **flags}))
        self._registre.add_foyer(foyer)
        return foyer

    def _update_foyer(self, foyer: FoyerConnu, groupe: Groupe, plan: Plan) -> bool:
        chef = groupe.chef
        found = self._foyer_fields(groupe, plan)
        wanted: dict[str, Valeur] = {name: v for name, v in found.items() if v is not None}
        if foyer.fields.get("referent_id") is None and chef.referent:
            wanted["referent_id"] = self._referent(chef, plan)
        changes = self._fresh("foyer", foyer.id, foyer.fields, wanted, chef.ligne, plan)
        for place, companion in (("adresse", "complement"), ("commune", "code_insee")):
            if place in changes:
                # A new street does not keep the staircase of the former one, nor a town its code.
                changes[companion] = found[companion]
            elif found[place] not in (None, foyer.fields.get(place)):
                changes.pop(companion, None)  # the file's street is out of date, so is this
        if _is_a_move(foyer.fields, changes):
            plan.nouvelles.append(_former_address(foyer))
            changes["adresse_depuis"] = None  # the file does not say since when
        self._change(plan, "foyer", foyer.id, foyer.id, foyer.fields, changes)
        self._registre.add_foyer(foyer)
        return bool(changes)

    def _place(
        self, foyer: FoyerConnu, usager: SaisieUsager, plan: Plan, foyer_changed: bool
    ) -> None:
        """Count one line: a person created, changed or found as it is."""
        fields = _person_fields(usager)
        known = foyer.member(usager)
        if known is None:
            person = PersonneConnue(new_id(), usager.role, fields, usager.ligne, nouveau=True)
            link: dict[str, Valeur] = {
                "foyer_id": foyer.id, "personne_id": person.id, "role": usager.role,
            }  # fmt: skip
            plan.nouvelles.append(Nouvelle("personne", person.id, fields, foyer.id))
            plan.nouvelles.append(Nouvelle("appartenance", new_id(), link, foyer.id))
            self._registre.add_personne(foyer, person)
            fields |= self._numbers(foyer, person, usager, plan)[0]
            plan.crees += 1
            return
        if known.ligne:
            plan.doublons += 1
            plan.remarques.append((usager.ligne, f"même personne que la ligne {known.ligne}"))
            return
        wanted: dict[str, Valeur] = {
            n: v for n, v in fields.items() if v is not None and n not in ("nom", "prenom")
        }
        numbers, shared = self._numbers(foyer, known, usager, plan)
        wanted |= numbers
        changes = self._fresh("personne", known.id, known.fields, wanted, usager.ligne, plan)
        self._change(plan, "personne", known.id, foyer.id, known.fields, changes)
        known.ligne = usager.ligne
        if changes or shared or foyer_changed:
            plan.mis_a_jour += 1
        else:
            plan.inchanges += 1

    def _rename(self, foyer: FoyerConnu, plan: Plan) -> None:
        """A household named after its adults follows them; one named by hand keeps its name."""
        created = {new.row_id for new in plan.nouvelles}
        before = [m for m in foyer.membres if m.id not in created]
        if foyer.nouveau or len(before) == len(foyer.membres):
            return
        if foyer.fields.get("nom") == name_after(before):
            name: dict[str, Valeur] = {"nom": name_after(foyer.membres)}
            if name["nom"] != foyer.fields.get("nom"):
                self._change(plan, "foyer", foyer.id, foyer.id, foyer.fields, name)

    def _fresh(
        self,
        table: str,
        row_id: str,
        current: Mapping[str, Valeur],
        wanted: Mapping[str, Valeur],
        ligne: int,
        plan: Plan,
    ) -> dict[str, Valeur]:
        """The values that change something, without those that somebody here has replaced since."""
        changes = {n: v for n, v in wanted.items() if v != current.get(n)}
        differing = [n for n, v in changes.items() if current.get(n) is not None and v is not None]
        if not differing:
            return changes
        former = former_values(self._session.store, table, row_id)
        for name in differing:
            if changes[name] in former.get(name, set()):
                plan.remarques.append(
                    (ligne, f"«{NBSP}{changes[name]}{NBSP}» a été modifié depuis dans le dossier")
                )
                del changes[name]
        return changes

    def _change(
        self,
        plan: Plan,
        table: str,
        row_id: str,
        foyer_id: str,
        current: dict[str, Valeur],
        changes: dict[str, Valeur],
    ) -> None:
        if changes:
            plan.changements.append(Changement(table, row_id, foyer_id, changes))
            current.update(changes)

    def _foyer_fields(self, groupe: Groupe, plan: Plan) -> dict[str, Valeur]:
        lieu = groupe.domicile
        commune = resolve(lieu.code_postal, lieu.commune)
        if commune is None and lieu.commune and lieu.code_postal:
            plan.lieux_inconnus.append((lieu.ligne, f"{lieu.code_postal} {lieu.commune}"))
        return {
            "numero": groupe.chef.numero,
            "autre_numero": groupe.chef.autre_numero,
            "adresse": lieu.adresse,
            "complement": lieu.complement,
            "code_postal": lieu.code_postal,
            "commune": commune.nom if commune else lieu.commune,
            "code_insee": commune.code_insee if commune else None,
        }

    def _numbers(
        self, foyer: FoyerConnu, person: PersonneConnue, usager: SaisieUsager, plan: Plan
    ) -> tuple[dict[str, Valeur], bool]:
        """Plan the numbers of a line: fields of the record, and whether anything else changes."""
        phones = [(text, try_normalise(text)) for text in usager.telephones]
        for text, number in phones:
            if number is None:
                plan.remarques.append((usager.ligne, f"téléphone «{NBSP}{text}{NBSP}» non repris"))
        good = [number for _, number in phones if number is not None]
        values = list(dict.fromkeys((*good, *(mail.lower() for mail in usager.courriels))))
        found = place_numbers(self._session.store, foyer, person, values)
        plan.nouvelles += found.nouvelles
        plan.changements += [
            Changement(table, row_id, foyer.id, fields)
            for table, row_id, fields in found.changements
        ]
        plan.remarques += [
            (usager.ligne, f"«{NBSP}{valeur}{NBSP}» a été modifié depuis dans le dossier")
            for valeur in found.remplaces
        ]
        return found.personne, bool(found.nouvelles or found.changements)

    def _referent(self, chef: SaisieUsager, plan: Plan) -> str | None:
        """The agent that the file names; without such a column, the worker who imports."""
        session = self._session
        if not self._with_referent:
            return session.agent.id if session.famille_role == droits.TS else None
        if not chef.referent:
            return None
        words = set(tokens(chef.referent.partition("@")[0]))
        found = [agent.id for agent in self._agents if set(tokens(agent.nom)) == words]
        if len(found) != 1:
            plan.referents_inconnus.append(chef.referent)
            return None
        return found[0]


def _person_fields(usager: SaisieUsager) -> dict[str, Valeur]:
    return {
        "nom": usager.nom or None,
        "prenom": usager.prenom or None,
        "nom_naissance": usager.nom_naissance,
        "civilite": usager.civilite,
        "naissance": usager.naissance,
        "telephone": None,
        "courriel": None,
    }


def _is_a_move(current: Mapping[str, Valeur], changes: Mapping[str, Valeur]) -> bool:
    """Whether the file gives another street or another town, and not one written otherwise."""
    return any(
        current.get(name) is not None
        and changes.get(name) is not None
        and fold(str(current[name])) != fold(str(changes[name]))
        for name in ("adresse", "commune")
    )


def _former_address(foyer: FoyerConnu) -> Nouvelle:
    """The address that the file replaces, kept until today at the latest."""
    place = {name: foyer.fields.get(name) for name in LIEU}
    dates = {"debut": foyer.fields.get("adresse_depuis"), "fin": aujourd_hui().isoformat()}
    fields = {"foyer_id": foyer.id, "genre": PRINCIPALE, **place, **dates}
    return Nouvelle("adresse", new_id(), fields, foyer.id)
