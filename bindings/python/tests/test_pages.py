# SPDX-License-Identifier: Apache-2.0
"""What the documentation shows is what happens."""

from __future__ import annotations

import importlib.metadata
import os
import re

import nbformat
import pages
import pytest

pytestmark = pytest.mark.skipif("DANGJIAN_SANITIZED" in os.environ, reason="run once, without the sanitizer")


@pytest.mark.parametrize("path", pages.HOW_TOS, ids=str)
def test_how_tos_print_what_they_show(path):
    assert pages.run_how_to(path) == path.read_text(encoding="utf-8")
    assert "```python" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", pages.NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_show_what_they_show(path):
    stored = nbformat.read(path, as_version=4)
    fresh = pages.run_notebook(path)
    assert [without_addresses(texts) for texts in pages.texts_of(fresh)] == [
        without_addresses(texts) for texts in pages.texts_of(stored)
    ]
    assert sum("image/png" in output.get("data", {}) for cell in fresh.cells for output in cell.get("outputs", ())) == 2


def without_addresses(texts):
    """Words of objects that tell where in memory they are."""
    return [re.sub(r"0x[0-9a-f]+", "0x", text) if isinstance(text, str) else text for text in texts]


def test_there_are_pages():
    assert len(pages.HOW_TOS) == 8 and len(pages.NOTEBOOKS) == 1


def test_the_licence_goes_along():
    """The package's own copy, which wheels carry, is the project's."""
    ours = next(file for file in importlib.metadata.files("dangjian") if file.name == "LICENSE")
    assert ours.read_text(encoding="utf-8") == (pages.ROOT / "LICENSE").read_text(encoding="utf-8")
