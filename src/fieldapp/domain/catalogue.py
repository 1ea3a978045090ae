"""The reference data of the trade: organisations, plans, orientation types, lists of codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entree:
    """One value of a list: what is stored is the code, what is shown is the label.

    A value that is no longer offered is ``actif=False``, never removed: old records show it.
    ``donnees`` holds what is particular to its list (e.g. ``famille_droits`` of a role).
    """

    code: str
    libelle: str
    description: str | None = None
    rang: int = 0
    actif: bool = True
    donnees: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class Organisme:
    """A Caf or a Département."""

    code: str
    libelle: str
    type: str
    departement: str
    adresse: str | None = None
    site_web: str | None = None
    a_confirmer: bool = False
    """The address comes from an old document: not to be printed before someone confirmed it."""


@dataclass(frozen=True, slots=True)
class Unite:
    """Where agents work: site, antenne, centre social, agence or territoire."""

    code: str
    libelle: str
    nom: str
    """The name as it is written on a letter: « Antenne d’Arras »."""
    type: str
    organisme: str
    codes_insee: tuple[str, ...] = ()
    codes_postaux: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a plan, which tags and counts orientations."""

    code: str
    libelle: str
    description: str | None
    plan: str
    ambition: str | None
    """Code of the ambition or axis it belongs to; None where the plan has no such level."""
    publics: tuple[str, ...]
    types_orientation: tuple[str, ...]
    sur_famille: bool
    """Whether it may ever tag a family: False for plan P62-REP and axis 7 of the CTG."""


@dataclass(frozen=True, slots=True)
class Ambition:
    """An ambition or axis: a level between a plan and its actions."""

    code: str
    libelle: str
    rang: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan voted by one organisation; dates are years or months as the document gives them."""

    code: str
    libelle: str
    description: str | None
    organisme: str
    debut: str | None
    fin: str | None
    usage_sur_famille: bool
    ambitions: tuple[Ambition, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class TypeOrientation:
    """Something a family can be oriented to, with the rules that bind it."""

    code: str
    libelle: str
    famille: str
    types_structure: tuple[str, ...]
    publics: tuple[str, ...]
    regles: tuple[str, ...]
    sous_types: tuple[str, ...]
    """Codes to choose from when the type has variants (« permis », « entretien »…)."""
    restreinte: bool
    """Violence and shelter: the orientation is of the restricted class."""
    actions_plan: tuple[str, ...]

    def has(self, regle: str) -> bool:
        """Whether a rule of ``regles_orientation`` binds this type."""
        return regle in self.regles


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One version of the reference data, read once and shared by every screen."""

    version: str
    organismes: tuple[Organisme, ...]
    unites: tuple[Unite, ...]
    plans: tuple[Plan, ...]
    types_orientation: tuple[TypeOrientation, ...]
    listes: Mapping[str, tuple[Entree, ...]]
    """Every list by its name (« natures_contact »…), those of the fields above included."""
    motifs_par_famille: Mapping[str, tuple[str, ...]]
    motifs_par_type: Mapping[str, tuple[str, ...]]
    _index: Mapping[str, Mapping[str, Entree]] = field(repr=False)

    def entrees(self, nature: str) -> tuple[Entree, ...]:
        """Return the values of a list that are still offered, in their order."""
        return tuple(e for e in self.listes.get(nature, ()) if e.actif)

    def entree(self, nature: str, code: str) -> Entree | None:
        """Return one value, offered or not; None when this version does not know it."""
        return self._index.get(nature, _NOTHING).get(code)

    def libelle(self, nature: str, code: str) -> str:
        """Return what to show for a code; a code of a newer version is shown as it is."""
        found = self.entree(nature, code)
        return found.libelle if found else code

    def type_orientation(self, code: str) -> TypeOrientation | None:
        """Return one orientation type, or None when this version does not know it."""
        return next((t for t in self.types_orientation if t.code == code), None)

    def organisme(self, code: str) -> Organisme | None:
        """Return one organisation, or None when this version does not know it."""
        return next((o for o in self.organismes if o.code == code), None)

    def unite(self, code: str) -> Unite | None:
        """Return one unit, or None when this version does not know it."""
        return next((u for u in self.unites if u.code == code), None)

    def unites_of(self, organisme: str) -> tuple[Unite, ...]:
        """Return the units of an organisation, in the order of the hierarchy."""
        return tuple(u for u in self.unites if u.organisme == organisme)

    def actions(self) -> Iterator[Action]:
        """Go through the actions of all plans."""
        for plan in self.plans:
            yield from plan.actions

    def actions_for_family(
        self, type_code: str, organisme: str | None = None
    ) -> tuple[Action, ...]:
        """Return the actions that an orientation of this type may be counted under.

        An action that may not tag a family never comes out, whoever asks. ``organisme`` keeps
        the plans of one organisation. Those that the type names itself come first.
        """
        kind = self.type_orientation(type_code)
        if kind is None:
            return ()
        plans = {p.code for p in self.plans if organisme in (None, p.organisme)}
        allowed = [a for a in self.actions() if a.sur_famille and a.plan in plans]
        named = [a for a in allowed if a.code in kind.actions_plan]
        # Training of professionals serves families but no family is « oriented » to it.
        others = [
            a
            for a in allowed
            if type_code in a.types_orientation
            and a not in named
            and "PROFESSIONNELS" not in a.publics
        ]
        return (*named, *others)

    def motifs_for(self, type_code: str) -> tuple[str, ...]:
        """Return the motives offered for an orientation; the worker may write another one."""
        own = self.motifs_par_type.get(type_code)
        if own is not None:
            return own
        kind = self.type_orientation(type_code)
        return self.motifs_par_famille.get(kind.famille, ()) if kind else ()

    def role_family(self, role: str) -> str:
        """Return the permission family of a role: TS, RESPONSABLE, SECRETAIRE or SIEGE.

        An unknown role belongs to no family (an empty text), so nothing is granted to it.
        """
        found = self.entree("roles", role)
        return str(found.donnees.get("famille_droits", "")) if found else ""


