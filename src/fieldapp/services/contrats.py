"""Contracts of mutual commitments: writing, proposing, signing, revising, ending, printing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.db import agents, contrats, journal, traces
from fieldapp.domain import droits
from fieldapp.domain.contrat import (
    A_FAIRE,
    ABANDONNE,
    BROUILLON,
    EN_COURS,
    FINS,
    MODES,
    PROPOSE,
    REVISE,
    SIGNE,
    STATUTS,
    Contrat,
    ContratImprime,
    Engagement,
    LigneContrat,
    Objectif,
    ObjectifImprime,
    SaisieContrat,
    Signature,
    check_modifiable,
    check_passage,
    check_signatures,
)
from fieldapp.domain.controles import check_order, check_past
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import require_foyer
from fieldapp.services.masquage import hider
from fieldapp.services.parties import noms_des_parties, parties
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete

CONFIDENTIALITE = "Confidentiel – remis à la famille"
DATES = ("debut", "fin", "revision_le")


def create_contrat(session: Session, saisie: SaisieContrat) -> Contrat:
    """Open a contract as a draft; nothing is needed but the family.

    Raises KnownError while another one is a draft, proposed or signed: that one is revised.
    """
    foyer = require_foyer(session, droits.ECRIRE_CONTRAT, saisie.foyer_id)
    there = contrats.list_contrats(session.store, saisie.foyer_id)
    living = next((c for c in there if c.statut in (BROUILLON, PROPOSE, SIGNE)), None)
    if living is not None:
        raise KnownError(
            f"Un contrat «\u00a0{STATUTS[living.statut].lower()}\u00a0» est déjà ouvert. Rien "
            "n’a changé. Modifiez-le, faites-en une nouvelle version, ou terminez-le."
        )
    bound = parties(session, foyer, saisie.signataires)
    fields = _checked_contrat(session, {"domaine": saisie.domaine}) | _checked_dates(
        {name: getattr(saisie, name) for name in DATES}
    )
    fields |= {
        "foyer_id": foyer.id,
        "version": 1 + max((c.version for c in there), default=0),
        "statut": BROUILLON,
        "signataires": json.dumps([m.personne.id for m in bound]),
        "auteur_id": session.agent.id,
    }
    contrat_id = journal.write(
        session.store, "contrat", fields, author=session.agent.id, foyer_id=foyer.id
    )
    return get_contrat(session, contrat_id)


def update_contrat(session: Session, contrat_id: str, changes: Mapping[str, object]) -> Contrat:
    """Change the domain, the dates or the signatories of a draft.

    The review date (`revision_le`) of a signed contract may be moved too.
    """
    current = require_writable(session, contrat_id)
    if not (current.statut == SIGNE and set(changes) <= {"revision_le"}):
        check_modifiable(current)
    fields = _checked_contrat(session, changes, current.domaine)
    dates = {name: getattr(current, name) for name in DATES}
    given = {n: None if changes[n] is None else str(changes[n]) for n in DATES if n in changes}
    checked = _checked_dates({**dates, **given})
    fields |= {name: checked[name] for name in given}
    if "signataires" in changes:
        chosen = changes["signataires"]
        ids = tuple(str(i) for i in chosen) if isinstance(chosen, list | tuple) else ()
        foyer = require_foyer(session, droits.ECRIRE_CONTRAT, current.foyer_id)
        fields["signataires"] = json.dumps([m.personne.id for m in parties(session, foyer, ids)])
    write_row(session, "contrat", current, current.id, fields)
    return get_contrat(session, contrat_id)


def propose_contrat(session: Session, contrat_id: str) -> Contrat:
    """Give the draft to the family to read: 1 to 5 objectives, commitments on both sides."""
    current = require_writable(session, contrat_id)
    check_passage(current, PROPOSE)
    today = aujourd_hui().isoformat()
    write_row(session, "contrat", current, current.id, {"statut": PROPOSE, "propose_le": today})
    return get_contrat(session, contrat_id)


def reopen_brouillon(session: Session, contrat_id: str) -> Contrat:
    """Make a proposed contract a draft again, to change its words."""
    current = require_writable(session, contrat_id)
    check_passage(current, BROUILLON)
    write_row(session, "contrat", current, current.id, {"statut": BROUILLON})
    return get_contrat(session, contrat_id)


def sign_contrat(
    session: Session,
    contrat_id: str,
    mode: str,
    signatures: tuple[Signature, ...] = (),
    le: str | None = None,
) -> Contrat:
    """Note that everyone signed, on the screen or on paper, today unless an ISO date is given.

    The version that it replaces becomes « révisé » in the same act.
    """
    current = require_writable(session, contrat_id)
    check_passage(current, SIGNE)
    if check_code(mode, tuple(MODES), "mode") is None:
        raise KnownError("Il manque la manière de signer. Rien n’a changé.", champ="mode")
    check_signatures(mode, signatures)
    day = check_past(check_date(le, "le"), "le") or aujourd_hui().isoformat()
    with session.store.atomic():
        write_row(
            session,
            "contrat",
            current,
            current.id,
            {
                "statut": SIGNE,
                "signe_le": day,
                "signature_mode": mode,
                "signatures": contrats.json_of_signatures(signatures),
                "debut": current.debut or day,
            },
        )
        if current.remplace_id:
            former = contrats.get_contrat(session.store, current.remplace_id)
            if former is not None and former.statut == SIGNE:
                write_row(session, "contrat", former, former.id, {"statut": REVISE, "clos_le": day})
    return get_contrat(session, contrat_id)


def revise_contrat(session: Session, contrat_id: str) -> Contrat:
    """Begin the next version of a signed contract as a draft, with what is not done yet.

    The signed version stays in force until the new one is signed.
    """
    current = require_writable(session, contrat_id)
    check_passage(current, REVISE)
    there = contrats.list_contrats(session.store, current.foyer_id)
    waiting = next((c for c in there if c.statut in (BROUILLON, PROPOSE)), None)
    if waiting is not None:
        raise KnownError(
            f"La version {waiting.version} est déjà en préparation. Rien n’a changé. Ouvrez-la."
        )
    with session.store.atomic():
        new_id = write_row(
            session,
            "contrat",
            current,
            None,
            {
                "version": 1 + max(c.version for c in there),
                "statut": BROUILLON,
                "domaine": current.domaine,
                "fin": current.fin,
                "signataires": json.dumps(list(current.signataires)),
                "remplace_id": current.id,
                "auteur_id": session.agent.id,
            },
        )
        for objectif in current.objectifs:
            if objectif.etat == EN_COURS:
                _copy_objectif(session, current, new_id, objectif)
    return get_contrat(session, new_id)


def end_contrat(
    session: Session, contrat_id: str, statut: str, bilan: str = "", le: str | None = None
) -> Contrat:
    """End a contract: atteint, partiellement atteint or abandonné, with a few words of review."""
    current = require_writable(session, contrat_id)
    if statut not in FINS:
        raise SaisieError(
            "Il manque comment le contrat se termine.",
            "Choisissez atteint, partiellement atteint ou abandonné.",
            champ="statut",
        )
    check_passage(current, statut)
    check_text(bilan, "bilan")
    write_row(
        session,
        "contrat",
        current,
        current.id,
        {
            "statut": statut,
            "bilan": bilan.strip() or None,
            "clos_le": check_date(le, "le") or aujourd_hui().isoformat(),
        },
    )
    return get_contrat(session, contrat_id)


def get_contrat(session: Session, contrat_id: str) -> Contrat:
    """Return one version that the agent may read."""
    found = contrats.get_contrat(session.store, contrat_id)
    if found is None:
        raise KnownError("Ce contrat n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    require_foyer(session, droits.LIRE_CONTRAT, found.foyer_id)
    return found


def list_contrats(session: Session, foyer_id: str) -> tuple[Contrat, ...]:
    """Return the versions of a family, the newest first."""
    require_foyer(session, droits.LIRE_CONTRAT, foyer_id)
    return contrats.list_contrats(session.store, foyer_id)


def list_signataires(session: Session, contrat_id: str) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the adults of the family whom a contract binds."""
    current = get_contrat(session, contrat_id)
    foyer = require_foyer(session, droits.LIRE_CONTRAT, current.foyer_id)
    return tuple(
        (m.personne.id, m.personne.nom_complet)
        for m in parties(session, foyer, current.signataires)
    )


