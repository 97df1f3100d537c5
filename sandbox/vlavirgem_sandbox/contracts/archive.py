"""A zip of contract files, taken apart in memory: no path leads out of it, and it is measured before it is unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_FILES, MAX_UNPACKED_BYTES
from vlavirgem_sandbox.contracts.source_text import SourceRefused, refusal

_MAGIC: Final = b"PK\x03\x04"
_RUBBISH: Final = ("__MACOSX/", ".DS_Store")
_CHUNK: Final = 65_536


def is_archive(data: bytes) -> bool:
    """Whether the bytes start as a zip does."""
    return data.startswith(_MAGIC)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files by path, with ``/`` and without ``..``. Raises SourceRefused for an archive that is no plain zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refusal(
            _("The zip cannot be unpacked: it is damaged, encrypted or packed in an unusual way."),
            _("Make the zip again, without a password."),
            detail=str(error)[:200],
        ) from error


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [each for each in archive.infolist() if not each.is_dir() and not _is_rubbish(each.filename)]
    if len(entries) > MAX_FILES or sum(each.file_size for each in entries) > MAX_UNPACKED_BYTES:
        raise _too_large()
    found: dict[str, bytes] = {}
    room = MAX_UNPACKED_BYTES
    for entry in entries:
        content = _content(archive, entry, room)
        room -= len(content)
        found[_inside(entry.filename)] = content
    return found


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """Read by pieces: the size that an entry declares is its author's word."""
    pieces = []
    with archive.open(entry) as opened:
        while piece := opened.read(_CHUNK):
            room -= len(piece)
            if room < 0:
                raise _too_large()
            pieces.append(piece)
    return b"".join(pieces)


def _inside(name: str) -> str:
    path = posixpath.normpath(name.replace("\\", "/"))
    if path.startswith(("/", "..")) or ":" in path.split("/", 1)[0]:
        raise refusal(
            _("The zip holds a file whose path leads out of it: '%(path)s'.") % {"path": name[:200]},
            _("Make the zip from inside the folder of the contract."),
            name[:200],
        )
    return path


def _is_rubbish(name: str) -> bool:
    return name.startswith(_RUBBISH[0]) or posixpath.basename(name) == _RUBBISH[1]


def _too_large() -> SourceRefused:
    return refusal(
        _("Unpacked, the zip comes to more than %(size)d MB or %(files)d files.")
        % {"size": MAX_UNPACKED_BYTES // 1_000_000, "files": MAX_FILES},
        _("Put in only the contract, the files it refers to, and the samples you need."),
    )
