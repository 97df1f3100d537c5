"""What an installation can set, typed and checked at start. The reference page is made from this file."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vlavirgem.database.address import BadAddressError, DatabaseAddress, Roles
from vlavirgem.database.embedded import EmbeddedServer

_HOST = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?(?::[0-9]{1,5})?")


class SettingsError(RuntimeError):
    """An environment variable is missing or wrong; the message names each, with what is expected."""


def _default_home() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/vlavirgem")  # root's own folder is closed to the database's system user
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if data else Path.home() / ".local" / "share") / "vlavirgem"


class Environment(BaseSettings):
    """Environment variables, each with the prefix ``VLAVIRGEM_`` unless its description says otherwise."""

    model_config = SettingsConfigDict(env_prefix="VLAVIRGEM_", extra="ignore", populate_by_name=True)

    home: Path = Field(
        default_factory=_default_home, description="Folder for the embedded database, files and secrets."
    )
    static: Path | None = Field(
        None, description="Folder of the collected style sheets and scripts; the image has its own. Empty: in the home."
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="DATABASE_URL (no prefix): the application's login (the gate) on your own PostgreSQL, "
        "15 to 18. Empty: the embedded server.",
    )
    database_owner_url: str = Field(
        "", description="Login of the role that owns the tables; needed by `vlavirgem migrate` and tenant provisioning."
    )
    database_admin_url: str = Field(
        "", description="Login of a superuser; only for the first `vlavirgem migrate`, which makes roles and closures."
    )
    base_domain: str = Field("vvg.localhost", description="Tenants live on subdomains of this name.")
    host: str = Field("127.0.0.1", description="Address that `vlavirgem up` listens on; 0.0.0.0 for every interface.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `vlavirgem up` listens on.")
    public_port: int | None = Field(
        None, ge=1, le=65535, description="Port in addresses, where it differs from the port listened on."
    )
    scheme: Literal["http", "https"] = Field("http", description="Scheme in addresses; https also secures the cookies.")
    secret_key: str = Field("", description="Django's signing key; empty: made once and kept in the home folder.")
    language: Literal["nl", "en", "fr"] = Field("nl", description="Language of the interface until a person picks one.")
    debug: bool = Field(default=False, description="Django's debug pages; never on an installation that others reach.")
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="Readable lines, JSON lines, or by whether the output is a terminal."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="Proxies of your own before `vlavirgem up` that write X-Forwarded-For (an ingress: 1).",
    )
    sign_in_tries: int = Field(
        5, ge=1, le=100, description="Wrong passwords for one account from one address before it has to wait."
    )
    sign_in_wait: int = Field(15, ge=1, le=1440, description="Minutes that it then has to wait.")
    calls_kept_days: int = Field(
        365,
        ge=31,
        description="Days that `vlavirgem tryout prune` keeps the calls to try-outs; pages show figures over 30.",
    )
    tryout_calls_a_day: int = Field(
        50_000,
        ge=100,
        description="Calls a day that one try-out takes; its organisation may set it lower. "
        "Calls without a good key, and those refused above it, do not count.",
    )
    gateway_points_a_minute: int = Field(
        3_000_000,
        ge=20_000,
        description="Points of cost that a key (or a member in the explorer) may ask of the gateway in a minute; "
        "its organisation may set it lower. One request costs 20,000 at most.",
    )
    gateway_points_an_hour: int = Field(
        100_000_000,
        ge=20_000,
        description="Points of cost that an organisation may ask of the gateway in an hour, over all its keys.",
    )
    outgoing_hosts: str = Field(
        "",
        description="Hosts that agencies may have their services called at (conformance runs, real environments) "
        "and that feeds may be read from, separated by commas: `api.example.be`, `*.example.be`, "
        "`api.example.be:8443`. Https only, and never an address inside a network. Others are allowed one by one "
        "with `vlavirgem service allow-host`.",
    )
    outgoing_inside_hosts: str = Field(
        "",
        description="Hosts, in the same form, that may also have a private or loopback address and be called over "
        "plain http: an acceptance environment in your own network. Whoever publishes services can reach them.",
    )
    workers: int = Field(2, ge=1, le=64, description="Server processes of `vlavirgem up`.")
    threads: int = Field(4, ge=1, le=64, description="Threads of each server process; each may hold one connection.")

    @field_validator("database_url", "database_owner_url", "database_admin_url")
    @classmethod
    def _readable_address(cls, value: str) -> str:
        if value:
            try:
                DatabaseAddress.from_url(value)
            except BadAddressError as error:
                raise ValueError(str(error)) from error
        return value

    @field_validator("outgoing_hosts", "outgoing_inside_hosts")
    @classmethod
    def _names_of_hosts(cls, value: str) -> str:
        for host in filter(None, map(str.strip, value.split(","))):
            if not _HOST.fullmatch(host.lower()):
                raise ValueError(f"{host} is no host: write api.example.be, *.example.be or api.example.be:8443.")
        return value

    @model_validator(mode="after")
    def _own_server_has_a_secret(self) -> Environment:
        if self.database_url and not self.secret_key:
            raise ValueError("VLAVIRGEM_SECRET_KEY must be set where DATABASE_URL is (50 random characters or more).")
        return self

    @property
    def embedded(self) -> EmbeddedServer | None:
        """The embedded server, or None where DATABASE_URL names another."""
        return None if self.database_url else EmbeddedServer(self.home)

    @property
    def gate(self) -> DatabaseAddress:
        """The login of the application."""
        if server := self.embedded:
            return server.address(server.roles.gate)
        return DatabaseAddress.from_url(self.database_url)

    @property
    def owner(self) -> DatabaseAddress | None:
        """The login that migrates; None where this process is not trusted with it (a web server)."""
        if server := self.embedded:
            return server.address(server.roles.owner)
        return DatabaseAddress.from_url(self.database_owner_url) if self.database_owner_url else None

    @property
    def admin(self) -> DatabaseAddress | None:
        """The superuser's login; None where this process is not trusted with it."""
        if server := self.embedded:
            return server.address("postgres")
        return DatabaseAddress.from_url(self.database_admin_url) if self.database_admin_url else None

    @property
    def roles(self) -> Roles:
        """Names of the database roles. Without an owner login the owner's name is only needed by `migrate`."""
        if server := self.embedded:
            return server.roles
        return Roles(owner=self.owner.user if self.owner else f"{self.gate.user}_owner", gate=self.gate.user)

    @property
    def signing_key(self) -> str:
        """Django's SECRET_KEY."""
        return self.secret_key or EmbeddedServer(self.home).secret("django")

    @property
    def address_port(self) -> int | None:
        """The port in addresses; None where it is the scheme's own."""
        port = self.public_port or self.port
        return None if port == {"http": 80, "https": 443}[self.scheme] else port


@lru_cache
def environment() -> Environment:
    """The installation's settings, read once; raises SettingsError that names every wrong variable."""
    try:
        return Environment()  # type: ignore[call-arg]  # the alias of database_url
    except ValidationError as error:
        lines = [f"  {_variable(entry['loc'])}: {entry['msg']}" for entry in error.errors()]
        raise SettingsError("\n".join(["The settings of this installation are not right:", *lines])) from error


def _variable(place: tuple[int | str, ...]) -> str:
    name = str(place[0]) if place else ""
    if not name or name == "DATABASE_URL":
        return name or "settings"
    return f"VLAVIRGEM_{name.upper()}"