def contrat_apercu(session: Session, contrat_id: str, gros_caracteres: bool = False) -> bytes:
    """Return the PDF in two copies, for the screen; no trace is kept."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.contrat import build

    return build(make_imprime(session, contrat_id, gros_caracteres))


def contrat_pdf(session: Session, contrat_id: str, gros_caracteres: bool = False) -> bytes:
    """Return the same PDF to print, and leave a trace that it was printed."""
    content = contrat_apercu(session, contrat_id, gros_caracteres)
    traces.add(session.store, session.agent.id, "impression", contrat_id)
    return content


def make_imprime(
    session: Session, contrat_id: str, gros_caracteres: bool = False
) -> ContratImprime:
    """Return what is printed; large type by itself when the family reads with difficulty."""
    current = get_contrat(session, contrat_id)
    foyer = require_foyer(session, droits.IMPRIMER, current.foyer_id)
    author = agents.get_agent(session.store, current.auteur_id) or session.agent
    names = noms_des_parties(session, foyer, current.signataires)
    signatures = current.signatures or (
        *(Signature("FAMILLE", name) for name in names),
        Signature("TS", author.nom),
    )
    entete = make_entete(session, author, "", CONFIDENTIALITE, foyer.numero or "")
    made = ContratImprime(
        entete=entete,
        famille=" et ".join(names),
        domaine=session.catalogue.libelle("domaines", current.domaine) if current.domaine else "",
        version=current.version,
        statut=current.statut,
        debut=current.debut or "",
        fin=current.fin or "",
        revision_le=current.revision_le or "",
        signe_le=current.signe_le or "",
        objectifs=tuple(_printed(o, author.nom, entete.organisme) for o in current.objectifs),
        signatures=signatures,
        gros_caracteres=gros_caracteres or foyer.ecrit_difficile,
    )
    return hider(session, foyer.id)(made)


def _printed(objectif: Objectif, auteur: str, organisme: str) -> ObjectifImprime:
    def who(engagement: Engagement) -> str:
        names = {"TS": auteur, "ORGANISME": organisme, "FAMILLE": "La famille"}
        return engagement.personne or names.get(engagement.partie, engagement.qui)

    return ObjectifImprime(
        objectif.libelle,
        objectif.critere,
        objectif.echeance or "",
        tuple(
            LigneContrat(who(e), e.libelle, e.echeance or "")
            for e in objectif.engagements
            if e.etat != ABANDONNE
        ),
    )


def _copy_objectif(session: Session, current: Contrat, new_id: str, objectif: Objectif) -> None:
    objectif_id = write_row(
        session,
        "objectif",
        current,
        None,
        {
            "contrat_id": new_id,
            "rang": objectif.rang,
            "libelle": objectif.libelle,
            "critere": objectif.critere or None,
            "echeance": objectif.echeance,
            "etat": EN_COURS,
        },
    )
    for rang, engagement in enumerate(objectif.engagements, start=1):
        if engagement.etat == A_FAIRE:
            write_row(
                session,
                "engagement",
                current,
                None,
                {
                    "contrat_id": new_id,
                    "objectif_id": objectif_id,
                    "rang": rang,
                    "partie": engagement.partie,
                    "personne_id": engagement.personne_id,
                    "libelle": engagement.libelle,
                    "echeance": engagement.echeance,
                    "etat": A_FAIRE,
                },
            )


def _checked_contrat(
    session: Session, changes: Mapping[str, object], kept: str | None = None
) -> dict[str, Valeur]:
    unknown = sorted(set(changes) - {"domaine", "signataires", *DATES})
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour un contrat\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    if "domaine" not in changes:
        return {}
    code = changes["domaine"]
    # The domain that it bears stays, offered today or not.
    domaines = [*(e.code for e in session.catalogue.entrees("domaines")), kept or ""]
    return {"domaine": check_code(None if code is None else str(code), domaines, "domaine")}


def _checked_dates(dates: Mapping[str, str | None]) -> dict[str, Valeur]:
    checked = {name: check_date(dates[name], name) for name in DATES}
    debut = checked["debut"]
    check_order(debut, checked["fin"], "fin", "La fin du contrat est avant son début.")
    check_order(debut, checked["revision_le"], "revision_le", "Le point est avant le début.")
    return dict(checked)


def require_writable(session: Session, contrat_id: str | None) -> Contrat:
    """Return a contract that the agent may write; its state is for the caller to check."""
    current = get_contrat(session, contrat_id or "")
    require_foyer(session, droits.ECRIRE_CONTRAT, current.foyer_id)
    return current


def write_row(
    session: Session,
    table: str,
    current: Contrat,
    row_id: str | None,
    fields: Mapping[str, Valeur],
) -> str:
    """Write a row that belongs to a contract's family, a new one when `row_id` is None."""
    content = {**fields, "foyer_id": current.foyer_id} if row_id is None else dict(fields)
    return journal.write(
        session.store,
        table,
        content,
        row_id=row_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )


def delete_row(session: Session, table: str, current: Contrat, row_id: str) -> None:
    """Remove a row that belongs to a contract (undoable)."""
    journal.delete(session.store, table, row_id, author=session.agent.id, foyer_id=current.foyer_id)
