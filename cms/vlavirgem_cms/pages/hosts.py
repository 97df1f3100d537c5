"""Keeps Wagtail's previews on the host that the editor is on."""

from __future__ import annotations

from urllib.parse import urljoin

from django.http import HttpRequest


class PreviewOnOwnHost:
    """A page whose preview is rendered on the editor's own host.

    Wagtail replays the whole request for a preview, on the host of the page's Site. Where that record is missing or
    stale (a moved installation, another port), the tenant would be looked up by a host that is not ours.
    """

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        if original_request is None:
            fallback: str | None = super()._get_dummy_header_url(None)  # type: ignore[misc]
            return fallback
        parts = self.get_url_parts()  # type: ignore[attr-defined]
        path = parts[2] if parts and parts[2] else "/"
        return urljoin(original_request.build_absolute_uri("/"), str(path))
