"""The contract of mutual commitments, twice: a copy for the family, a copy for the service."""

from __future__ import annotations

from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from fieldapp.documents.feuille import Feuille, place_and_date
from fieldapp.documents.flowables import Pictogramme
from fieldapp.documents.styles import load_colours
from fieldapp.documents.tagging import TaggedCanvas
from fieldapp.documents.texte import printable, short_date
from fieldapp.domain.contrat import (
    NOTE_SANS_SANCTION,
    SIGNE,
    ContratImprime,
    ObjectifImprime,
    Signature,
)
from fieldapp.domain.texte import initiale_minuscule

TITRE = "Contrat d’engagements réciproques"
EXEMPLAIRES = ("Exemplaire de la famille", "Exemplaire du service")
# Body and smallest type: those of an ordinary letter, and those of someone who reads with effort.
CORPS, MINIMUM = 11.0, 9.0
GRAND_CORPS, GRAND_MINIMUM = 15.0, 14.0


def build(contrat: ContratImprime) -> bytes:
    """Return the PDF of both copies, each with its own page numbers."""
    corps, minimum = (GRAND_CORPS, GRAND_MINIMUM) if contrat.gros_caracteres else (CORPS, MINIMUM)
    feuille = _Copies(contrat.entete, corps=corps, minimum=minimum)
    for rang, exemplaire in enumerate(EXEMPLAIRES):
        if rang:
            feuille.story.append(PageBreak())
        _add_copy(feuille, contrat, exemplaire)
    return feuille.render(TITRE)


class _Copies(Feuille):
    """A document that holds copies of equal length: pages are numbered within each."""

    def _frame_page(self, titre: str, canvas: TaggedCanvas, page: int, pages: int) -> None:
        each = max(pages // len(EXEMPLAIRES), 1)
        super()._frame_page(titre, canvas, (page - 1) % each + 1, each)


def _add_copy(feuille: Feuille, contrat: ContratImprime, exemplaire: str) -> None:
    feuille.add_letterhead()
    feuille.add_title(TITRE)
    feuille.add_text(exemplaire, feuille.styles.note)
    feuille.add_space(0.4)
    feuille.add_pairs(
        [
            ("Entre", contrat.famille),
            ("Et", f"{contrat.entete.auteur}, {initiale_minuscule(contrat.entete.fonction)}"),
            ("Domaine", contrat.domaine),
            ("Version", _version(contrat)),
            ("Durée", _period(contrat)),
            ("Nous en reparlons le", short_date(contrat.revision_le)),
        ]
    )
    for rang, objectif in enumerate(contrat.objectifs, start=1):
        _add_objectif(feuille, rang, objectif)
    feuille.add_together(partial(_add_notice, feuille))
    feuille.add_together(partial(_add_signatures, feuille, contrat))


def _version(contrat: ContratImprime) -> str:
    if contrat.signe_le:
        return f"{contrat.version}, signée le {short_date(contrat.signe_le)}"
    return f"{contrat.version}, à signer"


def _period(contrat: ContratImprime) -> str:
    if contrat.debut and contrat.fin:
        return f"du {short_date(contrat.debut)} au {short_date(contrat.fin)}"
    if contrat.debut:
        return f"à partir du {short_date(contrat.debut)}"
    return f"jusqu’au {short_date(contrat.fin)}" if contrat.fin else ""


def _add_objectif(feuille: Feuille, rang: int, objectif: ObjectifImprime) -> None:
    feuille.add_section(f"Objectif {rang} : {objectif.titre}", "H2")
    by = f" (d’ici le {short_date(objectif.echeance)})" if objectif.echeance else ""
    if printable(objectif.critere):
        feuille.add_text(f"Nous saurons que c’est réussi : {objectif.critere}{by}")
    elif by:
        feuille.add_text(f"À atteindre d’ici le {short_date(objectif.echeance)}")
    if not objectif.lignes:
        return
    rows = [[line.qui, line.libelle, short_date(line.echeance)] for line in objectif.lignes]
    wide = feuille.corps >= GRAND_CORPS
    shares = (0.3, 0.48, 0.22) if wide else (0.28, 0.56, 0.16)
    feuille.add_table(["Qui s’engage", "À quoi", "Pour le"], rows, shares)


def _add_notice(feuille: Feuille) -> None:
    feuille.add_section("Bon à savoir", "H2")
    styles = feuille.styles
    words = [feuille.piece(phrase, styles.corps) for phrase in NOTE_SANS_SANCTION]
    words.append(
        feuille.piece(
            "Chacun peut demander à en reparler ou à l’arrêter, à tout moment.", styles.corps
        )
    )
    feuille.add_columns([Pictogramme("savoir", feuille.corps * 2)], words, share=0.1)


def _add_signatures(feuille: Feuille, contrat: ContratImprime) -> None:
    signed = contrat.statut == SIGNE or bool(contrat.signe_le)
    day = short_date(contrat.signe_le) if signed else ""
    place = contrat.entete.lieu
    feuille.add_section("Signatures", "H2")
    if day:
        feuille.add_text(f"Fait à {place}, le {day}" if place else f"Fait le {day}")
    elif contrat.entete.date:
        feuille.add_text(f"Préparé à {place_and_date(contrat.entete)}" if place else "À signer")
    pairs = [contrat.signatures[n : n + 2] for n in range(0, len(contrat.signatures), 2)]
    for pair in pairs:
        cells = [_signature(feuille, signature, signed) for signature in pair]
        feuille.add_columns(cells[0], cells[1] if len(cells) > 1 else [], share=0.5)


def _signature(feuille: Feuille, signature: Signature, signed: bool) -> list[Flowable]:
    name = feuille.piece(signature.nom, feuille.styles.fort)
    if signature.traits:
        how = feuille.piece("Signé à l’écran", feuille.styles.petit)
    elif signed:
        how = feuille.piece("Signé sur papier", feuille.styles.petit)
    else:
        how = feuille.piece("Signature :", feuille.styles.petit)
    return [name, how, Paraphe(signature, 62 * mm)]


class Paraphe(Flowable):  # type: ignore[misc]  # reportlab publishes no types
    """A signature as it was drawn, or an empty frame to sign in."""

    def __init__(self, signature: Signature, width: float) -> None:
        super().__init__()
        self.signature = signature
        self.width = width
        self.height = width * signature.hauteur / 1000

    def draw(self) -> None:
        """Draw the frame and the strokes: the words beside it say who signed and how."""
        canvas: Any = self.canv
        couleurs = load_colours()
        with canvas.artifact():
            canvas.setStrokeColor(couleurs["trait_fort"])
            canvas.setLineWidth(0.6)
            canvas.roundRect(0, 2, self.width, self.height - 4, 3)
            canvas.setStrokeColor(couleurs["encre"])
            canvas.setLineWidth(1.3)
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            scale = self.width / 1000
            for trait in self.signature.traits:
                path = canvas.beginPath()
                points = list(zip(trait[::2], trait[1::2], strict=False))
                first, *rest = points
                path.moveTo(first[0] * scale, self.height - first[1] * scale)
                # A dot is a stroke too.
                for x, y in rest or [(first[0] + 4, first[1])]:
                    path.lineTo(x * scale, self.height - y * scale)
                canvas.drawPath(path)
