"""What is wrong with a Turtle file, in words of our own: the parser speaks English, to programmers."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAULT_LENGTH: Final = 200
_PLACE: Final = re.compile(r"^Parser error at line [^:]*: ")  # the refusal names the line itself
# Where the parser's sentence holds the first, the second is said; ``what`` is the part of the file that it names.
_FAULTS: Final[tuple[tuple[re.Pattern[str], Any], ...]] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"The prefix (?P<what>\S+) has not been declared", gettext_lazy("the prefix %(what)s is not declared.")),
        (r"Line jumps are not allowed", gettext_lazy("a text runs on past the end of its line.")),
        (r"followed by a dot|A dot is expected", gettext_lazy("the dot that ends a statement is missing.")),
        (r"No scheme found", gettext_lazy("a web address is not whole: it has to begin with https:// or http://.")),
        (r"Invalid IRI", gettext_lazy("a web address holds a sign that cannot stand in it.")),
        (r"Invalid UTF-8", gettext_lazy("the file is not written in UTF-8.")),
        (r"language code", gettext_lazy("the language of a text is not written as it should be, such as @nl.")),
        (r"escape character", gettext_lazy("a backslash stands before a sign that it cannot stand before.")),
        (r"should end with a '(?P<what>.)'", gettext_lazy("a closing %(what)s is missing.")),
        (r": (?P<what>\S{1,60}) is not a valid", gettext_lazy("“%(what)s” cannot stand here.")),
    )
)


def explained(fault: str) -> str:
    """The parser's sentence in words of our own, in the active language."""
    for pattern, said in _FAULTS:
        if found := pattern.search(fault):
            return str(said) % found.groupdict()
    return _("what stands here does not follow the rules of Turtle (the reader's own words: %(fault)s).") % {
        "fault": _PLACE.sub("", fault)[:FAULT_LENGTH]
    }
