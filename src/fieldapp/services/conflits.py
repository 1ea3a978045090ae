"""Conflicts: what two people changed without seeing each other, and what is decided of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fieldapp.db import agents, conflits, foyers, fusions, journal
from fieldapp.domain import droits
from fieldapp.domain.conflit import (
    REVOIR_JOURS,
    Conflit,
    Decision,
    GroupeConflits,
    Masque,
    Version,
)
from fieldapp.domain.coordonnee import SaisieCoordonnee
from fieldapp.domain.decision import (
    ancestors,
    decision_behind,
    fields_to_decide_again,
    originals,
    standing_for,
    unseen_edits,
)
from fieldapp.domain.doublon_fusion import AUTEUR_SUITE
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME, Etat, merge
from fieldapp.domain.journal import KIND_UNDO, Op, OpId, Valeur
from fieldapp.services import contact_sur, coordonnees
from fieldapp.services.droits import may, require
from fieldapp.services.historique import home_of, may_read_row, require_row
from fieldapp.services.masquage import is_protected, masque_of
from fieldapp.services.session import Session

# The fields that tell what a row is about, and how much of them is told.
_DIT = ("note", "libelle", "titre")
_FIRST = 60


def list_conflits(session: Session) -> tuple[Conflit, ...]:
    """Return the fields in conflict of the files in reach, with every value kept."""
    return tuple(conflit for groupe in list_groupes(session) for conflit in groupe.conflits)


def list_groupes(session: Session) -> tuple[GroupeConflits, ...]:
    """Return what waits for a decision, file by file in the order of their names."""
    require(session, droits.LIRE_FOYER)
    names = agents.agent_names(session.store)
    found: dict[str | None, tuple[str, list[Conflit], dict[str, None]]] = {}
    for row in conflits.list_conflits(session.store):
        ops = journal.row_ops(session.store, row["table"], row["row_id"])
        if not may_read_row(session, row["table"], row["row_id"], row["foyer_id"], ops):
            continue
        state = merge(ops)
        versions = _versions(session, state, row["champ"], ops, names)
        heads = standing_for(state.heads.get(row["champ"], ()), row["champ"], ops)
        avant = _before(ops, heads, row["champ"], names)
        conflit = Conflit(
            row["table"], row["row_id"], row["champ"], row["foyer_id"], row["nom"], versions, avant,
            masque=_masque(session, row["table"], row["row_id"], row["champ"], row["foyer_id"]),
            quoi=_first_words(state, row["champ"]),
        )  # fmt: skip
        _nom, several, reunis = found.setdefault(row["foyer_id"], (row["nom"], [], {}))
        several.append(conflit)
        reunis.update(dict.fromkeys(_united(ops, state, avant)))
    for conflit in _reopened(session, names):
        found.setdefault(conflit.foyer_id, (conflit.foyer, [], {}))[1].append(conflit)
    return tuple(
        GroupeConflits(
            foyer_id, nom, tuple(several), tuple(reunis), {**names, **_people(session, foyer_id)}
        )
        for foyer_id, (nom, several, reunis) in found.items()
    )


def list_decisions(session: Session) -> tuple[GroupeConflits, ...]:
    """Return what was decided in the last thirty days and still stands, the newest first.

    Each decision is a group of its own.
    """
    require(session, droits.LIRE_FOYER)
    names = agents.agent_names(session.store)
    found: dict[tuple[str, str, str], GroupeConflits] = {}
    for decision in conflits.decisions_since(session.store, _since()):
        if decision.author == AUTEUR_SUITE:
            continue  # what a union settled by itself is nobody's decision
        for conflit in _decided(session, decision, names):
            who = {**names, **_people(session, conflit.foyer_id)}
            groupe = GroupeConflits(conflit.foyer_id, conflit.foyer, (conflit,), (), who)
            found.setdefault(conflit.key, groupe)  # deleting after all is told by two ops
    return tuple(found.values())


def decide(session: Session, decisions: Sequence[Decision]) -> None:
    """Settle fields in one act, which undo takes back; what is not kept stays in the history.

    Raises KnownError, with nothing changed, when one is settled already or changed meanwhile: a
    version that was not in front of whoever decides is never replaced by the decision.
    """
    with session.store.atomic():
        for decision in decisions:
            _check_seen(session, decision.conflit)
        for decision in decisions:
            _settle(session, decision)
        for decision in decisions:
            _note_others(session, decision)


def trace_shown(session: Session, conflit: Conflit) -> None:
    """Note in the access journal that somebody asked to read what a contact sûr hides."""
    if conflit.masque is not None:
        quoi = contact_sur.ADRESSE if conflit.masque.mots == ADRESSE_MASQUEE else contact_sur.NUMERO
        contact_sur.trace_shown(session, conflit.masque.foyer_id, quoi)


def count_conflits(session: Session) -> int:
    """Return how many fields wait for a decision of this agent: as many as `list_groupes` lists."""
    if not may(session, droits.LIRE_FOYER):
        return 0
    return sum(
        may_read_row(
            session, row["table"], row["row_id"], row["foyer_id"],
            journal.row_ops(session.store, row["table"], row["row_id"]),
        )
        for row in conflits.list_conflits(session.store)
    ) + len(_reopened(session, {}))  # fmt: skip


def _check_seen(session: Session, conflit: Conflit) -> None:
    """Raise KnownError when a field is no longer as it was read."""
    table, row_id, champ = conflit.key
    ops = journal.row_ops(session.store, table, row_id)
    state = merge(ops)
    if not (conflit.decide and _may_read_decided(session, state, ops)):
        require_row(session, table, row_id, ops)
    if conflit.decide:
        heads = state.heads.get(champ, ())
        if [head.hlc for head in heads] != [conflit.decide]:
            raise KnownError(
                "Ce champ a été modifié depuis cette décision. Rien n’a changé. Les versions "
                "écartées sont dans son historique."
            )
    elif champ not in state.conflicts:
        raise KnownError("Ce conflit est déjà réglé. Rien n’a changé.")
    else:
        seen = {(version.valeur, version.moment) for version in conflit.versions}
        now = _versions(session, state, champ, ops, agents.agent_names(session.store))
        for version in now:
            if (version.valeur, version.moment) not in seen:
                raise KnownError(
                    f"{version.auteur} vient de modifier ce champ à nouveau. Votre choix est "
                    "gardé\u00a0; voici la version à jour."
                )


def _settle(session: Session, decision: Decision) -> None:
    table, row_id, champ = decision.conflit.key
    ops = journal.row_ops(session.store, table, row_id)
    author, foyer_id = session.agent.id, home_of(session, ops)
    vues = _set_aside(ops, champ) if decision.conflit.decide else ()
    if champ == SUPPRIME:
        # Kept first, having seen the deletion; then deleted after all, having seen the edits.
        journal.settle(
            session.store, table, row_id, SUPPRIME, None, author=author, foyer_id=foyer_id,
            vues=vues,
        )  # fmt: skip
        if decision.valeur is not None:
            journal.delete(session.store, table, row_id, author=author, foyer_id=foyer_id)
        return
    journal.settle(
        session.store, table, row_id, champ, decision.valeur, author=author, foyer_id=foyer_id,
        vues=vues,
    )  # fmt: skip


def _note_others(session: Session, decision: Decision) -> None:
    """Note the other numbers of a person beside the one that is shown first."""
    conflit = decision.conflit
    foyer_id = conflit.foyer_id and fusions.lead(session.store, conflit.foyer_id)
    if not foyer_id:
        return
    people = {membre.personne.id for membre in foyers.list_membres(session.store, foyer_id)}
    whose = tuple({conflit.row_id} & people)
    for valeur in decision.autres:
        with contextlib.suppress(KnownError):  # noted already for this household
            saisie = SaisieCoordonnee(str(valeur), personnes=whose)
            coordonnees.save_coordonnee(session, foyer_id, saisie)


def _masque(
    session: Session, table: str, row_id: str, champ: str, foyer_id: str | None
) -> Masque | None:
    """What stands for the values of a field that tells where a protected family is, or None."""
    mots = masque_of(table, champ)
    if mots is None:
        return None
    homes = [] if foyer_id is None else [fusions.lead(session.store, foyer_id)]
    if table == "personne":
        homes += foyers.foyers_of_personne(session.store, row_id)
    return next((Masque(mots, home) for home in homes if is_protected(session, home)), None)


def _people(session: Session, foyer_id: str | None) -> dict[str, str]:
    """The names of a household by id, to say whom a value stands for."""
    home = foyer_id and fusions.lead(session.store, foyer_id)
    membres = foyers.list_membres(session.store, home) if home else ()
    return {m.personne.id: f"{m.personne.prenom or ''} {m.personne.nom}".strip() for m in membres}


def _versions(
    session: Session, state: Etat, champ: str, ops: Sequence[Op], names: Mapping[str, str]
) -> tuple[Version, ...]:
    heads = state.heads.get(champ, ())
    if champ == SUPPRIME:
        # An edit against a deletion: the edits are what the row shows.
        edits = [op for name, several in state.heads.items() if name != SUPPRIME for op in several]
        gone = standing_for(state.conflicts[SUPPRIME], SUPPRIME, ops)
        return _kept_or_gone(session, edits, gone, names)
    shown = heads[0].fields[champ] if heads else None
    found: dict[tuple[Valeur, str], Version] = {}
    for op in standing_for(heads, champ, ops):
        one = _version(session, op, champ, names, shown=op.fields[champ] == shown)
        found.setdefault((one.valeur, one.auteur), one)
    return tuple(sorted(found.values(), key=lambda version: not version.ici))


def _kept_or_gone(
    session: Session, edits: Sequence[Op], deletions: Sequence[Op], names: Mapping[str, str]
) -> tuple[Version, ...]:
    last = max(edits, key=lambda op: op.hlc)
    kept = Version(
        None, _name(names, last), last.moment, preferee=True, ici=_is_here(session, last)
    )
    return (kept, *(_version(session, op, SUPPRIME, names) for op in deletions))


def _first_words(state: Etat, champ: str) -> str:
    """How a row begins that is to be kept or removed; nothing of what a contact sûr hides."""
    if champ != SUPPRIME:
        return ""
    words = next((str(v) for name in _DIT if (v := state.values.get(name))), "")
    return " ".join(words.split())[:_FIRST]


def _version(
    session: Session, op: Op, champ: str, names: Mapping[str, str], *, shown: bool = False
) -> Version:
    return Version(op.fields[champ], _name(names, op), op.moment, shown, _is_here(session, op))


def _is_here(session: Session, op: Op) -> bool:
    return op.device == session.store.device


def _name(names: Mapping[str, str], op: Op) -> str:
    return names.get(op.author, op.author)


def _before(
    ops: Sequence[Op], heads: Sequence[Op], champ: str, names: Mapping[str, str]
) -> Version | None:
    """The newest version that all of these had seen, or None when there was none."""
    by_id = {op.id: op for op in ops}
    common: set[OpId] | None = None
    for head in heads:
        seen = ancestors(head, champ, by_id)
        common = seen if common is None else common & seen
    found = sorted((by_id[one] for one in common or ()), key=lambda op: op.hlc)
    if not found:
        return None
    last = found[-1]
    return Version(last.fields[champ], _name(names, last), last.moment, preferee=False)


def _united(ops: Sequence[Op], state: Etat, avant: Version | None) -> list[str]:
    """The other fields of the row that changed since its versions parted, without a conflict."""
    if avant is None:
        return []
    changed = {name for op in ops if op.moment > avant.moment for name in op.fields}
    return sorted(changed - set(state.conflicts) - {SUPPRIME})


def _since() -> int:
    """The clock value from which a decision may be taken back."""
    return int((datetime.now(UTC) - timedelta(days=REVOIR_JOURS)).timestamp() * 1000) << 16


def _reopened(session: Session, names: Mapping[str, str]) -> list[Conflit]:
    """Return the fields whose decision was taken back, here or elsewhere: to decide again."""
    found: list[Conflit] = []
    for row in conflits.taken_back(session.store):
        table, row_id = row["table"], row["row_id"]
        ops = journal.row_ops(session.store, table, row_id)
        state = merge(ops)
        again = fields_to_decide_again(state, ops)
        if not again or not may_read_row(session, table, row_id, home_of(session, ops), ops):
            continue
        for champ in again:
            several = standing_for(state.heads[champ], champ, ops)
            found.append(_settled(session, state.heads[champ][0], champ, several, ops, names))
    return found


def _decided(session: Session, op: Op, names: Mapping[str, str]) -> list[Conflit]:
    """Return the fields that a decision settled, as long as nothing was written over them since."""
    ops = journal.row_ops(session.store, op.table, op.row_id)
    state, found = merge(ops), []
    if not (
        _may_read_decided(session, state, ops)
        or may_read_row(session, op.table, op.row_id, op.foyer_id, ops)
    ):
        return []
    for champ in op.fields:
        heads = state.heads.get(champ, ())
        decision = decision_behind(heads[0], champ, ops) if len(heads) == 1 else None
        if decision is None or op.id not in (decision.id, heads[0].id):
            continue
        several = originals(decision, champ, ops)
        chosen = bool(several) if champ == SUPPRIME else len(several) > 1
        if chosen and champ not in state.conflicts and heads[0].kind != KIND_UNDO:
            if champ == SUPPRIME and not unseen_edits(several, decision, ops):
                continue  # a row that came back: nobody chose between two people
            found.append(_settled(session, heads[0], champ, several, ops, names))
    return found


def _may_read_decided(session: Session, state: Etat, ops: Sequence[Op]) -> bool:
    """Whether a row that a decision took away may be read by whom it concerned: no list has it."""
    if state.values.get(SUPPRIME) is None or ops[0].table not in ("rendezvous", "accueil"):
        return False
    whose = {state.values.get("agent_id"), state.values.get("auteur_id")}
    return session.agent.id in whose and may(session, droits.LIRE_AGENDA)


def _set_aside(ops: Sequence[Op], champ: str) -> list[OpId]:
    """Return the versions among which the field was decided, to decide otherwise."""
    heads = merge(ops).heads.get(champ, ())
    decision = decision_behind(heads[0], champ, ops) if len(heads) == 1 else None
    return [] if decision is None else [op.id for op in originals(decision, champ, ops)]


def _settled(
    session: Session,
    head: Op,
    champ: str,
    several: Sequence[Op],
    ops: Sequence[Op],
    names: Mapping[str, str],
) -> Conflit:
    """Return a field with the versions that were there to decide; `head` is what it holds now."""
    decision = decision_behind(head, champ, ops)
    if champ == SUPPRIME and decision is not None:
        versions = _kept_or_gone(session, unseen_edits(several, decision, ops), several, names)
    else:
        found = [_version(session, op, champ, names) for op in several]
        versions = tuple(sorted(found, key=lambda version: not version.ici))
    foyer_id = home_of(session, list(ops))
    foyer = None if foyer_id is None else foyers.get_foyer(session.store, foyer_id)
    return Conflit(
        head.table, head.row_id, champ, foyer_id, foyer.nom if foyer else "", versions,
        _before(ops, several, champ, names), head.hlc,
        _masque(session, head.table, head.row_id, champ, foyer_id),
        None if head.kind == KIND_UNDO else _version(session, head, champ, names, shown=True),
        _first_words(merge(ops), champ),
    )  # fmt: skip
