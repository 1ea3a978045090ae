"""The structure of the directory: those of the action's kinds, the département and town first."""

from __future__ import annotations

from fieldapp.domain.structure import Structure
from fieldapp.domain.texte import fold
from fieldapp.services import structures
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.orientations.pick_field import PickField
from fieldapp.ui.tasks import Tasks

LIMIT = 60
UNKNOWN = "Aucune structure de ce genre dans l’annuaire de ce poste. Le champ peut rester vide."
TO_CONFIRM = BadgeSpec("À confirmer", "warn", "clock")


class StructureField(PickField):
    """A structure, or nothing. `structure` is the one chosen, with all that is known of it."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__("Structures", "map-pin", self._propose, "Nom ou commune")
        self._session, self._tasks = session, tasks
        self._types: tuple[str, ...] = ()
        self._code_insee: str | None = None
        self._found: dict[str, Structure] = {}
        self.structure: Structure | None = None

    def set_context(self, types: tuple[str, ...], code_insee: str | None) -> None:
        """Propose these kinds of structures, those of a commune first."""
        self._types, self._code_insee = types, code_insee

    def clear_structure(self) -> None:
        """Show nothing."""
        self.structure = None
        self.set_key("", "")

    def set_structure(self, structure: Structure) -> None:
        """Show a structure; nothing is emitted."""
        self.structure = structure
        named = fold(structure.commune or "") in fold(structure.nom)
        town = "" if named else f", {structure.commune}"
        badge = TO_CONFIRM if structure.a_confirmer else None
        self.set_key(structure.id, f"{structure.nom}{town}", badge)

    def take(self, key: str) -> None:
        found = self._found.get(key)
        if found is not None:
            self.set_structure(found)
            self.chosen.emit(key)

    def _propose(self, texte: str) -> None:
        self._tasks.run(
            lambda: self._read(texte), lambda found: self._answered(texte, found), owner=self
        )

    def _read(self, texte: str) -> tuple[Structure, ...]:
        session, types = self._session, self._types
        organisme = session.catalogue.organisme(session.agent.organisme)
        departement = organisme.departement if organisme is not None else None
        near = structures.list_structures(session, types, texte, departement, LIMIT)
        near = tuple(sorted(near, key=lambda s: (s.code_insee != self._code_insee, s.nom)))
        if len(near) >= LIMIT:
            return near
        known = {s.id for s in near}
        others = structures.list_structures(session, types, texte, None, LIMIT)
        return near + tuple(s for s in others if s.id not in known)

    def _answered(self, texte: str, found: tuple[Structure, ...]) -> None:
        self._found = {s.id: s for s in found}
        self.show_rows(texte, (self._row(s) for s in found))

    def _row(self, structure: Structure) -> Row:
        kind = self._session.catalogue.libelle("types_structure", structure.type)
        town = structure.commune if not structure.adresse_masquee else ""
        second = " · ".join(part for part in (kind, town) if part)
        badges = (TO_CONFIRM,) if structure.a_confirmer else ()
        return Row(structure.id, structure.nom, second, "map-pin", badges=badges)
