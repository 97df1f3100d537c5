"""The navigation, the languages and the person's own menu."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info

from vlavirgem.ui.navigation import places

register = template.Library()


@register.inclusion_tag("vlavirgem/navigation.html", takes_context=True)
def main_navigation(context: RequestContext) -> dict[str, Any]:
    """The places this person can go to."""
    return {"groups": places(context["request"])}


@register.inclusion_tag("vlavirgem/languages.html", takes_context=True)
def language_switch(context: RequestContext) -> dict[str, Any]:
    """A choice between the installed languages; nothing where the address that stores it is not installed."""
    request = context.get("request")
    try:
        action = reverse("set_language")
    except NoReverseMatch:
        action = ""
    languages = [{**get_language_info(code), "current": code == get_language()} for code, _name in settings.LANGUAGES]
    here = request.get_full_path() if request else "/"
    return {"action": action, "next": here, "languages": languages, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def person_roles(context: RequestContext) -> list[str]:
    """The names of the roles that the person has here."""
    actor = context.get("actor")
    return sorted(str(getattr(role, "label", role)) for role in actor.roles) if actor else []


@register.filter
def may(actor: Any, permission: str) -> bool:
    """Whether who is signed in may do something: ``actor|may:"service.publish"``."""
    return bool(actor and actor.may(permission))


@register.filter
def initials(name: str) -> str:
    """Two letters for a person: of the first and the last word of the name."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
