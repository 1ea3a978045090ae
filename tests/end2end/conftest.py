"""What the stories of the whole program share."""

from __future__ import annotations

import pytest

import fieldapp.ui.workspace


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The story says when a post synchronises: how long it takes to tell must not matter."""
    monkeypatch.setattr(fieldapp.ui.workspace, "synchronises_alone", lambda _folder: False)
