"""The files of a GraphQL contract as text, and as one document of definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _
from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    Source,
    get_location,
    parse,
)

from vlavirgem.graphql_requests.wording import in_our_words
from vlavirgem_sandbox.contracts.file_paths import without_common_folder
from vlavirgem_sandbox.contracts.limits import (
    MAX_SDL_BYTES,
    MAX_SDL_DEPTH,
    MAX_SDL_NAME,
    MAX_SDL_TEXT,
    MAX_SDL_TOKENS,
)
from vlavirgem_sandbox.contracts.source_text import at_line, decoded, refusal, refuse_unkeepable

SUFFIXES: Final = (".graphql", ".graphqls", ".gql")
_DEFINITION: Final = re.compile(
    r"^(?:extend[ \t]+)?(?:(?:type|interface|input|enum|union|scalar)[ \t]+\w|schema\b[ \t]*[@{]|directive[ \t]*@)",
    re.MULTILINE,
)
_TEXTS: Final = re.compile(r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')
_TOKEN: Final = re.compile(r"\.\.\.|[\w.+-]+|[^\w\s,]")
_OPENS, _CLOSES = "([{", ")]}"


def looks_like_sdl(data: bytes, name: str) -> bool:
    """Whether a file that comes by itself is written in SDL: by its name, else by how a line of it begins."""
    if name.lower().endswith(SUFFIXES):
        return True
    if name.lower().endswith((".json", ".yaml", ".yml")):
        return False
    text = data[:200_000].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    return not text.startswith(("{", "[", "<")) and _DEFINITION.search(text) is not None


def is_sdl_archive(files: Mapping[str, bytes]) -> bool:
    """Whether the archive is one of GraphQL: it has a file in SDL, and no WSDL."""
    names = [path.lower() for path in files]
    return any(name.endswith(SUFFIXES) for name in names) and not any(name.endswith(".wsdl") for name in names)


def texts_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files in SDL as text, by path. Raises SourceRefused for one that cannot be read or kept."""
    paths = without_common_folder(path for path in files if path.lower().endswith(SUFFIXES))
    texts = {}
    for path, short in paths.items():
        text = decoded(files[path], _("Upload the schema itself, as text in UTF-8."))
        refuse_unkeepable(text, short)
        texts[short] = text
    _refuse_costly(texts)
    return texts


def parsed(texts: Mapping[str, str], *, located: bool) -> DocumentNode:
    """All definitions of all files together. ``located``: remember where each stands, which costs memory.

    Raises SourceRefused with line and column for what is no SDL.
    """
    definitions: list[DefinitionNode] = []
    for path, text in sorted(texts.items()):
        if not _TEXTS.sub("", text).strip():
            continue  # nothing but remarks
        try:
            found = parse(Source(text, path), no_location=not located, max_lexical_tokens=MAX_SDL_TOKENS)
        except GraphQLSyntaxError as error:
            raise _no_sdl(error, path) from error
        definitions.extend(found.definitions)
    return DocumentNode(definitions=tuple(definitions))


def place_of(node: Node | None) -> str:
    """``dienst.graphqls: line 3, column 5``; empty where it is not known."""
    if node is None or node.loc is None:
        return ""
    where = get_location(node.loc.source, node.loc.start)
    return f"{node.loc.source.name}: {at_line(where.line, where.column)}"


def place_of_error(error: GraphQLError) -> str:
    """Where graphql-core found something wrong."""
    if error.nodes:
        return place_of(error.nodes[-1])  # the later of two that clash, the type that lacks something
    if error.source is not None and error.locations:
        return f"{error.source.name}: {at_line(error.locations[0].line, error.locations[0].column)}"
    return ""


def _refuse_costly(texts: Mapping[str, str]) -> None:
    """Measure what there is before the parser spends memory and stack on it."""
    if sum(map(len, texts.values())) > MAX_SDL_BYTES:
        raise refusal(
            _("The schema has more than %(limit)d characters.") % {"limit": MAX_SDL_BYTES},
            _("Take long descriptions and remarks out, or split the contract over several services."),
        )
    count = 0
    for path, text in texts.items():
        if any(len(found[0]) > MAX_SDL_TEXT for found in _TEXTS.finditer(text) if found[0][0] == '"'):
            raise refusal(
                _("A description has more than %(limit)d characters.") % {"limit": MAX_SDL_TEXT},
                _("Say it shorter, or refer to a page."),
                path,
            )
        for depth, length in _measured(_TEXTS.sub('""', text)):
            count += 1
            if length > MAX_SDL_NAME:
                raise refusal(
                    _("A name has more than %(limit)d characters.") % {"limit": MAX_SDL_NAME},
                    _("Choose a shorter name."),
                    path,
                )
            if depth > MAX_SDL_DEPTH:
                raise _too_deep(path)
            if count > MAX_SDL_TOKENS:
                raise refusal(
                    _("The schema has more than %(limit)d words and signs.") % {"limit": MAX_SDL_TOKENS},
                    _("Split the contract over several services."),
                    path,
                )


def _measured(text: str) -> Iterator[tuple[int, int]]:
    """For each word and sign, how many brackets are open there, and its length."""
    depth = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in _OPENS:
            depth += 1
        elif token in _CLOSES:
            depth -= 1
        yield depth, len(token)


def _too_deep(path: str) -> Exception:
    return refusal(
        _("The schema is nested more than %(limit)d levels deep.") % {"limit": MAX_SDL_DEPTH},
        _("Take the nested lists or values apart."),
        path,
    )


def _no_sdl(error: GraphQLSyntaxError, path: str) -> Exception:
    place = place_of_error(error) or path
    return refusal(
        _("This is no GraphQL schema: it cannot be read from %(place)s on. %(reason)s")
        % {"place": place, "reason": in_our_words(error.message)},
        _("Look at this place for a brace, colon or quote that is missing or one too many."),
        place,
        detail=error.message,
    )
