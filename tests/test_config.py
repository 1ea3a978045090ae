"""Resources and the store's folder are found however the program was installed."""

import sys
from pathlib import Path

import pytest

from fieldapp import config


def test_a_checkout_has_its_resources_beside_src(checkout: Path) -> None:
    assert config.resource_root() == checkout / "resources"
    assert config.resource("catalogue", "catalogue.json").is_file()


def test_a_frozen_program_looks_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = tmp_path / "fieldapp" / "resources" / "aide"
    unpacked.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert config.resource("aide") == unpacked


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/licorne\.svg"):
        config.resource("icons", "licorne.svg")


def test_the_store_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDAPP_DATA", str(tmp_path))
    assert config.default_data_dir() == tmp_path


@pytest.mark.parametrize("said", [None, "", "  "])
def test_else_in_the_users_own_data_folder(
    said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said is None:
        monkeypatch.delenv("FIELDAPP_DATA", raising=False)
    else:
        monkeypatch.setenv("FIELDAPP_DATA", said)
    folder = config.default_data_dir()
    assert folder.name == "fieldapp"
    assert folder.is_absolute()
