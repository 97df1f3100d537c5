"""What each code in ``extensions.code`` means: the part of an error that a program may rely on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CODES: dict[str, Any] = {
    "AGREEMENT_REQUIRED": _("There is no live agreement to read these data. The attempt is on record."),
    "RATE_USED": _(
        "The reads of today are used up under an agreement. The answer says which, and when it opens again."
    ),
    "AUTHENTICATION_REQUIRED": _("The request brings no key."),
    "UNKNOWN_KEY": _("The key is not one of this organisation. A key works at one address only."),
    "TRYOUT_KEY": _("The key is one of a try-out. The gateway needs a gateway key, which begins with vvg_."),
    "REVOKED_KEY": _("The key was revoked."),
    "DELEGATION_OVER": _("The organisation let this key read for it. That is revoked or over, or the agreement is."),
    "ROLE_NEEDED": _("Your roles do not let you use the explorer."),
    "CSRF": _("A page sent a request without its token."),
    "KEY_SCOPE_NEEDED": _(
        "The key was not made for this. The answer names the scope that it lacks, or what it was delegated for."
    ),
    "PERSON_NEEDED": _("No key may do this: it binds the organisation, so one of its people does it."),
    "EXPORT_FOR_MEMBERS": _("An export is for members who are signed in. Programs read elsewhere, with a key."),
    "NOT_DONE": _("A part of the document was done by none, since another part was refused."),
    "NOT_FOUND": _("There is nothing of the organisation with this id."),
    "INVALID_VALUE": _("A value is not what the field takes. The answer says which field."),
    "VERSION_NEEDED": _(
        "There is such a record already, and the write names no version. The answer gives the present one."
    ),
    "VERSION_CONFLICT": _("The record was changed or removed after it was read. The answer gives the present version."),
    "RECORD_REFUSED": _("The record does not fit its kind, or holds a real register number. The answer says where."),
    "DATABASE_BUSY": _("The database was too busy and nothing was done. The answer says when to try again."),
    "BUDGET_USED": _("The points of cost of this minute or hour are used up. Retry-After says when to ask again."),
    "IDEMPOTENCY_KEY_AT_WORK": _("A request with this Idempotency-Key is being done. Retry-After says when to ask."),
    "IDEMPOTENCY_KEY_USED": _("The Idempotency-Key came before, with another request."),
    "IDEMPOTENCY_KEY_UNREADABLE": _("The Idempotency-Key is too long, or holds what cannot be written."),
    "DOCUMENT_UNKNOWN": _("The key has no trusted document with this hash."),
    "DOCUMENT_NOT_TRUSTED": _("The key takes its trusted documents only, and this is none of them."),
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
    "SCHEMA_CHANGED": _("The installation was brought up to date while the request ran. Asking again answers it."),
    "TIMEOUT": _("The query took too long."),
    "INTERNAL_ERROR": _("Something went wrong on our side. The id finds it in our log."),
}
