"""The importers on Fava's import page and for beangulp: one for each layout in layouts/*.toml."""

from __future__ import annotations

from pathlib import Path

from riga_grants.dashboard.import_page import importers

CONFIG = importers(Path(__file__).resolve().parent.parent)
