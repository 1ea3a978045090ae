"""The certificate of `siege serve`: given by the organisation, or made for a closed network."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync.folder import put

CERTIFICATE, KEY = "siege-tls.crt", "siege-tls.cle"
DAYS = 3650
_META = "siege.tls"


def context_given(certificat: Path, cle: Path) -> tuple[ssl.SSLContext, str]:
    """Return the context of a certificate given in PEM files, and its fingerprint.

    Raises KnownError when they cannot be read or do not go together.
    """
    context = _context()
    try:
        context.load_cert_chain(certificat, cle)
        return context, _fingerprint(certificat.read_bytes())
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise KnownError(
            "Le certificat ou sa clé n’ont pas pu être lus, ou ne vont pas ensemble. Le serveur "
            "n’a pas démarré et rien n’a changé. Donnez deux fichiers PEM, la clé sans mot de "
            "passe."
        ) from error


def context_made(store: Store, names: Sequence[str]) -> tuple[ssl.SSLContext, str]:
    """Return the context of the certificate made here, made the first time, and its fingerprint.

    Its key lies encrypted beside the store, and the store alone holds what opens it.
    """
    certificat, cle = store.folder / CERTIFICATE, store.folder / KEY
    password = meta(store, _META)
    if password is None or not (certificat.is_file() and cle.is_file()):
        password = secrets.token_hex(32)
        pem, key = make_certificate(names, password)
        with store.atomic():
            set_meta(store, _META, password)
            put(cle, key)
            put(certificat, pem)
    context = _context()
    try:
        context.load_cert_chain(certificat, cle, password)
        return context, _fingerprint(certificat.read_bytes())
    except (OSError, ValueError) as error:
        raise KnownError(
            f"Le certificat du siège ({CERTIFICATE} et {KEY}, dans le dossier des données) est "
            "abîmé. Le serveur n’a pas démarré et rien n’a changé. Remettez ces deux fichiers "
            "d’une sauvegarde\u00a0; sinon retirez-les, puis donnez à chaque poste la nouvelle "
            "empreinte."
        ) from error


def readable(empreinte: str) -> str:
    """Write a fingerprint as other tools print it: AB:CD:…"""
    return ":".join(empreinte[at : at + 2] for at in range(0, len(empreinte), 2)).upper()


def make_certificate(
    names: Sequence[str], password: str, begins: int = -1, ends: int = DAYS
) -> tuple[bytes, bytes]:
    """Return a certificate that signs itself, for these names and addresses, and its key, sealed.

    Both are PEM; the days are counted from now.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Siège Fieldapp")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([_name(text) for text in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password.encode()),
        ),
    )


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _fingerprint(pem: bytes) -> str:
    """Return the SHA-256 of the first certificate of a PEM file, the one that is shown."""
    der = x509.load_pem_x509_certificates(pem)[0].public_bytes(serialization.Encoding.DER)
    return hashlib.sha256(der).hexdigest()
