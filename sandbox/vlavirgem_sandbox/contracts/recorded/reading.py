"""From the bytes of a recording to its calls, or to the reason why not."""

from __future__ import annotations

import json
import math
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.limits import MAX_BYTES, MAX_INTEGER_DIGITS, MAX_RECORDED_CALLS, MAX_RECORDED_VALUES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.recorded.har import har_calls, is_har
from vlavirgem_sandbox.contracts.recorded.postman import is_postman, postman_calls
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_sandbox.contracts.source_text import at_line, refusal, values_in_json

_SMALL: Final = 2 * MAX_RECORDED_VALUES
"""Characters in which there cannot be too many values."""


def read_recorded(data: bytes) -> list[RecordedCall]:
    """Every call in a HAR file or a Postman collection.

    Raises :class:`~vlavirgem_sandbox.contracts.source_text.SourceRefused` for a file that is none, that holds no
    calls, or that is larger or deeper than such files are.
    """
    document = _read_json(_decoded(data))
    if is_har(document):
        calls = list(islice(har_calls(document), MAX_RECORDED_CALLS + 1))
    elif is_postman(document):
        calls = list(islice(postman_calls(document), MAX_RECORDED_CALLS + 1))
    else:
        raise _wrong_kind(document)
    if len(calls) > MAX_RECORDED_CALLS:
        raise refusal(
            _("The recording holds more than %(limit)d calls.") % {"limit": MAX_RECORDED_CALLS},
            _("Record only the calls to this service, or split the file."),
        )
    if not calls:
        raise refusal(
            _("The recording holds no call with its answer."),
            _(
                "In Postman, save an answer as an example before you export. In a browser, record again and export "
                "with content."
            ),
        )
    return calls


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise refusal(
            _("The recording is %(size)s MB; %(limit)s MB at most are read.")
            % {"size": round(len(data) / 1_000_000, 1), "limit": MAX_BYTES // 1_000_000},
            _("Record only the calls to this service, or split the file."),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_json("") from error


def _read_json(text: str) -> JsonObject:
    if len(text) > _SMALL and values_in_json(text) > MAX_RECORDED_VALUES:
        raise refusal(
            _("The recording holds more than %(limit)d values.") % {"limit": MAX_RECORDED_VALUES},
            _("Record only the calls to this service, or split the file."),
        )
    try:
        document = json.loads(text, parse_int=_integer)
    except RecursionError as error:
        raise refusal(
            _("The recording is nested too deeply."), _("Export it again from Postman or the browser.")
        ) from error
    except json.JSONDecodeError as error:
        raise _no_json(at_line(error.lineno, error.colno)) from error
    if not isinstance(document, dict):
        raise _wrong_kind({})
    return document


def _integer(digits: str) -> JsonValue:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else math.inf


def _no_json(place: str) -> Exception:
    return refusal(
        _("The recording is not JSON. A HAR file and a Postman collection are."),
        _("Choose the file that the browser or Postman exported."),
        place,
    )


def _wrong_kind(document: JsonObject) -> Exception:
    if "openapi" in document or "swagger" in document:
        return refusal(
            _("This is a contract, not a recording of calls."),
            _("Hand it in as the contract; here goes a Postman collection or a HAR file."),
        )
    if "requests" in document:
        return refusal(_("This is a Postman collection of version 1."), _("Export it from Postman as Collection v2.1."))
    return refusal(
        _("This is neither a HAR file nor a Postman collection."),
        _("Export the collection from Postman as v2.1, or the calls from the browser as HAR with content."),
    )
