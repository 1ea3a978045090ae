"""The « bordereau » of a central export: what it holds, who may read it, how to check each file."""

from __future__ import annotations

from fieldapp.documents.feuille import Feuille
from fieldapp.domain.bordereau import BordereauImprime
from fieldapp.domain.texte import NBSP

TITRE = "Bordereau d’export central"
CORPS = 9.6
_VERIFIER = (
    "Une empreinte change dès qu’un fichier change d’un seul caractère. Pour la recalculer\u00a0: "
    "sha256sum FICHIER (Linux), ou certutil -hashfile FICHIER SHA256 (Windows)."
)
_NOMINATIF = (
    "Données nominatives\u00a0: à ne remettre qu’aux personnes habilitées par l’organisme, pour "
    "une finalité déclarée, et à détruire ensuite. Cet export est inscrit au journal des accès."
)
_STATISTIQUE = (
    "Ni nom, ni adresse, ni texte. Les lignes, sous pseudonymes, restent aux personnes chargées "
    "des statistiques\u00a0; les tables dites libres peuvent circuler."
)


def build(bordereau: BordereauImprime) -> bytes:
    """Return the PDF of a bordereau."""
    feuille = Feuille(bordereau.entete, corps=CORPS)
    feuille.add_letterhead(dated=True)
    feuille.add_title(TITRE)
    feuille.add_pairs(_facts(bordereau))
    styles = feuille.styles
    feuille.add_text(
        _NOMINATIF if bordereau.nominatif else _STATISTIQUE, styles.analyse, barre=True
    )
    _add_tables(feuille, bordereau)
    _add_files(feuille, bordereau)
    feuille.add_together(lambda: _add_receipt(feuille))
    return feuille.render(f"{TITRE} n° {bordereau.numero}")


def _facts(bordereau: BordereauImprime) -> list[tuple[str, str]]:
    secret = f"nombres de 1 à {bordereau.seuil - 1} masqués, sans pouvoir être retrouvés"
    return [
        ("Mode", "nominatif" if bordereau.nominatif else "statistique"),
        ("Numéro de l’export", str(bordereau.numero)),
        ("Établi le", bordereau.etabli_le),
        ("Formats", bordereau.formats),
        ("Étendue", bordereau.suite or "tout ce que le siège détient ce jour-là"),
        (
            "Lignes à retirer des exports précédents",
            _number(bordereau.suppressions) if bordereau.suite else "",
        ),
        ("Secret statistique des synthèses", secret),
        ("Désaccords entre postes non tranchés", _number(bordereau.conflits)),
        ("Perdu avec un poste, dans aucun chiffre", " ".join(bordereau.pertes)),
        ("Logiciel", bordereau.logiciel),
    ]


def _add_tables(feuille: Feuille, bordereau: BordereauImprime) -> None:
    feuille.add_part("Ce qu’il contient")
    feuille.add_table(
        ["Table", "Contenu", "Lignes", "Cases masquées", "Lecture"],
        [
            [
                table.nom, table.contenu, _number(table.lignes),
                _number(table.masquees) if table.masquees else "",
                "libre" if table.libre else "restreinte",
            ]
            for table in bordereau.tables
        ],
        (0.24, 0.42, 0.1, 0.11, 0.13),
        nombres=(2, 3),
    )  # fmt: skip


def _add_files(feuille: Feuille, bordereau: BordereauImprime) -> None:
    feuille.add_part("Fichiers et empreintes")
    feuille.add_text(_VERIFIER)
    feuille.add_table(
        ["Fichier", "Lignes", "Octets", "Empreinte SHA-256"],
        [[f.nom, _number(f.lignes), _number(f.octets), f.sha256] for f in bordereau.fichiers],
        (0.29, 0.1, 0.14, 0.47),
        nombres=(1, 2),
    )


def _add_receipt(feuille: Feuille) -> None:
    feuille.add_part("Remise")
    feuille.add_text("Remis à (nom, fonction, service), le, signature\u00a0:")
    feuille.add_lines(3)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", NBSP)
