"""The vault: what goes in comes out, and only where it belongs."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import crypto
from models.crypto import CannotOpen, Purpose, Vault, WeakKey
from models.errors import HomeNotWritable
from models.secret_files import secret
from models.settings import settings

KEY = b"0123456789abcdef0123456789abcdef"
ADDRESS = "https://dien-dan.example/t/chuyen-lam-can-cuoc/77#post-3"


@given(st.text(max_size=300), st.sampled_from(list(Purpose)))
def test_what_is_sealed_opens_again(text: str, purpose: Purpose) -> None:
    vault = Vault(KEY)
    assert vault.open(vault.seal(text, purpose), purpose) == text


def test_a_blob_shows_nothing_and_is_never_the_same_twice() -> None:
    vault = Vault(KEY)
    first, second = vault.seal(ADDRESS, Purpose.ADDRESS), vault.seal(ADDRESS, Purpose.ADDRESS)
    assert first != second
    assert b"example" not in first
    assert len(first) == len(ADDRESS.encode()) + 33


def test_a_blob_of_one_purpose_does_not_open_as_another() -> None:
    vault = Vault(KEY)
    with pytest.raises(CannotOpen):
        vault.open(vault.seal(ADDRESS, Purpose.ADDRESS), Purpose.INDICATOR)


def test_another_key_is_named_as_the_reason() -> None:
    blob = Vault(KEY).seal(ADDRESS, Purpose.ADDRESS)
    with pytest.raises(CannotOpen, match="khoá khác"):
        Vault(KEY[::-1]).open(blob, Purpose.ADDRESS)


@pytest.mark.parametrize("place", range(33 + 4))
def test_every_changed_byte_is_noticed(place: int) -> None:
    vault = Vault(KEY)
    blob = bytearray(vault.seal("0900", Purpose.INDICATOR))
    blob[place] ^= 1
    with pytest.raises(CannotOpen):
        vault.open(bytes(blob), Purpose.INDICATOR)


@pytest.mark.parametrize("length", [0, 1, 5, 17, 32])
def test_a_cut_blob_is_noticed(length: int) -> None:
    vault = Vault(KEY)
    with pytest.raises(CannotOpen):
        vault.open(vault.seal("0900", Purpose.INDICATOR)[:length], Purpose.INDICATOR)


def test_fingerprints_compare_within_one_purpose_and_key_only() -> None:
    vault = Vault(KEY)
    one = vault.fingerprint("0900000000", Purpose.INDICATOR)
    assert len(one) == 32
    assert one == Vault(KEY).fingerprint("0900000000", Purpose.INDICATOR)
    others = {
        vault.fingerprint("0900000001", Purpose.INDICATOR),
        vault.fingerprint("0900000000", Purpose.ADDRESS),
        Vault(KEY[::-1]).fingerprint("0900000000", Purpose.INDICATOR),
    }
    assert one not in others


def test_the_key_shows_in_no_repr_and_leaves_in_no_pickle() -> None:
    vault = Vault(KEY)
    assert "0123" not in repr(vault)
    assert "0123" not in str(vars(type(vault)))
    with pytest.raises(TypeError):
        pickle.dumps(vault)


def test_a_short_key_is_refused_without_repeating_it() -> None:
    with pytest.raises(WeakKey) as caught:
        Vault(b"mat-khau-ngan")
    assert "mat-khau-ngan" not in caught.value.message


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SANGTIN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SANGTIN_SECRET_KEY", raising=False)
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def test_the_installation_key_is_made_once_and_closed(home: Path) -> None:
    blob = crypto.vault().seal(ADDRESS, Purpose.ADDRESS)
    crypto._vault.cache_clear()
    assert crypto.vault().open(blob, Purpose.ADDRESS) == ADDRESS
    assert (home / "secrets").stat().st_mode & 0o777 == 0o700
    assert (home / "secrets" / "key").stat().st_mode & 0o777 == 0o600
    assert [place.name for place in (home / "secrets").iterdir()] == ["key"]


def test_a_given_key_wins_and_nothing_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_SECRET_KEY", "k" * 40)
    settings.cache_clear()
    crypto.vault()
    assert not home.exists()


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from models.secret_files import secret; sys.stdin.read();"
        "print(secret(Path(sys.argv[1]), 'key'))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "home")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()  # all go at once
    values = set()
    for process in processes:
        assert process.stdout is not None
        values.add(process.stdout.read())
        process.stdout.close()
        assert process.wait() == 0
    assert len(values) == 1
    assert len(values.pop()) > 40


def test_an_opened_secret_file_is_closed_again(tmp_path: Path) -> None:
    value = secret(tmp_path, "key")
    (tmp_path / "secrets" / "key").chmod(0o644)
    (tmp_path / "secrets").chmod(0o755)
    assert secret(tmp_path, "key") == value
    assert (tmp_path / "secrets" / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_an_emptied_secret_is_not_silently_replaced(tmp_path: Path) -> None:
    secret(tmp_path, "key")
    (tmp_path / "secrets" / "key").write_text("")
    with pytest.raises(HomeNotWritable, match="rỗng"):
        secret(tmp_path, "key")


def test_a_file_in_place_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeNotWritable, match="SANGTIN_HOME"):
        secret(tmp_path / "home", "key")
