"""``users``: accounts of staff, from the server. Nobody's password is ever printed: a one-time link sets it."""

from __future__ import annotations

from typing import Annotated

import typer

from models.vocabulary import ROLE_NAMES, Role
from pipeline.cli.output import AsJson, emit, show_rows
from pipeline.cli.usage import Commands

group = Commands("Tài khoản của cán bộ, cộng tác viên.")
Username = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.")]
ONCE = "Liên kết đặt mật khẩu (mở được một lần, trong {hours} giờ): {link}"


def register(application: typer.Typer) -> None:
    """Add the group."""
    application.add_typer(group, name="users")


@group.command("first")
def first(as_json: AsJson = False) -> None:
    """In liên kết dùng một lần để tạo người quản trị đầu tiên.

    Chỉ in khi chưa có ai quản trị. Liên kết in trước đó không còn dùng được.

    Ví dụ: sangtin users first
    """
    from models.errors import Conflict
    from models.migrate import ensure_migrated
    from models.session import transaction
    from triage_api.services.staff.links import first_administrator_link

    ensure_migrated()
    with transaction() as session:
        link = first_administrator_link(session)
    if link is None:
        raise Conflict("Đã có người quản trị. Quên mật khẩu thì dùng: sangtin users reset TÊN")
    _say_link(link, as_json)


@group.command("add")
def add(
    username: Username,
    role: Annotated[list[Role], typer.Option(help="Vai trò; dùng nhiều lần được.")],
    label: Annotated[str, typer.Option(help="Tên hiện trong lịch sử, ví dụ “CTV 07”.")],
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Thêm tài khoản và in liên kết đặt mật khẩu, chỉ in một lần này.

    Ví dụ: sangtin users add ctv07 --role reviewer --label "CTV 07"
    """
    from models.migrate import ensure_migrated
    from models.queries.sources import office_by_code
    from models.session import transaction
    from triage_api.services.staff.people import add_account

    ensure_migrated()
    with transaction() as session:
        _id, link = add_account(session, None, office_by_code(session, office).id, username, label, role)
    if not as_json:
        typer.echo(f"Đã thêm {username}.")
    _say_link(link, as_json, username)


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
                "has_password": account.password_set_at is not None,
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
                "đã khóa" if row["disabled"] else "đang dùng" if row["has_password"] else "chưa đặt mật khẩu",
            )
            for row in rows
        ),
        "Chưa có tài khoản nào. Bắt đầu bằng: sangtin users first",
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
def reset(
    username: Username,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Gỡ cả mã dùng một lần (mất điện thoại và mã dự phòng).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """In liên kết đặt mật khẩu mới; mật khẩu cũ, phiên và mã truy cập hết hiệu lực ngay.

    Ví dụ: sangtin users reset ctv07
    """
    from models.errors import Conflict
    from models.migrate import ensure_migrated
    from models.queries import accounts, audit, second_factors
    from models.session import transaction
    from triage_api.services.staff.people import lock_out_and_link

    ensure_migrated()
    with transaction() as session:
        account = accounts.account_named(session, username)
        if account.disabled_at is not None:
            raise Conflict("Tài khoản đang khóa. Hãy mở khóa ở trang Tài khoản của cán bộ trước.")
        if second_factor and second_factors.remove(session, account.id):
            audit.record(session, "second_factor_removed", "account", account.id, None, account.office_id)
        link = lock_out_and_link(session, account.id)
        audit.record(session, "password_reset", "account", account.id, office_id=account.office_id)
    _say_link(link, as_json, username)


def _say_link(link: str, as_json: bool, username: str | None = None) -> None:
    from models.settings import settings

    if as_json:
        emit({"username": username, "link": link} if username else {"link": link})
    else:
        typer.echo(ONCE.format(hours=settings().link_hours, link=link))
