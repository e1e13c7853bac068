"""Settings: the environment first, then `.streamlit/secrets.toml` `[benchmark]`, read once into one frozen value."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter

from benchmark.refusals import mail_address
from benchmark.text import t
from sources import SOURCES
from sources.base import Source
from sources.http import HttpConfig

ROOT = Path(__file__).resolve().parent.parent
SECRETS_PATH = ROOT / ".streamlit" / "secrets.toml"
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each way to talk to a mail server."""
_ROLES = {"": "api", "WEB_": "web", "AUTH_": "auth"}


@dataclass(frozen=True)
class Setting:
    """One setting as the README lists it; the keys and tokens of the sources are listed beside these."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "BENCHMARK_DB",
        "data/benchmark.duckdb",
        "The database. The demo, the backups and the control file lie beside it.",
    ),
    Setting("BENCHMARK_SCHEDULE", "6h", "When the app collects: `off`, a span such as `30m` or `6h`, or a cron line."),
    Setting("BENCHMARK_BACKFILL_DAYS", "730", "How far back the first collection of an account reads."),
    Setting(
        "BENCHMARK_WINDOW_DAYS",
        "30",
        "How far back every later collection reads again, so that counts grow with the posts.",
    ),
    Setting("BENCHMARK_TIMEZONE", "UTC", "The zone of days and schedule for new panels, such as Europe/Paris."),
    Setting("BENCHMARK_CONTACT", "", "An address for the networks' operators, sent in the User-Agent."),
    Setting(
        "BENCHMARK_ALLOW_HOSTS", "", "Non-public hosts that links may name, with port: `127.0.0.1:3000,wiki.lan:80`."
    ),
    Setting(
        "BENCHMARK_<SOURCE>_BASE_URL",
        "",
        "Replaces a network's address: a proxy or a server of your own. Also `_WEB_BASE_URL`, `_AUTH_BASE_URL`.",
    ),
    Setting(
        "BENCHMARK_RETENTION_DAYS_<SOURCE>", "", "How long a source's statistics are kept; shown on the Data page."
    ),
    Setting("BENCHMARK_SMTP_HOST", "", "The mail server that scheduled reports go out by."),
    Setting("BENCHMARK_SMTP_PORT", "", "Its port: 587 where nothing is said, 465 with `tls`, 25 with `none`."),
    Setting(
        "BENCHMARK_SMTP_SECURITY",
        "starttls",
        "`starttls`, `tls`, or `none` for a server on this machine; certificates are checked.",
    ),
    Setting("BENCHMARK_SMTP_USER", "", "The name to sign in at the mail server with."),
    Setting("BENCHMARK_SMTP_PASSWORD", "", "The password for it."),
    Setting("BENCHMARK_SMTP_FROM", "", "Whom the mail comes from: `reports@brand.example`."),
    Setting("BENCHMARK_SMTP_MAX_MB", "20", "The largest file that is sent by mail."),
    Setting(
        "BENCHMARK_REPORTS_DIR",
        "",
        "Where scheduled reports are put that go to a folder (default: `reports` beside the database).",
    ),
    Setting(
        "BENCHMARK_URL",
        "",
        "Where others reach the dashboard, such as `https://benchmark.brand.example`; share links begin with it.",
    ),
    Setting("BENCHMARK_MEMORY_LIMIT", "1GB", "The most memory that each open database takes."),
    Setting("BENCHMARK_ALLOW_PUBLIC", "", "`1` allows an address that others reach, although there is no sign-in."),
)


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out. The password never appears in a repr."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    """``starttls``, ``tls`` or ``none``."""
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    """The address that mail comes from."""
    most_megabytes: int = 20
    """The largest file that is attached."""


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message says which and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. Times in days; ``secrets`` never appear in a repr."""

    db: str
    schedule: str = "6h"
    backfill_days: int = 730
    window_days: int = 30
    timezone: str = "UTC"
    contact: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    roots: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: frozenset[str] = frozenset()
    memory_limit: str = "1GB"
    retention: Mapping[str, int] = field(default_factory=dict)
    budgets: Mapping[str, float] = field(default_factory=dict)
    """By source: US dollars a UTC day, where it is not the source's default."""

    mail: MailServer = field(default_factory=MailServer)
    reports_folder: str = ""
    """Where the operator wants scheduled reports; empty for beside the database."""
    url: str = ""
    """Where others reach the dashboard, without a slash at its end; empty when that is not said."""

    @property
    def reports_dir(self) -> Path:
        """The folder below which scheduled reports are put."""
        return Path(self.reports_folder) if self.reports_folder else Path(self.db).parent / "reports"

    @property
    def demo_db(self) -> Path:
        """Where the demo lives: beside the real database, never in it."""
        return Path(self.db).parent / "demo.duckdb"

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None, secrets_path: Path | None = None) -> Self:
        """Read all settings; ``secrets_path`` is another place than `SECRETS_PATH`.

        Raises:
            SettingsError: a value cannot be used.
        """
        values = _from_file(secrets_path or SECRETS_PATH) | dict(os.environ if env is None else env)
        values = {name: value.strip() for name, value in values.items() if name.startswith("BENCHMARK_")}
        known_secrets = {c.setting for source in SOURCES.values() for c in source.credentials}
        return cls(
            db=values.get("BENCHMARK_DB") or str(ROOT / "data" / "benchmark.duckdb"),
            schedule=_schedule(values.get("BENCHMARK_SCHEDULE") or "6h"),
            backfill_days=_days("BENCHMARK_BACKFILL_DAYS", values, 730),
            window_days=_days("BENCHMARK_WINDOW_DAYS", values, 30),
            timezone=_timezone(values.get("BENCHMARK_TIMEZONE") or "UTC"),
            contact=values.get("BENCHMARK_CONTACT", ""),
            secrets={name: value for name, value in values.items() if name in known_secrets and value},
            roots=_roots(values),
            allow_hosts=frozenset(
                host.strip().lower() for host in values.get("BENCHMARK_ALLOW_HOSTS", "").split(",") if host.strip()
            ),
            memory_limit=_memory(values.get("BENCHMARK_MEMORY_LIMIT") or "1GB"),
            retention={
                source: _days(name, values, 0)
                for source in SOURCES
                if values.get(name := f"BENCHMARK_RETENTION_DAYS_{source.upper()}")
            },
            budgets={
                source.name: _dollars(source.price.budget, values[source.price.budget])
                for source in SOURCES.values()
                if source.price and values.get(source.price.budget)
            },
            mail=_mail(values),
            reports_folder=values.get("BENCHMARK_REPORTS_DIR", ""),
            url=_web_address("BENCHMARK_URL", values.get("BENCHMARK_URL", "")),
        )

    def retention_days(self, source: str) -> int | None:
        """Return how many days the statistics of a source are kept: the setting, else the network's own limit."""
        return self.retention.get(source, SOURCES[source].retention_days if source in SOURCES else None)

    def is_ready(self, source: Source) -> bool:
        """Return whether a network can be asked: it has a route, and every key that it needs is set."""
        return not source.import_only and all(key.setting in self.secrets for key in source.credentials if key.required)

    @property
    def kept_days(self) -> dict[str, int]:
        """By source, of those whose statistics are not kept for ever: how many days they are."""
        return {name: days for name in SOURCES if (days := self.retention_days(name)) is not None}

    def http(self) -> HttpConfig:
        """Return what the sources need to know."""
        contact = f"; {self.contact}" if self.contact else ""
        return HttpConfig(
            user_agent=f"competitor-benchmark/0.1 (self-hosted{contact})",
            roots=self.roots,
            secrets=self.secrets,
            allow_hosts=self.allow_hosts,
            budgets=self.budgets,
        )


