"""Database addresses: who logs in where, and the names of the roles behind the tenant wall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadAddressError(ValueError):
    """A database URL that cannot be used; the message says what is wrong with it and how it should look."""


@dataclass(frozen=True, kw_only=True)
class DatabaseAddress:
    """One login on one PostgreSQL database. ``host`` may be a folder: then it is a Unix socket."""

    name: str
    user: str
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_url(cls, url: str) -> DatabaseAddress:
        """Read ``postgresql://user:password@host:port/name?sslmode=require``; raises BadAddressError."""
        parts = urlsplit(url)
        example = "postgresql://vvg_gate:password@db.internal:5432/vlavirgem"
        if parts.scheme not in {"postgres", "postgresql"}:
            raise BadAddressError(f"The address starts with {parts.scheme!r}; it must look like {example}.")
        if not parts.path.strip("/") or not parts.username:
            raise BadAddressError(f"The address names no database or no user; it must look like {example}.")
        return cls(
            name=unquote(parts.path.lstrip("/")),
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            host=unquote(parts.hostname or ""),
            port=str(parts.port or ""),
            options=tuple(parse_qsl(parts.query)),
        )

    def database(self, name: str) -> DatabaseAddress:
        """The same login on another database of the same server."""
        return replace(self, name=name)

    def as_conninfo(self) -> dict[str, Any]:
        """Keyword arguments for ``psycopg.connect``."""
        known = {"dbname": self.name, "user": self.user, "password": self.password, "host": self.host}
        if self.port:
            known["port"] = self.port
        return {**{key: value for key, value in known.items() if value}, **dict(self.options)}

    def as_environment(self) -> dict[str, str]:
        """The same as PG* variables, for PostgreSQL's own programs (keeps the password off the command line)."""
        names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
        return {names[key]: value for key, value in self.as_conninfo().items() if key in names}

    def as_django(self) -> dict[str, Any]:
        """The part of a Django ``DATABASES`` entry that says where and who."""
        return {
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
        }


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The database roles of one installation (see docs/decisions/0002-wall-in-the-database.md).

    ``owner`` owns every table and runs migrations; ``gate`` is what the application logs in as and has no rights;
    ``tenants`` is the group that every tenant's role belongs to; ``visitor`` may only find out which tenant a host is.
    """

    owner: str
    gate: str

    @property
    def tenants(self) -> str:
        return f"{self.gate}_tenants"

    @property
    def visitor(self) -> str:
        return f"{self.gate}_visitor"
