"""What each code in ``extensions.code`` means: the part of an error that a program may rely on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CODES: dict[str, Any] = {
    "AGREEMENT_REQUIRED": _("There is no live agreement to read these data. The attempt is on record."),
    "AUTHENTICATION_REQUIRED": _("The request brings no key."),
    "UNKNOWN_KEY": _("The key is not one of this organisation. A key works at one address only."),
    "TRYOUT_KEY": _("The key is one of a try-out. The gateway needs a gateway key, which begins with vvg_."),
    "REVOKED_KEY": _("The key was revoked."),
    "ROLE_NEEDED": _("Your roles do not let you use the explorer."),
    "CSRF": _("A page sent a request without its token."),
    "SYNTAX_ERROR": _("The document is no GraphQL."),
    "INVALID_DOCUMENT": _("The document asks something that the schema does not have, or lacks something."),
    "INVALID_REQUEST": _("A variable or the name of the operation does not fit the document."),
    "LIMIT_EXCEEDED": _("The document asks too much at once. The answer says which limit, and how much is allowed."),
    "BAD_PAGE": _("This page cannot be read: the size is wrong, or first and last are mixed."),
    "BAD_CURSOR": _("The cursor is not one of this list."),
    "CURSOR_EXPIRED": _("What happened since this cursor is no longer known: read the list anew."),
    "STREAM_NEEDED": _("A subscription needs a client that takes server-sent events."),
    "TOO_MANY_STREAMS": _("This key has as many streams open as one may have."),
    "NO_PLACE_FOR_STREAM": _("As many streams are open as may. Come back after Retry-After."),
    "BAD_ID": _("The id is not one of the gateway."),
    "BAD_VALUE": _("A value cannot be used here."),
    "BAD_REQUEST": _("The body is no GraphQL request."),
    "BATCH": _("Several operations were sent at once."),
    "BODY_TOO_LARGE": _("The body of the request is too large."),
    "METHOD_NOT_ALLOWED": _("The request is not a POST."),
    "UNSUPPORTED_MEDIA_TYPE": _("The body is not sent as application/json."),
    "NOT_ACCEPTABLE": _("The client takes no form in which the gateway answers."),
    "TIMEOUT": _("The query took too long."),
    "INTERNAL_ERROR": _("Something went wrong on our side. The id finds it in our log."),
}
