"""The pages in docs/venues are what the rulebooks say now; `make docs` writes them."""

import importlib.util
from pathlib import Path

import pytest

from solvent import rulebooks


@pytest.mark.parametrize("name", rulebooks.names())
def test_the_page_of_a_venue_is_its_rulebook(root: Path, name: str) -> None:
    spec = importlib.util.spec_from_file_location("venue_pages", root / "tools" / "venue_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (root / "docs" / "venues" / f"{name}.md").read_text(encoding="utf-8") == module.page(name), "run `make docs`"
