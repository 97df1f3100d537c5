"""Files that a person takes away."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header


def download(content: bytes | str, *, content_type: str, name: str) -> HttpResponse:
    """The answer that a browser keeps as a file of this name."""
    response = HttpResponse(content, content_type=content_type)
    offer_as_file(response, name)
    return response


def offer_as_file(response: HttpResponseBase, name: str) -> None:
    """Have the browser keep an answer as a file of this name (RFC 6266), whatever letters are in it."""
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