def load_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """Build the catalogue from the decoded ``catalogue.json``; what it does not know is kept."""
    plans = tuple(_plan(raw) for raw in data["plans"])
    listes = {
        name: tuple(_entree(raw, rang) for rang, raw in enumerate(values, start=1))
        for name, values in data.items()
        if isinstance(values, list) and all(isinstance(v, dict) and "code" in v for v in values)
    }
    actions = [action for plan in plans for action in plan.actions]
    ambitions = [ambition for plan in plans for ambition in plan.ambitions]
    listes["actions"] = tuple(
        Entree(a.code, a.libelle, a.description, rang) for rang, a in enumerate(actions, start=1)
    )
    listes["ambitions"] = tuple(
        Entree(a.code, a.libelle, None, rang) for rang, a in enumerate(ambitions, start=1)
    )
    motifs = data["orientation_motifs"]
    return Catalogue(
        version=data["version"],
        organismes=tuple(_organisme(raw) for raw in data["organismes"]),
        unites=tuple(_unite(raw) for raw in data["unites"]),
        plans=plans,
        types_orientation=tuple(_type_orientation(raw) for raw in data["types_orientation"]),
        listes=MappingProxyType(listes),
        motifs_par_famille={code: tuple(texts) for code, texts in motifs["familles"].items()},
        motifs_par_type={code: tuple(texts) for code, texts in motifs["types"].items()},
        _index={name: {e.code: e for e in values} for name, values in listes.items()},
    )


_ENTREE_FIELDS = {"code", "libelle", "description", "rang", "actif"}


def _entree(raw: Mapping[str, Any], rang: int) -> Entree:
    donnees = {name: value for name, value in raw.items() if name not in _ENTREE_FIELDS}
    return Entree(
        code=raw["code"],
        libelle=raw["libelle"],
        description=raw.get("description"),
        rang=raw.get("rang", rang),
        actif=raw.get("actif", True),
        donnees=MappingProxyType(donnees),
    )


def _organisme(raw: Mapping[str, Any]) -> Organisme:
    return Organisme(
        code=raw["code"],
        libelle=raw["libelle"],
        type=raw["type"],
        departement=raw["departement"],
        adresse=raw.get("adresse"),
        site_web=raw.get("site_web"),
        a_confirmer=raw.get("a_confirmer", False),
    )


def _unite(raw: Mapping[str, Any]) -> Unite:
    return Unite(
        code=raw["code"],
        libelle=raw["libelle"],
        nom=raw["nom"],
        type=raw["type"],
        organisme=raw["organisme"],
        codes_insee=tuple(raw["codes_insee"]),
        codes_postaux=tuple(raw["codes_postaux"]),
    )


def _type_orientation(raw: Mapping[str, Any]) -> TypeOrientation:
    regles = tuple(raw["regles"])
    variants = [r.removeprefix("sous_type:") for r in regles if r.startswith("sous_type:")]
    return TypeOrientation(
        code=raw["code"],
        libelle=raw["libelle"],
        famille=raw["famille"],
        types_structure=tuple(raw["types_structure"]),
        publics=tuple(raw["publics"]),
        regles=regles,
        sous_types=tuple(code for variant in variants for code in variant.split("|")),
        restreinte=raw["confidentialite"] == "restreinte",
        actions_plan=tuple(raw["actions_plan"]),
    )


def _plan(raw: Mapping[str, Any]) -> Plan:
    """Read a plan; its levels have the names of its document (ambitions, axes, fiches…)."""
    sur_famille: bool = raw["usage_sur_famille"]
    ambitions: list[Ambition] = []
    actions: list[Action] = []
    for level in (*raw.get("ambitions", ()), *raw.get("axes", ())):
        below = [*level.get("actions", ())]
        for objectif in level.get("objectifs", ()):
            below += objectif["actions"]
        if below:
            group = tuple(_action(a, raw["code"], level["code"], sur_famille) for a in below)
            ambitions.append(Ambition(level["code"], level["libelle"], level["rang"], group))
            actions += group
        else:
            # An axis of the CTG has no action under it: it is what orientations are tagged with.
            actions.append(_action(level, raw["code"], None, sur_famille))
    for single in (*raw.get("fiches", ()), *raw.get("actions_agences", ())):
        actions.append(_action(single, raw["code"], None, sur_famille))
    return Plan(
        code=raw["code"],
        libelle=raw["libelle"],
        description=raw.get("description"),
        organisme=raw["organisme"],
        debut=raw.get("debut"),
        fin=raw.get("fin"),
        usage_sur_famille=sur_famille,
        ambitions=tuple(ambitions),
        actions=tuple(actions),
    )


def _action(
    raw: Mapping[str, Any], plan: str, ambition: str | None, plan_sur_famille: bool
) -> Action:
    return Action(
        code=raw["code"],
        libelle=raw["libelle"],
        description=raw.get("description"),
        plan=plan,
        ambition=ambition,
        publics=tuple(raw.get("publics", ())),
        types_orientation=tuple(raw.get("types_orientation", ())),
        sur_famille=plan_sur_famille and raw.get("sur_famille", True),
    )
