"""What each code of a try-out's Problem Details means: the part of a problem that a program may rely on."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.requests.database_problems import DATABASE_CODES

PROBLEM_CODES: Final[dict[str, Any]] = {
    "against-the-contract": _("The call breaks the contract. Each member of errors names a place and the rule."),
    "no-such-path": _("The contract has no such path. The answer lists the paths that it has."),
    "method-not-allowed": _("The path takes other methods; the header Allow lists them."),
    "unreadable-preference": _(
        "The header Prefer asks for a status that is no number of three digits, or for a disturbance that there is not."
    ),
    "disturbance": _("The try-out's own organisation switched on a disturbance, or the call asked for one."),
    "too-many-waiting": _("A disturbance holds answers back, and as many calls wait as this server can let wait."),
    "cannot-be-tried": _("The operation is in the contract, but a mistake there keeps it from working."),
    "cannot-be-remembered": _("The body holds characters that cannot be stored, or a name that is too long."),
    "body-too-large": _("The body is larger than a try-out takes."),
    "encoded-body": _("The body is compressed; send it plain."),
    "real-register-number": _("A real national register number was sent. Nothing of it was kept; use a test number."),
    "key-of-another-try-out": _("The key is one of this organisation, for another try-out."),
    "key-missing": _("The call brings no key."),
    "key-unknown": _("The key is not one of this organisation, or was not copied whole."),
    "key-expired": _("The last day of the key lies in the past."),
    "key-scope": _("The key may not make this call; the member needed says what it takes."),
    "quota-used": _("The try-out had as many calls as it takes in a day; the header Retry-After leads to tomorrow."),
    "expired": _("The last day of the try-out lies in the past. What it remembers is still there; extend it."),
    "key-of-the-gateway": _("The key is one of the data gateway; a try-out takes keys of its own."),
    "key-revoked": _("The key was revoked."),
    "too-many-refused": _("Many calls were refused in this minute; the header Retry-After says how long to wait."),
    "try-out-busy": _("Other calls were at work in the try-out for too long; Retry-After says when to send it again."),
    "try-out-full": _("The try-out remembers as much as it may; reset it."),
    "inbox-reads-only": _("The inbox takes GET only."),
    "unreadable-inbox-request": _("A question to the inbox holds something else than it should; errors names it."),
    "no-place-to-wait": _("As many programs wait for messages as may; the header Retry-After says when to come back."),
    "acceptance-closed": _("The publisher does not open its acceptance environment to this organisation any more."),
    "acceptance-used-up": _("The acceptance environment takes so many calls a day; Retry-After leads to tomorrow."),
    "acceptance-not-allowed": _("The acceptance environment may not be called, or not with what is known of it."),
    "acceptance-reads-only": _("The acceptance environment takes no calls that may change something."),
    "acceptance-no-answer": _("No whole answer came from the acceptance environment; the member trouble says why."),
    "acceptance-wrong-answer": _("The acceptance environment's answer breaks the contract; errors names each place."),
    "acceptance-unfit-answer": _("The acceptance environment's answer may not come in; the detail says why."),
    "acceptance-unfit-call": _("The call may not leave, though it keeps to the contract; the detail says why."),
    "acceptance-loop": _("The call was passed on by a try-out already."),
    "acceptance-busy": _(
        "As many calls wait for an acceptance environment as may; Retry-After says when to come back."
    ),
    "no-such-try-out": _("No try-out has this address."),
    "paused": _("The try-out is paused; its organisation can resume it."),
    "ended": _("The try-out has ended."),
    "contract-unreachable": _("The contract of this version cannot be read just now."),
    **DATABASE_CODES,
}
