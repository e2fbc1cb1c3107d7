"""The one place where settings are read: environment variables named ``SANGTIN_*``.

Secrets that are not given are made once and kept in ``<home>/secrets`` with mode 0600.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.vocabulary import Role


class Settings(BaseSettings):
    """Settings of one installation. A misspelt ``SANGTIN_`` name in ``.env`` is an error."""

    model_config = SettingsConfigDict(env_prefix="SANGTIN_", extra="ignore")

    home: Path = Field(default=Path("var"), description="Where the database, secrets and reports live.")
    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL to use instead of the embedded server."
    )
    secret_key: SecretStr | None = Field(
        default=None, description="Key for encrypted addresses and indicators; made on first use when absent."
    )
    host: str = Field(default="127.0.0.1", description="Address the web interface listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the web interface.")
    web_processes: int = Field(
        default_factory=lambda: min(2, os.cpu_count() or 1),
        ge=1,
        le=2,
        description="Processes that serve the desk; two where the machine has more than one core.",
    )
    public_url: str = Field(
        default_factory=lambda given: f"http://127.0.0.1:{given.get('port', 8000)}",
        description="Address people reach it under; without it this machine at its port.",
    )
    secure_cookies: bool | None = Field(
        default=None,
        description="Send cookies over HTTPS only; when not said, as soon as the public address is https.",
    )
    session_idle_minutes: int = Field(
        default=480, ge=5, description="A browser unused for so long is signed out."
    )
    session_hours: int = Field(
        default=168, ge=1, description="A sign-in ends after so long, however much it is used."
    )
    link_hours: int = Field(default=72, ge=1, description="How long a one-time link may be used.")
    second_factor_roles: str | None = Field(
        default=None,
        description="Roles that must sign in with a one-time code, separated by commas; when not said,"
        " administrators and approvers as soon as the public address is https.",
    )
    timezone: str = Field(default="Asia/Ho_Chi_Minh", description="Zone in which times are shown.")
    contact: str = Field(
        default="mailto:quantri@sangtin.example", description="Contact given in the crawler's User-Agent."
    )
    crawl_delay_seconds: float = Field(
        default=3.0, ge=0.0, description="Default pause between two requests to a host."
    )
    crawl_floor_seconds: int = Field(
        default=300, ge=60, description="No source is read again sooner than this, however much is new."
    )
    crawl_max_bytes: int = Field(default=5_000_000, ge=10_000, description="Largest page that is read.")
    credentials_file: Path | None = Field(
        default=None,
        description="File with the tokens of platforms; <home>/secrets/credentials when it is not given.",
    )
    lease_minutes: int = Field(default=30, ge=1, description="How long an item is held by one reviewer.")
    lease_more_minutes: int = Field(
        default=15, ge=1, description="How much longer an item is held when its reviewer asks for more time."
    )
    lease_most_minutes: int = Field(
        default=120,
        ge=1,
        description="How long one reviewer holds an item at most before it must be taken anew.",
    )
    lease_work_minutes: int = Field(
        default=5,
        ge=2,
        description="With less than so much left, an item whose reviewer works on its page is held for twice as long.",
    )
    undo_minutes: int = Field(default=10, ge=0, description="How long a dismissal may be undone.")
    scam_threshold: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Calibrated p(scam) from which a post is queued."
    )
    due_hours_high: int = Field(default=4, ge=1)
    due_hours_medium: int = Field(default=24, ge=1)
    due_hours_low: int = Field(default=72, ge=1)
    given_first_minutes: int = Field(
        default=60,
        ge=5,
        le=480,
        description="How long an item given to one person is offered to nobody else.",
    )
    topic_first_minutes: int = Field(
        default=120, ge=5, le=480, description="How long an item is kept for those who have its topic."
    )
    review_request_days: int = Field(
        default=5, ge=1, description="Working days in which a request to review a verdict is answered."
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="Proxies of ours before the web interface that append to X-Forwarded-For; 0 reads no header.",
    )
    flood_requests: int = Field(
        default=150,
        ge=0,
        description="Requests one browser or program may send in ten seconds, one address five times as many; 0 sets no ceiling.",
    )
    second_review_share: float = Field(
        default=0.05, ge=0.0, le=1.0, description="Random share of other verdicts seen twice."
    )
    report_forms: Path | None = Field(
        default=None, description="Own sizes and words of official documents, in the form of forms.yaml."
    )
    indicator_stale_days: int = Field(
        default=90,
        ge=1,
        le=730,
        description="A scam indicator not seen for so long leaves the exports; one taken back is announced for as long.",
    )
    smtp_host: str | None = Field(
        default=None, description="Mail server for summaries; none are sent without it."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_starttls: bool = Field(default=True, description="Demand STARTTLS before anything is said.")
    smtp_user: str | None = Field(default=None, description="Its login, if it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    smtp_password_file: Path | None = Field(default=None, description="File with the password, instead.")
    smtp_from: str = Field(default="sangtin@localhost", description="Sender of summaries.")
    smtp_timeout_seconds: float = Field(
        default=20.0, gt=0, le=120, description="Longest wait for a word of it."
    )
    demonstration: str | None = Field(
        default=None,
        description="host:port of the demonstration's own site; set by `sangtin up --demo` only.",
    )
    neural: Path | None = Field(
        default=None,
        description="Directory of a cross-encoder that `sangtin verify` asks too; needs the extra `neural`.",
    )
    model_dir: Path = Field(default=Path(".model"), description="The default model built by set-up.")

    @field_validator("second_factor_roles")
    @classmethod
    def _known_roles(cls, given: str | None) -> str | None:
        """A misspelt role would quietly ask nobody for a code."""
        unknown = set(_words(given or "")) - {role.value for role in Role}
        if unknown:
            raise ValueError(f"unknown roles: {', '.join(sorted(unknown))}")
        return given

    @property
    def https(self) -> bool:
        """Whether people reach it over HTTPS."""
        return self.public_url.startswith("https://") if self.secure_cookies is None else self.secure_cookies

    @property
    def roles_with_second_factor(self) -> frozenset[Role]:
        """Roles whose holders sign in with a one-time code as well."""
        if self.second_factor_roles is None:
            return frozenset({Role.ADMINISTRATOR, Role.APPROVER}) if self.https else frozenset()
        return frozenset(Role(word) for word in _words(self.second_factor_roles))


def _words(given: str) -> list[str]:
    return [word for part in given.split(",") if (word := part.strip())]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
