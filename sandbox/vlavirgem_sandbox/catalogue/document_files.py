"""Whether an uploaded document is what it says it is: by its content, not by its name."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal

MOST_BYTES: Final = 10 * 1024 * 1024
PDF: Final = "application/pdf"
ODT: Final = "application/vnd.oasis.opendocument.text"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENDINGS: Final = {PDF: ".pdf", ODT: ".odt", DOCX: ".docx"}
_MOST_PARTS: Final = 5_000
_NAME_LENGTH: Final = 110


@dataclass(frozen=True, kw_only=True)
class DocumentFile:
    """A document that may be kept."""

    data: bytes
    filename: str
    media_type: str


def document_file(data: bytes, name: str) -> DocumentFile:
    """The document with a name that fits its content. Raises Refusal: 413 too large, 422 none of the three kinds."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    media_type = _kind_of(data)
    if media_type is None:
        raise Refusal(
            message=_("This is no PDF, ODT or DOCX file, or it holds macros."),
            remedy=_("Save the document as a PDF and upload that."),
            code="document-kind",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="file",
        )
    # Only the last part of a path, without what a header or a disk reads as something else.
    stem = PurePosixPath(PureWindowsPath(name).name).stem
    kept = "".join(sign for sign in stem if sign.isprintable() and sign not in '"\\;')[:_NAME_LENGTH].strip(" .")
    return DocumentFile(data=data, filename=(kept or "document") + _ENDINGS[media_type], media_type=media_type)


def received_document(upload: UploadedFile[bytes]) -> DocumentFile:
    """The uploaded document, refused by its size before it is read; as :func:`document_file`."""
    if (upload.size or 0) > MOST_BYTES:
        raise _too_large()
    return document_file(upload.read(), upload.name or "")


def _too_large() -> Refusal:
    return Refusal(
        message=_("This file is larger than 10 MB."),
        remedy=_("Make it smaller, or put the page where it stands under the contact."),
        code="document-too-large",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        place="file",
    )


def _kind_of(data: bytes) -> str | None:
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return PDF
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind_of_archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError):
        return None


def _kind_of_archive(archive: zipfile.ZipFile) -> str | None:
    """Only the list of its parts is read, and of an ODT the few bytes that say what it is, which are never packed."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > _MOST_PARTS or any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
        return None
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return DOCX
    first = parts[0] if parts else None
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        return None
    if first.file_size != len(ODT):
        return None
    return ODT if archive.read(first) == ODT.encode() and "content.xml" in names else None
