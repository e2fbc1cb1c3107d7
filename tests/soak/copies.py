"""A table filled with copies of its first row, by the database alone: a million of them in a minute."""

from __future__ import annotations

import psycopg

FIRST = 1_000_000
"""Numbers of the copies begin here."""
MOST = 1_000_000


def copied(owner: psycopg.Connection, table: str, most: int, **changed: str) -> None:
    """So many copies of the first row of a table; ``changed`` says in SQL what differs, ``g`` is the number of the copy."""
    names = [
        str(name)
        for (name,) in owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = ''",
            [table],
        )
    ]
    if "id" in names:
        changed.setdefault("id", f"{FIRST} + g")
    values = ", ".join(changed.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    owner.execute(
        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608
        f" SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) t CROSS JOIN generate_series(1, {most}) g"
    )
    if "id" in names:
        owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {2 * FIRST + MOST})")
