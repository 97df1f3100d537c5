"""The contract file that a person hands in: its size is looked at before anything reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.limits import MAX_BYTES

CONTRACT_SIZE_LIMIT: Final = MAX_BYTES
"""Bytes of what is uploaded: as much as the engine reads."""


class UploadedContract(Protocol):
    """What Django's uploaded files offer of use here."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]:
        """The content, piece by piece."""


@dataclass(frozen=True, kw_only=True)
class ContractFile:
    """A contract as handed in: the bytes and the name of the file, for messages and for finding it back."""

    data: bytes
    filename: str

    def __post_init__(self) -> None:
        """Refuse what is too large or empty; see :data:`CONTRACT_SIZE_LIMIT`."""
        refuse_size(len(self.data), self.filename)


def refuse_size(size: int, filename: str) -> None:
    """Raise Refusal (413) for a file above the limit, and (422) for an empty one."""
    if size > CONTRACT_SIZE_LIMIT:
        raise Refusal(
            message=_("%(file)s is %(size)s; a contract may be %(limit)s at most. Nothing of it was read.")
            % {
                "file": filename,
                "size": filesizeformat(size),
                "limit": filesizeformat(CONTRACT_SIZE_LIMIT),
            },
            remedy=_("Leave out embedded files and long examples, or publish the parts as services of their own."),
            code="contract-too-large",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            place=filename,
        )
    if not size:
        raise Refusal(
            message=_("%(file)s is empty.") % {"file": filename},
            remedy=_(
                "Choose the contract of your service: an OpenAPI or AsyncAPI document, a WSDL or a GraphQL schema."
            ),
            code="contract-empty",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=filename,
        )


def received(upload: UploadedContract) -> ContractFile:
    """The uploaded file in memory, refused by its size before it is read."""
    filename = upload.name or "contract"
    refuse_size(upload.size or 0, filename)
    return ContractFile(data=b"".join(upload.chunks()), filename=filename)


def refuse_recording_size(size: int, filename: str) -> None:
    """Raise Refusal (413) for recorded calls above the limit, which is that of a contract."""
    if size > CONTRACT_SIZE_LIMIT:
        raise Refusal(
            message=_("%(file)s is %(size)s; recorded calls may be %(limit)s at most. Nothing of it was read.")
            % {"file": filename, "size": filesizeformat(size), "limit": filesizeformat(CONTRACT_SIZE_LIMIT)},
            remedy=_("Record only the calls to this service, or split the file."),
            code="recording-too-large",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            place=filename,
        )


def received_recording(upload: UploadedContract) -> ContractFile:
    """The uploaded recording in memory, refused by its size before it is read."""
    filename = upload.name or "recording"
    refuse_recording_size(upload.size or 0, filename)
    return ContractFile(data=b"".join(upload.chunks()), filename=filename)
