"""A post restored from a backup goes on: a new name, a new chain, and every change kept once.

The restored store knows less than it had sent, and may have written other changes under numbers
that its former life used. It asks headquarters, in the name of its former keys, for a new name.
Headquarters answers with what it has of the former life; from the first number that says
something else, or that headquarters never had, the changes of here take the new name. Until that
answer nothing leaves: a change must not travel under two names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.db import morceaux, reprises, retraits
from fieldapp.db import sync_tables as tables
from fieldapp.db.journal import last_seq
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Row, Store
from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.domain.horloge import instant
from fieldapp.domain.ids import new_device_id
from fieldapp.domain.journal import SCHEMA_VERSION, Op
from fieldapp.sync.enrolment import DEMANDE, NATURE_DEMANDE, Demande, forget_certificate
from fieldapp.sync.folder import POSTES, FolderError, bundle_name
from fieldapp.sync.identity import Identity, identity_of, new_identity
from fieldapp.sync.space import Space, known_space
from fieldapp.sync.statement import MAX_BYTES, StatementError, parse, sign
from fieldapp.sync.transport import Branch, Transport

# The order by which headquarters says up to which change it has the former life.
REPRISE = "reprise"
# The file by which a headquarters that was restored itself calls a post back, and its nature.
RAPPEL = "rappel.json"
NATURE_RAPPEL = "rappel"
_META = "sync.reprise"
_META_DUE = "sync.retabli"
_META_REST = "sync.reste"
_META_FORMER = "sync.anciens"


class RestoredError(KnownError):
    """This store was restored from a backup: the exchange waits until the post is taken up."""


class Demarche(msgspec.Struct, frozen=True):
    """A post that is being taken up. `vu` is the last own change known to be received, `scelle`
    the last one in a bundle, which may yet arrive; `accord` is the signature of the former keys.

    A backup may be made while a post waits for its new name, and be restored later: the keys are
    then those of that name, `demandeur`, which asks for another one; nothing of what it sent is
    known here.
    """

    ancien: str
    nouveau: str
    vu: int
    scelle: int
    accord: str
    le: str
    demandeur: str = ""


class Rappel(msgspec.Struct, frozen=True):
    """What headquarters signs, once restored from a backup itself: this post is to be taken up."""

    espace: str
    device: str
    le: str


class Reste(msgspec.Struct, frozen=True):
    """What headquarters lost of a former life: changes after `envoye` up to `jusque` to send."""

    device: str
    envoye: int
    jusque: int


class Reponse(msgspec.Struct, frozen=True):
    """What headquarters has of the former life: its changes up to `jusque`, its bundles up to
    `lots` (0 when it does not say)."""

    ancien: str
    jusque: int
    lots: int = 0


def note_restored(store: Store) -> None:
    """Remember that this store was found to be restored, until it is taken up."""
    if meta(store, _META_DUE) is None:
        set_meta(store, _META_DUE, instant())


def lived_twice() -> RestoredError:
    """Return the sentence that says that this store was restored."""
    return RestoredError(
        "Ce poste semble avoir été rétabli d’une ancienne sauvegarde\u00a0: le siège a déjà reçu "
        "de lui des lots que cette sauvegarde ne connaît pas. Rien n’a été effacé ni remplacé, "
        "tout ce qui est saisi reste ici. Choisissez «\u00a0Reprendre ce poste\u00a0»\u00a0: ce "
        "que le siège avait reçu reviendra, et ce qui est saisi ici partira."
    )


def is_due(store: Store) -> bool:
    """Tell whether this store was found to be restored and is not taken up yet."""
    return meta(store, _META_DUE) is not None


def pending(store: Store) -> Demarche | None:
    """Return how this post is being taken up, None when it is not."""
    text = meta(store, _META)
    return None if text is None else msgspec.json.decode(text, type=Demarche)


def take_up(store: Store) -> None:
    """Begin to take this post up under a new name; the next synchronisations do the rest.

    Asking twice changes nothing. Raises KnownError when the store belongs to no headquarters.
    """
    space = known_space(store)
    if space is None:
        raise KnownError(
            "Ce poste travaille seul\u00a0: il n’est rattaché à aucun siège. Rien n’a changé et "
            "tout est enregistré ici."
        )
    with store.atomic():
        under_way = pending(store)
        if under_way is not None and not is_due(store):
            return
        former = identity_of(store)
        # A bundle that was only sealed, for a file that went by mail, may say something else than
        # what headquarters had under its number: only what it acknowledged is sure.
        vu, _ = tables.acknowledged_seq(store, space.siege)
        scelle = tables.sent_seq(store, space.siege)
        identity = new_identity(store, new_device_id())
        accord = former.signing.sign(consent(space.espace, former.device, identity, vu)).hex()
        demarche = Demarche(store.device, identity.device, vu, scelle, accord, instant())
        if under_way is not None:
            demarche = Demarche(
                under_way.ancien, identity.device, under_way.vu, under_way.scelle, accord,
                instant(), former.device,
            )  # fmt: skip
        forget_certificate(store)
        reprises.archive_chain(store, space.siege, former.device)
        _forget(store, _META_DUE)
        remember(store, demarche)


def remember(store: Store, demarche: Demarche) -> None:
    """Note how this post is being taken up."""
    set_meta(store, _META, msgspec.json.encode(demarche).decode())


def consent(espace: str, ancien: str, identity: Identity, vu: int) -> bytes:
    """Return what the former keys sign: that these new keys go on in their place."""
    return consent_text(
        espace, ancien, identity.device, identity.cle_signature, identity.cle_chiffrement, vu
    )


def consent_text(
    espace: str, ancien: str, nouveau: str, signature: str, chiffrement: str, vu: int
) -> bytes:
    """The exact bytes of a consent."""
    return "\n".join(
        ("fieldapp reprise 1", espace, ancien, nouveau, signature, chiffrement, str(vu))
    ).encode()


def agrees(cle: str, accord: str, text: bytes) -> bool:
    """Tell whether the former key (hexadecimal) signed this consent (hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(bytes.fromhex(accord), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_whole(store: Store) -> bool:
    """Tell whether all that was written here leaves, or left, under the present name."""
    return pending(store) is None and not rest(store)


def ask(store: Store, demarche: Demarche, transport: Transport, space: Space) -> None:
    """Put in the space, once, the request by which the former life asks for its new name."""
    identity = identity_of(store)
    place = Branch(transport, POSTES, identity.device)
    if place.size(DEMANDE) is not None:
        return
    demande = Demande(
        espace=space.espace,
        device=identity.device,
        cle_signature=identity.cle_signature,
        cle_chiffrement=identity.cle_chiffrement,
        jeton="",
        preuve=demarche.accord,
        faite_le=demarche.le,
        reprend=demarche.demandeur or demarche.ancien,
        vu=0 if demarche.demandeur else demarche.vu,
        schema=SCHEMA_VERSION,
    )
    place.put(DEMANDE, sign(NATURE_DEMANDE, demande, identity.signing))


def called_back(store: Store, place: Branch, space: Space, names: Sequence[str]) -> bool:
    """Take this post up when headquarters, restored from a backup, asks for it; True then.

    Nobody has anything to decide: what headquarters lost is sent to it again. `names` are the
    files of our branch. Raises StatementError when it is not our headquarters that asks.
    """
    if RAPPEL not in names or pending(store) is not None:
        return False
    statement = parse(place.read(RAPPEL, MAX_BYTES) or b"", NATURE_RAPPEL)
    statement.check(space.cle_signature)
    rappel = statement.read(Rappel)
    if (rappel.espace, rappel.device) != (space.espace, store.device):
        raise StatementError(
            "Le rappel déposé par le siège n’est pas pour ce poste. Rien n’a été pris et rien n’a "
            "changé ici. Prévenez le siège."
        )
    take_up(store)
    return True


def make_room(store: Store, ops: Sequence[Op]) -> None:
    """Before changes of headquarters are taken: let those of the former life have their names.

    Runs in the transaction of the bundle that brings them.
    """
    demarche = pending(store)
    if demarche is None:
        return
    depuis = reprises.first_difference(store, demarche.ancien, ops)
    if depuis is not None and depuis > demarche.vu:
        reprises.rename_stream(store, demarche.ancien, demarche.nouveau, depuis)


def finish(store: Store, contenu: str) -> None:
    """Take the answer of headquarters: what it never had goes on under the new name.

    Runs in the transaction of the bundle that brings it; raises DecodeError for a bad one.
    """
    demarche = pending(store)
    reponse = msgspec.json.decode(contenu, type=Reponse)
    if demarche is None or reponse.ancien != demarche.ancien:
        return
    depuis = max(reponse.jusque, demarche.scelle) + 1
    reprises.rename_stream(store, demarche.ancien, demarche.nouveau, depuis)
    reprises.drop_twins(store, demarche.nouveau)
    retraits.begin_again(store)
    space = known_space(store)
    siege = space.siege if space else ""
    reprises.unsay_received(store, siege, demarche.ancien, reponse.jusque)
    known = min(demarche.scelle, last_seq(store, demarche.ancien))
    if reponse.jusque < known:
        # Still on their way, or lost by a headquarters that was restored too: others may have
        # these changes, they keep their names.
        reste = [*rest(store), Reste(demarche.ancien, reponse.jusque, known)]
        _set_rest(store, reste)
        morceaux.all_due_again(store, siege)
    _set_former(store, {**_former(store), demarche.ancien: reponse.lots})
    set_meta(store, "device", demarche.nouveau)
    # From here on: what this very transaction still writes bears the new name.
    store.device = demarche.nouveau
    _forget(store, _META)
    _forget(store, _META_DUE)


def tidy_former(store: Store, transport: Transport) -> None:
    """Take out of the space the bundles of former names that headquarters said it has.

    The newest stays, by which a second laptop that bears the name knows that it lived twice; so
    do those that headquarters lacks. By a way that keeps other names out, the files stay.
    """
    waiting = _former(store)
    if not waiting or not is_whole(store):
        return
    left = dict(waiting)
    for name, lots in waiting.items():
        place = Branch(transport, POSTES, name)
        try:
            there = place.bundles()
            place.remove([bundle_name(numero) for numero in there[:-1] if numero <= lots])
        except FolderError:
            continue  # not now
        except OfflineError:
            return
        except KnownError:
            there = [0]
        if there:
            del left[name]
    if left != waiting:
        _set_former(store, left)


def settle(store: Store) -> None:
    """Write under the name that this store holds: a bundle that failed gave none."""
    store.device = meta(store, "device") or store.device


def rest(store: Store) -> list[Reste]:
    """Return what is to be sent again of former lives."""
    text = meta(store, _META_REST)
    return [] if text is None else msgspec.json.decode(text, type=list[Reste])


def rest_count(store: Store) -> int:
    """Return how many changes are to be sent again of former lives."""
    return sum(reste.jusque - reste.envoye for reste in rest(store))


def next_rest(store: Store, limit: int) -> list[Row]:
    """Return the next changes to send again, of one former life."""
    for reste in rest(store):
        return tables.ops_between(store, reste.device, reste.envoye, reste.jusque, limit)
    return []


def sent_rest(store: Store, device: str, dernier: int) -> None:
    """Note that changes of a former life are in a bundle, up to a sequence number."""
    left = [Reste(r.device, dernier, r.jusque) if r.device == device else r for r in rest(store)]
    _set_rest(store, [r for r in left if r.envoye < r.jusque])


def _former(store: Store) -> dict[str, int]:
    """Former names with files to take out of the space, and up to which bundle."""
    text = meta(store, _META_FORMER)
    return {} if text is None else msgspec.json.decode(text, type=dict[str, int])


def _set_former(store: Store, names: Mapping[str, int]) -> None:
    if names:
        set_meta(store, _META_FORMER, msgspec.json.encode(names).decode())
    else:
        _forget(store, _META_FORMER)


def _forget(store: Store, cle: str) -> None:
    store.execute("DELETE FROM meta WHERE cle = :cle", cle=cle)


def _set_rest(store: Store, left: Iterable[Reste]) -> None:
    if listed := list(left):
        set_meta(store, _META_REST, msgspec.json.encode(listed).decode())
    else:
        _forget(store, _META_REST)
