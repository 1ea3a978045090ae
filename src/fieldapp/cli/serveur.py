"""The command « siege serve »: headquarters listens on the network until it is stopped."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from fieldapp.cli.acces import ask_passphrase
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.sortie import say, tell_json
from fieldapp.domain.errors import KnownError
from fieldapp.siege.founding import open_siege

LACKS = (
    "Ce poste n’a pas de quoi écouter sur le réseau (Starlette et uvicorn). Rien n’a changé. "
    "Installez «\u00a0fieldapp[siege]\u00a0» sur la machine du siège."
)


def serve(args: argparse.Namespace) -> None:
    """Listen over HTTPS; what is running ends before the server stops."""
    hote, port = _place(args.adresse)
    if (args.certificat is None) != (args.cle is None):
        raise UsageError("--certificat et --cle vont ensemble")
    if args.autorite_publique and args.certificat is None:
        raise UsageError("--autorite-publique demande --certificat et --cle")
    if args.ouvriers is not None and args.ouvriers < 1:
        raise UsageError("--ouvriers attend un nombre d’au moins 1")
    try:
        from fieldapp.siege.serve import Ecoute, prepare  # the extra of headquarters
        from fieldapp.siege.serve_tls import readable
    except ModuleNotFoundError as error:
        raise KnownError(LACKS) from error
    session = open_siege(Path(args.data), ask_passphrase(), args.database)
    try:
        ready = prepare(
            session,
            Ecoute(
                hote,
                port,
                tuple(args.url),
                args.certificat,
                args.cle,
                args.autorite_publique,
                args.ouvriers,
            ),
            args.space,
        )
        told = ready.adresse
        shown = readable(told.empreinte) or "celle d’une autorité publique"
        if args.json:
            tell_json({"port": ready.port, "urls": told.urls, "empreinte": told.empreinte})
        else:
            say(
                f"Le siège écoute à l’adresse {hote}, port {ready.port}.",
                f"  adresse donnée aux postes     {', '.join(told.urls)}",
                f"  empreinte du certificat       {shown}",
                "Les prochaines invitations les portent. Ctrl+C arrête le serveur.",
            )
        sys.stdout.flush()
        _log_to_stderr()
        for number in (signal.SIGINT, signal.SIGTERM):
            # The server hears both and ends well; it then raises them again, for nobody.
            signal.signal(number, lambda *_: None)
        ready.run()
    finally:
        session.close()
    if not args.json:
        say("Le serveur est arrêté. Ce qui était reçu est enregistré ou attend dans le dossier.")


def _place(text: str) -> tuple[str, int]:
    """Read « HÔTE:PORT », an IPv6 host in brackets."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"--adresse attend HÔTE:PORT, pas «\u00a0{text}\u00a0»")
    return host.strip("[]"), int(port)


def _log_to_stderr() -> None:
    """Log what comes and goes by device, never an address nor a name: systemd keeps it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("fieldapp.siege.serve")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
