"""What toasts need in a template."""

from __future__ import annotations

from django import template
from django.contrib.messages.storage.base import Message

from vlavirgem.ui.toasts import UNDO

register = template.Library()
ICONS = {"success": "check", "warning": "warning", "error": "warning"}


@register.filter
def undo_address(message: Message) -> str:
    """The address that undoes what the message says, empty where there is none."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith(UNDO):
            return tag.removeprefix(UNDO)
    return ""


@register.filter
def toast_icon(level: str) -> str:
    """The icon of a toast's level."""
    return ICONS.get(level or "success", "info")
