"""Typed errors. Each kind has a stable English code for programs and one Vietnamese sentence for people.

Messages never contain post text, secrets or personal data.
"""

from __future__ import annotations

from typing import ClassVar


class TriageError(Exception):
    """Something the caller can understand and act on.

    Attributes:
        code: stable English identifier, part of the outside contract.
        message: one Vietnamese sentence: what happened, what was kept, what to do.
        template: the sentence before ``values`` were put into its ``{places}``; what a catalogue looks up.
        status: the HTTP status it is shown with.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, **values: object) -> None:
        """``message`` is complete, or a template for ``values``."""
        self.template, self.values = message, values
        self.message = message.format_map(values) if values else message
        super().__init__(self.message)


class BadInput(TriageError):
    """The caller gave something that cannot be used. Names file, line and reason where known."""

    code = "bad_input"
    status = 422
    exit_code = 2


class InvalidJson(BadInput):
    """A line of a JSONL file is not a JSON object of the documented form."""

    code = "invalid_json"


class TooLarge(BadInput):
    """The input is larger than the documented limit."""

    code = "too_large"
    status = 413


class NotFound(TriageError):
    """There is no such thing, or it is not yours to see."""

    code = "not_found"
    status = 404


class Conflict(TriageError):
    """Somebody else was faster, or the thing has moved on."""

    code = "conflict"
    status = 409


class IllegalMove(Conflict):
    """The item's state does not allow this move."""

    code = "illegal_move"


class NotAllowed(TriageError):
    """The account's roles do not allow this."""

    code = "not_allowed"
    status = 403


class NotSignedIn(TriageError):
    """No valid session or token."""

    code = "not_signed_in"
    status = 401


class TooManyRequests(TriageError):
    """Slow down; says when to come back. ``retry_after``: in so many seconds, where that is known."""

    code = "too_many_requests"
    status = 429
    retry_after: int | None = None


class DocumentError(BadInput):
    """An official document could not be taken in."""

    code = "document_error"


class CorruptDocument(DocumentError):
    """The file cannot be opened as what it says it is."""

    code = "corrupt_document"


class UnsupportedDocument(DocumentError):
    """The kind of file is not read."""

    code = "unsupported_document"


class IncompleteDocument(DocumentError):
    """Neither the file nor the person says who the document is; it can enter once a person says it."""

    code = "incomplete_document"


class DocumentWithoutNumber(IncompleteDocument):
    """No official number was found, so the document cannot be cited."""

    code = "document_without_number"


class AmbiguousNumber(IncompleteDocument):
    """More than one number stands in the head as the document's own."""

    code = "ambiguous_number"


class ScannedDocument(DocumentError):
    """A PDF without a text layer."""

    code = "scanned_document"


class SecretDocument(DocumentError):
    """Carries a secrecy mark; nothing of it is kept."""

    code = "secret_document"


class SourceError(TriageError):
    """A source could not be collected."""

    code = "source_error"


class AddressRefused(SourceError):
    """The address is private, loopback or otherwise not public."""

    code = "address_refused"
    exit_code = 2


class NotAFeed(SourceError):
    """The address answers with something that is not a feed."""

    code = "not_a_feed"


class DatabaseError(TriageError):
    """The database cannot be reached or used."""

    code = "database_error"
    status = 503


class DatabaseUnavailable(DatabaseError):
    """The database server does not answer."""

    code = "database_unavailable"


class HomeNotWritable(DatabaseError):
    """SANGTIN_HOME cannot be written."""

    code = "home_not_writable"


class OtherDatabaseVersion(DatabaseError):
    """The data directory was made by another version of PostgreSQL."""

    code = "other_database_version"


class NoDatabaseServer(DatabaseError):
    """No PostgreSQL server binary was found and no address was given."""

    code = "no_database_server"


class PortInUse(TriageError):
    """Another program listens on the port."""

    code = "port_in_use"


class AlreadyRunning(TriageError):
    """The same part already runs on this machine."""

    code = "already_running"


class NoModel(TriageError):
    """No label model has been built."""

    code = "no_model"
    status = 503
