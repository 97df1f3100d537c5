"""How much of a stranger's file the engine takes on. Reading a contract near all of these limits takes seconds:
2.4 s of a processor for one of 4.4 MB with 490 operations, within the request that uploads it."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 5_000_000
"""Size of an uploaded contract, looked at before anything is parsed; an upload is held to it as well."""

MAX_NODES: Final = 100_000
"""Values in the document after YAML aliases are written out."""

MAX_DEPTH: Final = 100
"""Nesting of the document."""

MAX_ALIASES: Final = 1_000
"""YAML aliases in one file."""

MAX_INTEGER_DIGITS: Final = 300
"""Beyond this a number is no data (a double ends at 309 digits) and costs quadratic time to read."""

MAX_OPERATIONS: Final = 500
"""Operations in one contract."""

MAX_PATTERNS: Final = 400
"""Distinct regular expressions in one contract."""

MAX_PATTERN_LENGTH: Final = 10_000
"""Characters of one regular expression; a longer one is not checked, as one that the engine does not take."""

PATTERN_SIZE: Final = 262_144
"""Bytes that one compiled regular expression may take; a bomb such as ``(x{1,1000}){1,1000}`` needs more."""

MAX_WAYS: Final = 5_000
"""Subschemas that one and the same value may have to be held against (``allOf`` of ``allOf`` of ...)."""

MAX_CHAIN: Final = 100
"""Steps of ``$ref`` and ``allOf`` from a schema to the last one that holds for the same value."""

MAX_REHEARSED_NODES: Final = 30_000
"""Values made in the dry run when a contract is read; operations beyond it are taken to work untried."""

MAX_VIOLATIONS: Final = 200
"""Violations named for one call."""

MAX_BODY_DEPTH: Final = 200
"""Nesting of a call's body."""

MAX_RECORDED_CALLS: Final = 500
"""Calls in one recording (a HAR file or a Postman collection)."""

MAX_RECORDED_VALUES: Final = 200_000
"""Values in one recording; each header is three of them."""

MAX_EXAMPLE_VALUES: Final = 5_000
"""Values in one recorded call with its answer."""

MAX_EXAMPLE_DEPTH: Final = 50
"""Nesting of a recorded call or its answer."""

MAX_FILES: Final = 2_000
"""Files in one archive."""

MAX_UNPACKED_BYTES: Final = 20_000_000
"""What an archive may come to when it is unpacked."""

MAX_SDL_BYTES: Final = 1_000_000
"""Text of all GraphQL schemas of one contract together, remarks included."""

MAX_SDL_TOKENS: Final = 20_000
"""Words and signs in those; reading costs about 40 microseconds each."""

MAX_SDL_TEXT: Final = 20_000
"""Characters of one description: the parser takes a hundred bytes for each."""

MAX_REHEARSED_REQUESTS: Final = 150
"""Requests made in the dry run when a GraphQL contract is read; operations beyond it are taken to work untried."""

MAX_REQUEST_VALUES: Final = 300
"""Values in one example request; an input that asks for more has none."""

MAX_SDL_DEPTH: Final = 60
"""Brackets within each other in a GraphQL schema."""

MAX_SDL_TYPES: Final = 1_500
"""Types in one GraphQL schema."""

MAX_SDL_CHECKS: Final = 20_000
"""Fields that have to be held against an interface, over all types that say they implement it."""

MAX_SDL_NAME: Final = 200
"""Characters in a name of a GraphQL schema."""

MAX_SDL_EXAMPLES: Final = 2_000
"""Values in the examples of one GraphQL schema."""

MAX_SDL_VALUES: Final = 20_000
"""Values in one answer of a GraphQL service."""

MAX_XML_NODES: Final = 20_000
"""Elements in one XML file or call; checking costs about a second for ten thousand."""

MAX_XML_DEPTH: Final = 150
"""Nesting of one XML file or call."""

MAX_SCHEMA_BYTES: Final = 3_000_000
"""Text of all WSDL and XSD files of one contract together; building a schema costs about a second a megabyte."""

MAX_SCHEMA_FILES: Final = 200
"""WSDL and XSD files that one contract reaches."""

MAX_SCHEMA_NODES: Final = 8_000
"""Elements in those files together: each costs the builder a tenth of a millisecond. The largest we know have 3,100."""

MAX_PARTICLES: Final = 10_000
"""Elements that one content model holds once its groups are written out."""

MAX_XSD_PATTERNS: Final = 1_000
"""``xs:pattern`` in one contract."""

MAX_REHEARSED_ELEMENTS: Final = 6_000
"""Elements made in the dry run when a SOAP contract is read; operations beyond it are taken to work untried."""

MAX_TEXT_LENGTH: Final = 100_000
"""Characters of one text of an XML answer; a type that asks for more cannot be answered."""

MAX_SAMPLE_BYTES: Final = 5_000_000
"""Text of all sample answers of one contract together."""

MAX_JUDGED_ELEMENTS: Final = 5_000
"""Elements of samples held against their schema when a contract is read; the others are when they are given."""

MAX_ANSWER_ELEMENTS: Final = 2_000
"""Elements in one generated answer."""
