"""Someone who asks `siege serve` by hand: well, or wrong in one chosen way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import msgspec

from fieldapp.services.session import Session
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.https_link import Answer, Link
from fieldapp.sync.identity import Identity, identity_of
from fieldapp.sync.wire import (
    SEANCE,
    Claim,
    Refusal,
    Seance,
    authorization,
    file_path,
    signed_text,
)


@dataclass
class Demandeur:
    """Holds the keys of a post; every request is signed in one session unless told otherwise."""

    adresse: Adresse
    poste: Session
    compteur: int = 0
    _seance: str = ""
    _link: Link = field(init=False)

    def __post_init__(self) -> None:
        self._link = Link(self.adresse)

    @property
    def identity(self) -> Identity:
        return identity_of(self.poste.store)

    @property
    def seance(self) -> str:
        if not self._seance:
            self._seance = msgspec.json.decode(self.nu("GET", SEANCE).body, type=Seance).seance
        return self._seance

    def signer(
        self, method: str, target: str, body: bytes = b"", *, identity: Identity | None = None,
        device: str = "",
    ) -> str:  # fmt: skip
        identity = identity or self.identity
        self.compteur += 1
        text = signed_text(method, target, self.seance, self.compteur, body)
        return authorization(
            Claim(
                device or identity.device, self.seance, self.compteur, identity.signing.sign(text)
            )
        )

    def nu(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        return self._link.request(method, target, headers or {}, body, 4 << 20)

    def demander(self, method: str, target: str, body: bytes = b"") -> Answer:
        return self.nu(method, target, body, {"Authorization": self.signer(method, target, body)})

    def deposer(self, name: str, data: bytes, device: str = "") -> Answer:
        digest = hashlib.sha256(data).hexdigest()
        path = file_path("postes", device or self.identity.device, name)
        return self.demander("PUT", f"{path}?de=0&sur={len(data)}&empreinte={digest}", data)

    def fermer(self) -> None:
        self._link.close()


def raison(answer: Answer) -> str:
    return msgspec.json.decode(answer.body, type=Refusal).raison
