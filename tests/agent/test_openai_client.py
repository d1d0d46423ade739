"""With which certificates a model's server is reached."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from pydantic import SecretStr

from agent import openai_client
from agent.openai_client import certificates, opened, system_store
from agent.settings import ModelSettings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_where_the_system_has_certificates_they_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_client, "system_store", lambda: True)
    assert certificates() is True


def test_where_the_system_has_none_those_of_the_package_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_client, "system_store", lambda: False)
    found = certificates()
    assert isinstance(found, ssl.SSLContext)
    assert found.verify_mode is ssl.CERT_REQUIRED
    assert len(found.get_ca_certs()) > 50


def test_an_empty_machine_is_recognised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paths = ssl.get_default_verify_paths()
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths._replace(cafile="", capath=str(tmp_path)))
    monkeypatch.setattr(openai_client, "STORES", (str(tmp_path / "none.pem"),))
    assert system_store() is False
    (tmp_path / "none.pem").write_text("here", encoding="utf-8")
    assert system_store() is True


def test_for_a_server_without_tls_no_certificate_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda _, *where: read.append(where))
    opened(ModelSettings("m", "http://127.0.0.1:11434/v1", SecretStr(""), "chat"))
    assert read == []
    opened(ModelSettings("m", "https://example.org/v1", SecretStr("sk-0123456789"), "chat"))
    assert read


def test_a_call_is_patient_for_seconds_and_not_for_minutes() -> None:
    client = opened(ModelSettings("m", "https://example.org/v1", SecretStr("sk-0123456789"), "chat"))
    assert client.max_retries == 0  # agent/openai_model.py asks again, and not after a minute
    timeout = client.timeout
    assert (getattr(timeout, "connect", None), getattr(timeout, "read", None)) == (3.0, 30.0)
