"""The one place where settings are read: environment variables named ``SANGTIN_*``.

Secrets that are not given are made once and kept in ``<home>/secrets`` with mode 0600.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    public_url: str = Field(default="http://127.0.0.1:8000", description="Address people reach it under.")
    secure_cookies: bool = Field(default=False, description="Send cookies over HTTPS only.")
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
    undo_minutes: int = Field(default=10, ge=0, description="How long a dismissal may be undone.")
    scam_threshold: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Calibrated p(scam) from which a post is queued."
    )
    due_hours_high: int = Field(default=4, ge=1)
    due_hours_medium: int = Field(default=24, ge=1)
    due_hours_low: int = Field(default=72, ge=1)
    second_review_share: float = Field(
        default=0.05, ge=0.0, le=1.0, description="Random share of other verdicts seen twice."
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
    model_dir: Path = Field(default=Path(".model"), description="The default model built by set-up.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
