"""The key file beside the store: slots that wrap the one random data key.

A slot is a passphrase (Argon2id, RFC 9106) or the printed recovery key (HKDF, since it is random
already). The data key itself is the raw SQLCipher key and is never written in clear.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldapp.domain.errors import KnownError

FORMAT = 1
ARGON2 = {"iterations": 3, "lanes": 1, "memory_cost": 64 * 1024}  # memory in KiB
MAX_ARGON2_MEMORY = 1024 * 1024  # KiB; a forged key file must not exhaust the memory
MIN_PASSPHRASE = 8
RECOVERY_BYTES = 20

WRONG_PASSPHRASE = (
    "Phrase de passe refusée. Vos données sont intactes. "
    "Vérifiez la touche Verr. Maj, puis réessayez."
)
DAMAGED_KEY_FILE = (
    "Le fichier de clés de ce poste est abîmé ou illisible. Les données restent chiffrées et "
    "intactes. Remettez en place la copie de sauvegarde du fichier de clés, puis réessayez."
)


def new_data_key() -> bytes:
    """Return a random 256-bit data key."""
    return secrets.token_bytes(32)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that protects nothing (fewer than 8 characters)."""
    if len(passphrase.strip()) < MIN_PASSPHRASE:
        raise KnownError(
            f"La phrase de passe est trop courte\u00a0: {MIN_PASSPHRASE} caractères au moins. "
            "Rien n’a été créé. Choisissez par exemple quatre mots sans rapport entre eux.",
            champ="phrase",
        )


def create_key_file(path: Path, passphrase: str, data_key: bytes) -> str:
    """Write the key file with its two slots and return the recovery key to print.

    Raises KnownError when the passphrase is too short or the file cannot be written.
    """
    check_passphrase(passphrase)
    recovery = secrets.token_bytes(RECOVERY_BYTES)
    slots = [
        {"genre": "phrase", **_wrap_with_passphrase(passphrase, data_key)},
        {"genre": "secours", **_wrap(_recovery_key(recovery), data_key)},
    ]
    _write_slots(path, slots)
    return format_recovery(recovery)


def open_key_file(path: Path, secret: str) -> bytes:
    """Return the data key, opened by the passphrase or by the printed recovery key.

    Raises KnownError when neither slot opens, or when the file is damaged.
    """
    recovery = parse_recovery(secret)
    for slot in _read_slots(path):
        try:
            if slot.get("genre") == "phrase":
                return _unwrap(_passphrase_key(secret, slot), slot)
            if slot.get("genre") == "secours" and recovery is not None:
                return _unwrap(_recovery_key(recovery), slot)
        except InvalidTag:
            continue
        except (KeyError, TypeError, ValueError) as error:
            raise KnownError(DAMAGED_KEY_FILE) from error
    raise KnownError(WRONG_PASSPHRASE, champ="phrase")


def change_passphrase(path: Path, secret: str, new_passphrase: str) -> None:
    """Replace the passphrase slot, opened by `secret` (passphrase or recovery key)."""
    check_passphrase(new_passphrase)
    data_key = open_key_file(path, secret)
    others = [slot for slot in _read_slots(path) if slot.get("genre") != "phrase"]
    _write_slots(
        path, [{"genre": "phrase", **_wrap_with_passphrase(new_passphrase, data_key)}, *others]
    )


def format_recovery(secret: bytes) -> str:
    """Return the recovery key as it is printed: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def parse_recovery(text: str) -> bytes | None:
    """Read a typed recovery key (spaces, hyphens and case forgiven); None when it is not one."""
    compact = "".join(text.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    try:
        secret = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    return secret if len(secret) == RECOVERY_BYTES else None


def _recovery_key(recovery: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"fieldapp cle de secours").derive(recovery)


def _passphrase_key(passphrase: str, slot: dict[str, Any]) -> bytes:
    parameters = {name: int(slot[name]) for name in ARGON2}
    if parameters["memory_cost"] > MAX_ARGON2_MEMORY:
        raise ValueError("memory_cost")
    return Argon2id(
        salt=base64.b64decode(slot["sel"]),
        length=32,
        iterations=parameters["iterations"],
        lanes=parameters["lanes"],
        memory_cost=parameters["memory_cost"],
    ).derive(passphrase.encode())


def _wrap_with_passphrase(passphrase: str, data_key: bytes) -> dict[str, Any]:
    slot: dict[str, Any] = {**ARGON2, "sel": base64.b64encode(secrets.token_bytes(16)).decode()}
    return {**slot, **_wrap(_passphrase_key(passphrase, slot), data_key)}


def _wrap(key: bytes, data_key: bytes) -> dict[str, str]:
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, data_key, b"fieldapp")
    return {"nonce": base64.b64encode(nonce).decode(), "cle": base64.b64encode(sealed).decode()}


def _unwrap(key: bytes, slot: dict[str, Any]) -> bytes:
    nonce, sealed = base64.b64decode(slot["nonce"]), base64.b64decode(slot["cle"])
    return AESGCM(key).decrypt(nonce, sealed, b"fieldapp")


def _read_slots(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        slots = content["emplacements"]
        if content["format"] > FORMAT:
            raise KnownError(
                "Ce poste a été ouvert avec une version plus récente de Fieldapp. Les données "
                "sont intactes. Mettez le programme à jour, puis réessayez."
            )
        return [dict(slot) for slot in slots]
    except FileNotFoundError as error:
        raise KnownError(
            "Le fichier de clés de ce poste est introuvable. Les données restent chiffrées et "
            "intactes. Remettez en place le fichier fieldapp.cles, puis réessayez."
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnownError(DAMAGED_KEY_FILE) from error


def _write_slots(path: Path, slots: list[dict[str, Any]]) -> None:
    content = json.dumps({"format": FORMAT, "emplacements": slots}, indent=1)
    temporary = path.with_suffix(".nouveau")
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)
    except OSError as error:
        raise KnownError(
            "Le fichier de clés n’a pas pu être écrit (disque plein ou dossier protégé). "
            "L’ancien est intact. Libérez de la place ou choisissez un autre dossier."
        ) from error
