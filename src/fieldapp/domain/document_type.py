"""Which documents may be kept: told by their content, never by their name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from fieldapp.domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class TypeDocument:
    """A kind of document that is kept. `extension` names copies; `libelle` is French."""

    mime: str
    extension: str
    libelle: str


PDF = TypeDocument("application/pdf", ".pdf", "PDF")
PNG = TypeDocument("image/png", ".png", "Image PNG")
JPEG = TypeDocument("image/jpeg", ".jpg", "Photo JPEG")
TIFF = TypeDocument("image/tiff", ".tif", "Image TIFF")
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX = TypeDocument(f"{_OOXML}wordprocessingml.document", ".docx", "Texte Word")
XLSX = TypeDocument(f"{_OOXML}spreadsheetml.sheet", ".xlsx", "Tableau Excel")
ODT = TypeDocument(f"{_ODF}text", ".odt", "Texte LibreOffice")
ODS = TypeDocument(f"{_ODF}spreadsheet", ".ods", "Tableau LibreOffice")
TEXTE = TypeDocument("text/plain", ".txt", "Texte")
TYPES: Final = {t.mime: t for t in (PDF, PNG, JPEG, TIFF, DOCX, XLSX, ODT, ODS, TEXTE)}
IMAGES: Final = (PNG.mime, JPEG.mime, TIFF.mime)

ACCEPTES = "PDF, images PNG, JPEG et TIFF, DOCX, XLSX, ODT, ODS et texte simple"
_ENTREES_MAX = 5000
# Of a zip as it says itself; nothing is ever unpacked but two short members, read with a limit.
_DEPLIE_MAX = 500 * 1024 * 1024
_MEMBRE_MAX = 1024 * 1024

_PROGRAMMES = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x4c\x00\x00\x00\x01\x14\x02\x00", b"dex\n",
    b"\0asm", b"#!",
)  # fmt: skip
_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd",
    b"MSCF", b"PK\x05\x06",
)  # fmt: skip
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_AUTRES_IMAGES = (b"GIF87a", b"GIF89a", b"BM", b"RIFF", b"8BPS")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BALISES = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\w+:)", re.IGNORECASE
)
# A script has no sign of its own but its name: as text it would be taken for a note.
_NOMS_EXECUTABLES = frozenset(
    ".exe .com .scr .bat .cmd .ps1 .psm1 .vbs .vbe .js .jse .mjs .wsf .wsh .hta .jar .lnk .url "
    ".reg .msi .msp .dll .cpl .sh .bash .zsh .py .pyw .pl .rb .php .desktop .app .command .scpt "
    ".inf .iqy .slk .settingcontent-ms .htm .html .xhtml .mht .mhtml .svg .xml".split()
)


def identify(contenu: bytes, nom: str = "") -> TypeDocument:
    """Return the type of a content; raises KnownError, in one sentence, for what is not kept.

    `nom` is the name of the file, or "": it can only add a reason to refuse.
    """
    head = contenu[:4096]
    if (head.startswith(b"MZ") and b"\0" in head) or head.startswith(_PROGRAMMES):
        raise _refuse("C’est un programme. Fieldapp n’en garde aucun, pour la sûreté du poste")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"II*\0", b"MM\0*")):
        return TIFF
    if head.startswith(b"PK\x03\x04"):
        return _identify_zip(contenu)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return PDF
    if _is_archive(head):
        raise _refuse("C’est une archive. Ouvrez-la, puis ajoutez les documents qu’elle contient")
    if head.startswith(_OLE):
        raise _refuse(
            "C’est un ancien format de bureautique (.doc, .xls) ou un fichier protégé, qui peut "
            "cacher des macros. Enregistrez-le en PDF, DOCX ou ODT"
        )
    if head.startswith(b"{\\rtf"):
        raise _refuse("Le format RTF peut cacher d’autres fichiers. Enregistrez-le en PDF ou DOCX")
    if head[4:8] == b"ftyp" or (head.startswith(_AUTRES_IMAGES) and b"\0" in head):
        raise _refuse(
            "Ce format d’image ou de vidéo n’est pas gardé. Enregistrez-la en JPEG ou PNG"
        )
    return _identify_text(contenu, nom)


def type_of(mime: str) -> TypeDocument:
    """Return the type of a stored document; one of a newer program is a plain file of bytes."""
    return TYPES.get(mime, TypeDocument("application/octet-stream", ".bin", "Fichier"))


def _is_archive(head: bytes) -> bool:
    return head.startswith(_ARCHIVES) or _BZIP2.match(head) is not None or head[257:262] == b"ustar"


def _identify_zip(contenu: bytes) -> TypeDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as box:
            infos = box.infolist()
            names = {info.filename for info in infos}
            if len(infos) > _ENTREES_MAX or sum(i.file_size for i in infos) > _DEPLIE_MAX:
                raise _refuse("Une fois ouvert, il serait démesuré. Vérifiez d’où il vient")
            mimetype = _member(box, names, "mimetype").strip()
            types = _member(box, names, "[Content_Types].xml")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _refuse("Le fichier est abîmé ou incomplet. Récupérez-le de nouveau") from error
    if _has_macros(names, types):
        raise _refuse(
            "Il contient des macros ou un programme. Enregistrez-le sans macros, ou en PDF"
        )
    found = None
    if "word/document.xml" in names and DOCX.mime.encode() in types:
        found = DOCX
    elif "xl/workbook.xml" in names and XLSX.mime.encode() in types:
        found = XLSX
    elif "content.xml" in names:
        found = {ODT.mime.encode(): ODT, ODS.mime.encode(): ODS}.get(mimetype)
    if found is None:
        raise _refuse("C’est une archive. Ouvrez-la, puis ajoutez les documents qu’elle contient")
    return found


def _member(box: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    """Read the beginning of a member: what it unpacks to is never trusted."""
    if name not in names:
        return b""
    with box.open(name) as member:
        return member.read(_MEMBRE_MAX)


def _has_macros(names: set[str], types: bytes) -> bool:
    if b"macroEnabled" in types or b"vbaProject" in types:
        return True
    for name in names:
        low = name.lower()
        last = PurePath(low).name
        if last.startswith("vbaproject") or "/activex/" in f"/{low}":
            return True
        if low.startswith(("basic/", "scripts/")) and not low.endswith("/"):
            return True
        if PurePath(last).suffix in _NOMS_EXECUTABLES - {".xml"}:
            return True
    return False


def _identify_text(contenu: bytes, nom: str) -> TypeDocument:
    suffix = PurePath(nom.replace("\\", "/")).suffix.lower()
    texte = decode_text(contenu)
    if texte is None:
        raise _refuse("Son contenu n’est pas reconnu")
    start = texte.lstrip("\ufeff \t\r\n\f")[:4096]
    if start.startswith("<") or _BALISES.search(start):
        raise _refuse(
            "C’est une page web ou un dessin SVG, qui peut agir tout seul. Gardez-la en PDF"
        )
    if suffix in _NOMS_EXECUTABLES:
        raise _refuse("C’est un programme ou un script. Fieldapp n’en garde aucun")
    return TEXTE


def decode_text(contenu: bytes) -> str | None:
    """Return a plain text, or None when the bytes are something else."""
    wide = contenu.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            texte = contenu.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0b\x0e-\x1f]", texte) else texte
    return None


def _refuse(raison: str) -> KnownError:
    return KnownError(
        f"Ce fichier n’est pas gardé. {raison}. Rien n’a été ajouté. Sont acceptés\u00a0: "
        f"{ACCEPTES}.",
        champ="contenu",
    )
