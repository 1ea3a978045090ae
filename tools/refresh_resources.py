"""Takes a newer edition of the communes, fonts or icons from unpacked npm packages.

Nothing of this runs on a worker's laptop: the results are shipped in ``resources/``. Unpack the
packages named in ``resources/LICENCES.md``, then for instance
``python tools/refresh_resources.py --communes PACKAGE --fonts PACKAGE --icons PACKAGE``.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
FAMILY = "atkinson-hyperlegible-next"
STYLES = {
    "400-normal": "Regular",
    "400-italic": "Italic",
    "500-normal": "Medium",
    "600-normal": "SemiBold",
    "700-normal": "Bold",
    "700-italic": "BoldItalic",
}


def refresh_communes(package: Path) -> None:
    """Keep code, name and postal codes of today's communes; the département is in the code."""
    source = json.loads((package / "data" / "communes.json").read_text(encoding="utf-8"))
    edition = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    rows = [
        [c["code"], c["nom"], c["departement"], " ".join(c["codesPostaux"])]
        for c in source
        if c["type"] == "commune-actuelle" and c.get("codesPostaux")
    ]
    rows.sort()
    lines = ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in rows)
    (RESOURCES / "communes.json").write_text(
        f'{{"edition":"{edition}","communes":[\n{lines}\n]}}\n', encoding="utf-8"
    )


def _without_overlap(latin: TTFont, extended: Path, target: Path) -> None:
    """Keep of the extended half only the letters that the Latin half lacks."""
    options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True)
    font = TTFont(extended)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()) - set(latin.getBestCmap()))
    subsetter.subset(font)
    font.flavor = None
    font.save(target)


def _alias(font: TTFont, missing: int, like: int) -> None:
    """Draw a character that the font lacks as another one: pasted texts hold such characters."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[missing] = table.cmap[like]


def refresh_fonts(package: Path) -> None:
    """Join the two halves of each web font into one TrueType file that Qt and PDFs can embed."""
    (RESOURCES / "fonts").mkdir(exist_ok=True)
    for style, name in STYLES.items():
        latin = TTFont(package / "files" / f"{FAMILY}-latin-{style}.woff2")
        names = latin["name"]
        # The axis table of the variable original means nothing in a font of one weight.
        del latin["STAT"]
        latin.flavor = None
        with tempfile.TemporaryDirectory() as folder:
            first, second = Path(folder) / "latin.ttf", Path(folder) / "extended.ttf"
            latin.save(first)
            _without_overlap(latin, package / "files" / f"{FAMILY}-latin-ext-{style}.woff2", second)
            font = Merger().merge([str(first), str(second)])
        font["name"] = names
        _alias(font, 0x202F, 0x00A0)
        _alias(font, 0x2011, 0x002D)
        font.save(RESOURCES / "fonts" / f"AtkinsonHyperlegibleNext-{name}.ttf")
    shutil.copyfile(package / "LICENSE", RESOURCES / "fonts" / "OFL.txt")


def refresh_icons(package: Path, added: Sequence[str]) -> None:
    """Replace each icon that is shipped by the package's own, and add the names asked for."""
    folder = RESOURCES / "icons"
    names = {p.stem for p in folder.glob("*.svg")} - {"fieldapp"} | set(added)
    for name in sorted(names):
        shutil.copyfile(package / "icons" / f"{name}.svg", folder / f"{name}.svg")
    shutil.copyfile(package / "LICENSE", folder / "LICENSE.txt")


def main() -> None:
    """Read the command line and refresh what it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=Path, metavar="PACKAGE")
    parser.add_argument("--fonts", type=Path, metavar="PACKAGE")
    parser.add_argument("--icons", type=Path, metavar="PACKAGE")
    parser.add_argument("--add-icon", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    if options.communes:
        refresh_communes(options.communes)
    if options.fonts:
        refresh_fonts(options.fonts)
    if options.icons:
        refresh_icons(options.icons, options.add_icon)


if __name__ == "__main__":
    main()