def _from_file(path: Path) -> dict[str, str]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            t("The secrets file {path} cannot be read. Check its form: it is TOML.", path=str(path))
        ) from error
    section = content.get("benchmark", {})
    if not isinstance(section, dict):
        raise SettingsError(t("In {path}, write the settings below a line [benchmark].", path=str(path)))
    for name, value in section.items():
        if isinstance(value, list | dict):
            raise SettingsError(t("{name} in {path} should be one text in quotes.", name=str(name), path=str(path)))
    return {str(name): str(value) for name, value in section.items()}


def _days(name: str, values: Mapping[str, str], default: int) -> int:
    text = values.get(name)
    if not text:
        return default
    if not re.fullmatch(r"\d{1,5}", text) or int(text) == 0:
        raise SettingsError(t("{name} should be a whole number of days, 1 or more.", name=name))
    return int(text)


def _dollars(name: str, text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        raise SettingsError(
            t("{name} should be an amount of US dollars such as 5 or 0.50; 0 spends nothing.", name=name)
        )
    return float(text)


def _mail(values: Mapping[str, str]) -> MailServer:
    security = values.get("BENCHMARK_SMTP_SECURITY", "").lower() or "starttls"
    if security not in SMTP_PORTS:
        raise SettingsError(t("BENCHMARK_SMTP_SECURITY is one of starttls, tls and none."))
    port = values.get("BENCHMARK_SMTP_PORT") or str(SMTP_PORTS[security])
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise SettingsError(t("BENCHMARK_SMTP_PORT should be a port such as 587."))
    sender = values.get("BENCHMARK_SMTP_FROM", "")
    if sender and mail_address(sender) is None:
        raise SettingsError(t("BENCHMARK_SMTP_FROM should be an address such as reports@brand.example."))
    largest = values.get("BENCHMARK_SMTP_MAX_MB") or "20"
    if not re.fullmatch(r"[1-9][0-9]{0,3}", largest):
        raise SettingsError(t("BENCHMARK_SMTP_MAX_MB should be a whole number of megabytes, 1 or more."))
    return MailServer(
        host=values.get("BENCHMARK_SMTP_HOST", ""),
        port=int(port),
        security=security,
        user=values.get("BENCHMARK_SMTP_USER", ""),
        password=values.get("BENCHMARK_SMTP_PASSWORD", ""),
        sender=sender,
        most_megabytes=int(largest),
    )


def _memory(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,5}\s?[KMGT]i?B", text, re.IGNORECASE):
        raise SettingsError(t("BENCHMARK_MEMORY_LIMIT is no amount of memory: {text}. Use one such as 1GB.", text=text))
    return text


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            t("BENCHMARK_TIMEZONE is no time zone: {name}. Use a name such as Europe/Paris.", name=name)
        ) from error
    return name


def _schedule(text: str) -> str:
    if text == "off" or re.fullmatch(r"[1-9]\d{0,3}[mh]", text) or croniter.is_valid(text):
        return text
    raise SettingsError(
        t("BENCHMARK_SCHEDULE is not understood: {text}. Use off, a span such as 6h, or a cron line.", text=text)
    )


def _roots(values: Mapping[str, str]) -> dict[str, str]:
    roots = {}
    for source in SOURCES:
        for prefix, role in _ROLES.items():
            name = f"BENCHMARK_{source.upper()}_{prefix}BASE_URL"
            if url := _web_address(name, values.get(name, "")):
                roots[f"{source}.{role}"] = url
    return roots


def _web_address(name: str, url: str) -> str:
    if url and not re.match(r"https?://[^/\s]+", url):
        raise SettingsError(t("{name} should be an address that starts with https://.", name=name))
    if re.match(r"https?://[^/?#]*@", url):
        raise SettingsError(t("{name} must not carry a user name or password. Take it out.", name=name))
    return url.rstrip("/")
