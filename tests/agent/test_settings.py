"""Whom the chat talks to, where, and with which key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from agent.settings import DEFAULT_MODEL, VENDOR_URL, SettingsFault, model_settings, unread_folders

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-proj-0123456789abcdef"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def env_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_without_a_key_or_an_address_the_chat_stays_offline(tmp_path: Path) -> None:
    assert model_settings([tmp_path]) is None


def test_a_key_alone_leads_to_the_vendor_and_its_own_api(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    found = model_settings([])
    assert found is not None
    assert (found.base_url, found.api, found.model, found.key) == (VENDOR_URL, "responses", DEFAULT_MODEL, KEY)


def test_an_address_alone_leads_to_a_server_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1/")
    monkeypatch.setenv("OPENAI_MODEL", "small")
    found = model_settings([])
    assert found is not None
    assert (found.base_url, found.api, found.model, found.key) == ("http://127.0.0.1:8080/v1", "chat", "small", "")


def test_the_vendors_address_written_out_is_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", VENDOR_URL + "/")
    found = model_settings([])
    assert found is not None
    assert found.api == "responses"


def test_empty_variables_count_as_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    env_file(tmp_path, "OPENAI_API_KEY=\nOPENAI_BASE_URL=   \n")
    assert model_settings([tmp_path]) is None


def test_an_env_file_is_read_in_the_order_of_the_folders(tmp_path: Path) -> None:
    env_file(tmp_path / "user", f"OPENAI_API_KEY={KEY}\n")
    env_file(tmp_path / "here", "OPENAI_API_KEY=another\nOPENAI_MODEL=here\n")
    found = model_settings([tmp_path / "none", tmp_path / "user", tmp_path / "here"])
    assert found is not None
    assert found.key == KEY
    assert found.model == "here"


def test_a_key_of_the_environment_never_goes_to_the_address_of_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    env_file(tmp_path, "OPENAI_BASE_URL=https://elsewhere.example/v1\n")
    found = model_settings([tmp_path])
    assert found is not None
    assert found.base_url == VENDOR_URL


def test_a_key_of_one_file_never_goes_to_the_address_of_another(tmp_path: Path) -> None:
    env_file(tmp_path / "user", f"OPENAI_API_KEY={KEY}\n")
    env_file(tmp_path / "here", "OPENAI_BASE_URL=https://elsewhere.example/v1\n")
    for folders in (["user", "here"], ["here", "user"]):
        found = model_settings([tmp_path / name for name in folders])
        assert found is not None
        assert (found.key, found.base_url) in {(KEY, VENDOR_URL), ("", "https://elsewhere.example/v1")}


def test_a_file_sets_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TECH_ENGINE_OUT_DIR", raising=False)
    env_file(tmp_path, f"OPENAI_API_KEY={KEY}\nTECH_ENGINE_OUT_DIR=/tmp\nPATH=/nowhere\nLD_PRELOAD=x\n")
    before = dict(os.environ)
    assert model_settings([tmp_path]) is not None
    assert dict(os.environ) == before


def test_a_file_does_not_see_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOME_SECRET", "hush")
    env_file(tmp_path, "OPENAI_BASE_URL=https://example.org/${SOME_SECRET}\n")
    found = model_settings([tmp_path])
    assert found is not None
    assert "hush" not in found.base_url


@pytest.mark.parametrize("mode", [0o666, 0o622, 0o660, 0o602, 0o777])
def test_a_file_that_others_can_write_is_not_read(tmp_path: Path, mode: int) -> None:
    env_file(tmp_path, f"OPENAI_API_KEY={KEY}\n", mode)
    assert model_settings([tmp_path]) is None


def test_a_file_of_somebody_else_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env_file(tmp_path, f"OPENAI_API_KEY={KEY}\n")
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    assert model_settings([tmp_path]) is None


def test_a_link_a_pipe_and_a_folder_are_not_read(tmp_path: Path) -> None:
    real = env_file(tmp_path / "real", f"OPENAI_API_KEY={KEY}\n")
    for name in ("link", "pipe", "folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "link" / ".env").symlink_to(real)
    os.mkfifo(tmp_path / "pipe" / ".env")
    (tmp_path / "folder" / ".env").mkdir()
    assert model_settings([tmp_path / "link", tmp_path / "pipe", tmp_path / "folder"]) is None


@pytest.mark.parametrize("url", [
    "http://example.org/v1", "http://192.168.1.10:8080/v1", "http://localhost.example.org/v1", "http://10.0.0.1/v1",
    "http://0.0.0.0/v1",
])
def test_plain_http_leads_to_this_machine_only(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(SettingsFault, match="use https") as failed:
        model_settings([])
    assert KEY not in str(failed.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:8080/v1", "http://127.9.9.9/"])
def test_plain_http_to_this_machine_is_fine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    assert model_settings([]) is not None


@pytest.mark.parametrize("url", [
    "example.org", "ftp://example.org", "https://", "https://user:secret@example.org/v1", "https://example.org:port/v1",
    "https://[::1", "x" * 3000,
])
def test_what_is_no_address_is_refused_without_saying_secrets(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(SettingsFault) as failed:
        model_settings([])
    assert KEY not in str(failed.value)
    assert "secret" not in str(failed.value)


def test_settings_do_not_show_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    found = model_settings([])
    assert KEY not in f"{found!r} {found}"


def test_white_space_around_a_key_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\r\n")
    found = model_settings([])
    assert found is not None
    assert found.key == KEY


@pytest.mark.parametrize("inside", [" ", "\n", "\t", "\x1b", "é", "\u202e", '"', "\\"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_said(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"sk-secret{inside}secret")
    with pytest.raises(SettingsFault, match="copy it again") as failed:
        model_settings([])
    assert "secret" not in str(failed.value)


# --- a folder that is not the user's own ------------------------------------------------------------------------------


ADDRESS = "OPENAI_BASE_URL=https://models.example/v1\n"


@pytest.mark.parametrize("text", [
    ADDRESS, ADDRESS + "OPENAI_API_KEY=sk-x\n", "OPENAI_MODEL=m\n" + ADDRESS, "export " + ADDRESS,
])
def test_a_folder_that_names_an_address_is_left_unread_whole(tmp_path: Path, text: str) -> None:
    own, here = tmp_path / "own", env_file(tmp_path / "here", text).parent
    assert model_settings((own, here)) is None
    assert unread_folders((own, here)) == [here]


def test_a_folder_with_a_key_alone_is_read(tmp_path: Path) -> None:
    own, here = tmp_path / "own", env_file(tmp_path / "here", "OPENAI_API_KEY=sk-x\n").parent
    found = model_settings((own, here))
    assert found is not None
    assert (found.key, found.host) == ("sk-x", "api.openai.com")
    assert unread_folders((own, here)) == []


def test_the_users_own_folder_may_name_an_address(tmp_path: Path) -> None:
    found = model_settings((env_file(tmp_path / "own", ADDRESS).parent,))
    assert found is not None
    assert found.host == "models.example"


@pytest.mark.parametrize(("listed", "mode", "trusted"), [
    ("{here}\n", 0o600, True), ("/elsewhere\n\n  {here}  \n", 0o600, True), ("{link}\n", 0o600, True),
    ("{here}/inner\n", 0o600, False), ("{parent}\n", 0o600, False), ("", 0o600, False), ("{here}\n", 0o666, False),
])
def test_a_folder_is_trusted_when_the_user_has_listed_it(
    tmp_path: Path, listed: str, mode: int, trusted: bool
) -> None:
    here = env_file(tmp_path / "here", ADDRESS).parent
    own, link = tmp_path / "own", tmp_path / "link"
    own.mkdir()
    link.symlink_to(here)
    file = own / "trusted_folders"
    file.write_text(listed.format(here=here, link=link, parent=tmp_path), encoding="utf-8")
    file.chmod(mode)
    assert (model_settings((own, here)) is not None) is trusted
    assert unread_folders((own, here)) == ([] if trusted else [here])
