"""An OpenAPI contract in several files, put together into one document.

What lies in another file and is referred to becomes a component of the main one (a path item, which OpenAPI 3.0 has no
component for, is written out in its place). References that lead nowhere, or out of the archive, stay as they are: the
reading of the document names them. Nothing is fetched.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.persona_files import is_personas_file
from vlavirgem_sandbox.contracts.file_paths import referred, without_common_folder
from vlavirgem_sandbox.contracts.limits import MAX_DEPTH, MAX_NODES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape, from_fragment, value_at
from vlavirgem_sandbox.contracts.source_text import SourceRefused, read_source, refusal

_KINDS: Final = (".json", ".yaml", ".yml")
_MAIN = re.compile(rb"^[ \t{]*[\"']?(?:openapi|swagger)[\"']?[ \t]*:", re.MULTILINE)
_SHOWN: Final = 10
_PATHS: Final = "pathItems"
_WITHIN: Final = {
    "paths": _PATHS,
    "webhooks": _PATHS,
    "parameters": "parameters",
    "responses": "responses",
    "headers": "headers",
    "examples": "examples",
    "links": "links",
    "callbacks": "callbacks",
    "requestBodies": "requestBodies",
    "properties": "schemas",
}
"""What a reference stands for that is a member of this field."""
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def is_openapi_archive(files: Mapping[str, bytes]) -> bool:
    """Whether the archive is one of OpenAPI: it has no WSDL, and some JSON or YAML that is no file of personas."""
    names = [path.lower() for path in files if not is_personas_file(path)]
    return not any(name.endswith(".wsdl") for name in names) and any(name.endswith(_KINDS) for name in names)


def bundled(files: Mapping[str, bytes], *, name: str) -> JsonObject:
    """The one contract among the files with everything that it refers to. Raises SourceRefused.

    ``name`` is that of the archive, for messages.
    """
    paths = without_common_folder(path for path in files if path.lower().endswith(_KINDS))
    contents = {short: files[path] for path, short in paths.items()}
    main = [path for path, content in contents.items() if _MAIN.search(content)]
    if len(main) != 1:
        raise refusal(
            _(
                "The zip must hold exactly one OpenAPI document, with the files it refers to; "
                "it holds %(count)d: %(files)s."
            )
            % {"count": len(main), "files": ", ".join(main[:_SHOWN]) or "-"},
            _("Make a zip for each service."),
            name,
        )
    return _Bundle(contents, main[0]).document()


class _Bundle:
    def __init__(self, contents: Mapping[str, bytes], main: str) -> None:
        self._contents = contents
        self._main = main
        self._read: dict[str, JsonObject | None] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._is_swagger_2 = False
        self._nodes = 0
        self._nodes_read = 0
        self._sections: dict[str, JsonObject] = {}
        self._waiting: list[tuple[str, str, str, str]] = []

    def document(self) -> JsonObject:
        main = self._file(self._main) or {}
        self._read[self._main] = main
        self._is_swagger_2 = "swagger" in main
        whole: JsonObject = self._written(main, self._main, ("", ""), 0)
        while self._waiting:
            section, name, path, pointer = self._waiting.pop()
            found = self._target(path, pointer)
            self._sections.setdefault(section, {})[name] = self._written(found, path, ("", section), 0)
        root = whole if self._is_swagger_2 else whole.setdefault("components", {})
        if isinstance(root, dict):
            for section, members in self._sections.items():
                there = root.setdefault(section, {})
                if isinstance(there, dict):
                    there.update(members)
        return whole

    def _written(self, value: JsonValue, path: str, keys: tuple[str, str], depth: int) -> JsonValue:
        """The value as it stands in the whole. ``keys`` are the two above it; ``path`` is the file that it is from."""
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise _too_much(path)
        if isinstance(value, list):
            return [self._written(each, path, (keys[1], str(at)), depth + 1) for at, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str):
            moved = self._moved(reference, path, keys, depth)
            if moved is not None:
                rest = {key: each for key, each in value.items() if key != "$ref" and "$ref" in moved}
                return {**rest, **moved}
        return {key: self._written(each, path, (keys[1], key), depth + 1) for key, each in value.items()}

    def _moved(self, reference: str, path: str, keys: tuple[str, str], depth: int) -> JsonObject | None:
        """What takes the place of a reference to another file; None where it stays as it is."""
        location, _hash, fragment = reference.partition("#")
        target = referred(path, location) if location else path
        pointer = from_fragment(f"#{fragment}")
        if target is None or (target == self._main and path == self._main and not location):
            return None
        if target == self._main:
            return {"$ref": f"#{fragment}"}
        found = self._target(target, pointer)
        if found is None:
            return None
        section = _WITHIN.get(keys[0]) or ("requestBodies" if keys[1] == "requestBody" else "schemas")
        if section == _PATHS:
            written: JsonObject = self._written(found, target, keys, depth + 1)
            return written if isinstance(written, dict) else None
        section = "definitions" if self._is_swagger_2 and section == "schemas" else section
        return {"$ref": self._component(section, target, pointer)}

    def _component(self, section: str, path: str, pointer: str) -> str:
        name = self._names.get((path, pointer))
        if name is None:
            last = pointer.rpartition("/")[2] or posixpath.splitext(posixpath.basename(path))[0]
            stem = _NOT_A_NAME.sub("-", last).strip("-") or "part"
            name = stem
            taken = {*self._names.values(), *self._own_names(section)}
            while name in taken:
                name = f"{stem}-{len(self._names) + len(taken)}"
            self._names[path, pointer] = name
            self._waiting.append((section, name, path, pointer))
        prefix = "#" if self._is_swagger_2 else "#/components"
        return f"{prefix}/{section}/{escape(name)}"

    def _own_names(self, section: str) -> set[str]:
        main = self._read[self._main] or {}
        root = main if self._is_swagger_2 else main.get("components")
        own = root.get(section) if isinstance(root, dict) else None
        return set(own) if isinstance(own, dict) else set()

    def _target(self, path: str, pointer: str) -> JsonValue:
        if path not in self._read:
            self._read[path] = self._file(path)
        document = self._read[path]
        try:
            return value_at(document, pointer) if document is not None else None
        except LookupError:
            return None

    def _file(self, path: str) -> JsonObject | None:
        """A file of the archive as a document; None when there is none. Raises SourceRefused with its path."""
        content = self._contents.get(path)
        if content is None:
            return None
        try:
            document = read_source(content)
        except SourceRefused as refused:
            problem = refused.problem
            raise refusal(
                problem.message, problem.remedy, f"{path} {problem.place}".strip(), detail=problem.detail
            ) from refused
        self._nodes_read += _values_in(document)
        if self._nodes_read > MAX_NODES:
            raise _too_much(path)
        return document


def _values_in(document: JsonValue) -> int:
    count = 0
    waiting = [document]
    while waiting:
        node = waiting.pop()
        count += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return count


def _too_much(path: str) -> SourceRefused:
    return refusal(
        _("Put together, the files hold too much: more than %(limit)d values, or references without end.")
        % {"limit": MAX_NODES},
        _("Split the contract over several services."),
        path,
    )
