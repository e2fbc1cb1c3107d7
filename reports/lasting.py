"""How long something took, as it is printed: one middle value of at least five, in hours or days, never a list of single ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DAYS_FROM = 48
"""From so many hours on days are said."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """A middle time in whole hours, rounded up; None: of fewer than five, so it is not said."""

    hours: int | None

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {"hours": self.hours}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Lasting:
        """Back from a snapshot."""
        return cls(kept["hours"])

    def __str__(self) -> str:
        """``trong 1 giờ``, ``9 giờ``, ``3 ngày``, ``chưa đủ việc để tính``.

        >>> str(Lasting(1)), str(Lasting(47)), str(Lasting(60)), str(Lasting(None))
        ('trong 1 giờ', '47 giờ', '3 ngày', 'chưa đủ việc để tính')
        """
        if self.hours is None:
            return "chưa đủ việc để tính"
        if self.hours <= 1:
            return "trong 1 giờ"
        return f"{self.hours} giờ" if self.hours < DAYS_FROM else f"{-(-self.hours // 24)} ngày"
