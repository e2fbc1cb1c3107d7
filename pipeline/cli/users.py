"""``users``: accounts of staff."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from models.vocabulary import ROLE_NAMES, Role
from pipeline.cli.output import AsJson, emit, show_rows
from pipeline.cli.usage import Commands

group = Commands("Tài khoản của cán bộ, cộng tác viên.")
Username = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.")]


def register(application: typer.Typer) -> None:
    """Add the group."""
    application.add_typer(group, name="users")


@group.command("add")
def add(
    username: Username,
    role: Annotated[list[Role], typer.Option(help="Vai trò; dùng nhiều lần được.")],
    label: Annotated[str, typer.Option(help="Tên hiện trong lịch sử, ví dụ “CTV 07”.")],
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Thêm tài khoản và in mật khẩu tạm, chỉ in một lần này.

    Ví dụ: sangtin users add ctv07 --role reviewer --label "CTV 07"
    """
    from models.migrate import ensure_migrated
    from models.queries import accounts, audit
    from models.queries.sources import office_by_code
    from models.session import transaction
    from triage_api.passwords import hash_password

    ensure_migrated()
    password = secrets.token_urlsafe(12)
    with transaction() as session:
        office_id = office_by_code(session, office).id
        account_id = accounts.add_account(session, office_id, username, label, hash_password(password), role)
        audit.record(session, "account_added", "account", account_id, office_id=office_id)
    if as_json:
        emit({"username": username, "password": password})
    else:
        typer.echo(f"Đã thêm {username}. Mật khẩu tạm: {password}")


@group.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê tài khoản.

    Ví dụ: sangtin users list
    """
    from models.migrate import ensure_migrated
    from models.queries import accounts
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        rows = [
            {
                "username": account.username,
                "label": account.label,
                "roles": [role.value for role in roles],
                "disabled": account.disabled_at is not None,
            }
            for account, roles in accounts.list_accounts(session)
        ]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Tên đăng nhập", "Tên hiện", "Vai trò", "Tình trạng"),
        (
            (
                row["username"],
                row["label"],
                ", ".join(ROLE_NAMES[Role(role)] for role in row["roles"]),  # type: ignore[attr-defined]
                "đã khóa" if row["disabled"] else "đang dùng",
            )
            for row in rows
        ),
        "Chưa có tài khoản nào. Thêm bằng: sangtin users add",
    )


@group.command("disable")
def disable(username: Username) -> None:
    """Khóa tài khoản và kết thúc mọi phiên đăng nhập của nó. Lịch sử vẫn giữ tên.

    Ví dụ: sangtin users disable ctv07
    """
    from models.migrate import ensure_migrated
    from models.queries import accounts, audit
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        account = accounts.account_named(session, username)
        accounts.disable(session, account.id)
        audit.record(session, "account_disabled", "account", account.id, office_id=account.office_id)
    typer.echo(f"Đã khóa {username}.")


@group.command("reset")
def reset(username: Username, as_json: AsJson = False) -> None:
    """Đặt mật khẩu tạm mới, chỉ in một lần này.

    Ví dụ: sangtin users reset ctv07
    """
    from models.migrate import ensure_migrated
    from models.queries import accounts, audit
    from models.session import transaction
    from triage_api.passwords import hash_password

    ensure_migrated()
    password = secrets.token_urlsafe(12)
    with transaction() as session:
        account = accounts.account_named(session, username)
        accounts.set_password(session, account.id, hash_password(password))
        audit.record(session, "password_reset", "account", account.id, office_id=account.office_id)
    if as_json:
        emit({"username": username, "password": password})
    else:
        typer.echo(f"Mật khẩu tạm mới của {username}: {password}")
