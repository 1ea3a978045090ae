"""The « fiche de liaison »: the one page that a structure receives, with a slip to answer on."""

from __future__ import annotations

from functools import partial

from reportlab.platypus import Spacer

from fieldapp.documents.feuille import Feuille
from fieldapp.documents.flowables import Filet, LignesAEcrire
from fieldapp.documents.styles import load_colours
from fieldapp.documents.texte import paragraphs, printable, short_date
from fieldapp.domain.ecrits import FicheLiaison
from fieldapp.domain.texte import initiale_minuscule

TITRE = "Fiche de liaison"
# Size of the text in points: usual, and when the sheet would otherwise need a second page.
CORPS, CORPS_SERRE = 11.5, 10.0


# The blocks of the sheet, by the field of the screen that fills them.
QUI, MOTIFS, ATTENTES, ACCORD = "qui", "motifs", "attentes", "accord"


def build(fiche: FicheLiaison, bloc: str = "") -> bytes:
    """Return the PDF of a fiche de liaison, already limited to what the family agreed to.

    `bloc` tints one block, for a preview: `qui`, `motifs`, `attentes` or `accord`.
    """
    feuille = _compose(fiche, bloc, CORPS)
    content = feuille.render(TITRE)
    if feuille.pages > 1:
        # One page is what a structure reads: tried in a smaller type before a second page.
        smaller = _compose(fiche, bloc, CORPS_SERRE)
        fitted = smaller.render(TITRE)
        if smaller.pages == 1:
            return fitted
    return content


def _compose(fiche: FicheLiaison, bloc: str, corps: float) -> Feuille:
    feuille = Feuille(fiche.entete, corps=corps, minimum=9)
    feuille.add_letterhead(dated=True)
    feuille.add_title(f"{TITRE} — {initiale_minuscule(fiche.action)}" if fiche.action else TITRE)
    feuille.add_space(0.5)
    for name, add in (
        (QUI, _add_who),
        (MOTIFS, _add_motifs),
        (ATTENTES, _add_attentes),
        (ACCORD, _add_accord),
    ):
        if name == bloc:
            feuille.add_tinted(partial(add, feuille, fiche))
        else:
            add(feuille, fiche)
    _add_author(feuille, fiche)
    feuille.add_together(partial(_add_answer, feuille, fiche), at_foot=True)
    return feuille


def _add_who(feuille: Feuille, fiche: FicheLiaison) -> None:
    person = ", ".join(part for part in (fiche.personne, fiche.age) if printable(part))
    if fiche.enfant:
        by = ", par le service" if fiche.par_le_service else f"\n{fiche.telephone}"
        reach = ("Parent à contacter", f"{fiche.contact}{by}")
    else:
        reach = ("Pour joindre la personne", fiche.telephone or "Par le service")
    place = "\n".join((fiche.lieu.nom, *fiche.lieu.adresse))
    feuille.add_pairs(
        [
            ("Enfant" if fiche.enfant else "Personne", person),
            reach,
            ("Structure", place),
            ("Relance prévue", short_date(fiche.relance)),
        ]
    )
    feuille.add_rule()


def _ask_to_call(fiche: FicheLiaison) -> str:
    if fiche.par_le_service:
        return (
            "Elle souhaite entrer en contact avec vous. Merci de passer par le service pour la "
            "joindre."
        )
    return "Elle accepte que vous l’appeliez. Elle vous dira elle-même ce qu’elle attend."


def _add_motifs(feuille: Feuille, fiche: FicheLiaison) -> None:
    motifs = [motif for motif in fiche.motifs if printable(motif)]
    if motifs:
        feuille.add_section("Motifs", "H2")
        feuille.add_bullets(motifs)


def _add_attentes(feuille: Feuille, fiche: FicheLiaison) -> None:
    if fiche.seulement_contact:
        feuille.add_section("Ce que la famille demande", "H2")
        feuille.add_text(_ask_to_call(fiche))
    elif paragraphs(fiche.attentes):
        feuille.add_section("Ce que chacun attend", "H2")
        feuille.add_text(fiche.attentes, feuille.styles.analyse, barre=True)


def _add_accord(feuille: Feuille, fiche: FicheLiaison) -> None:
    feuille.add_section("Accord recueilli", "H2")
    feuille.add_text(_describe_accord(fiche))


def _describe_accord(fiche: FicheLiaison) -> str:
    when = f"Le {short_date(fiche.accord_le)}, la" if fiche.accord_le else "La"
    if not fiche.seulement_contact:
        what = "que cette fiche vous soit transmise"
    elif fiche.par_le_service:
        what = "d’être mise en relation avec vous par le service"
    else:
        what = "que vous l’appeliez"
    return (
        f"{when} famille a accepté {what}. Accord recueilli dans le respect du secret "
        "professionnel : rien d’autre n’est transmis."
    )


def _add_author(feuille: Feuille, fiche: FicheLiaison) -> None:
    lines = [
        feuille.piece(line, style)
        for line, style in (
            (fiche.entete.auteur, feuille.styles.droite),
            (fiche.entete.fonction, feuille.styles.petit_droite),
        )
        if printable(line)
    ]
    feuille.story += [Spacer(0, feuille.corps * 0.8), *lines]


def _add_answer(feuille: Feuille, fiche: FicheLiaison) -> None:
    """The slip that the structure ticks, writes on, signs and sends back."""
    entete, corps, story = fiche.entete, feuille.corps, feuille.story
    back = " · ".join(p for p in (entete.organisme, entete.unite, *entete.coordonnees) if p)
    story.append(Spacer(0, corps * 0.8))
    story.append(Filet(load_colours()["trait_fort"], 0.8, corps * 0.8, dashed=True))
    story.append(feuille.piece("Votre réponse", feuille.styles.section, tag_="H2"))
    feuille.add_text(f"À retourner à : {back}", feuille.styles.note)
    feuille.add_bullets(
        [
            "Prise en charge possible à partir du :",
            "Liste d’attente, délai estimé :",
            "Prise en charge impossible, motif :",
        ],
        cases=True,
    )
    story.append(LignesAEcrire(3, corps * 2.1))
    feuille.add_space(0.6)
    feuille.add_text("Date, nom et signature :")
    feuille.add_space(2.5)
