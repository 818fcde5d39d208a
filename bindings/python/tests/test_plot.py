# SPDX-License-Identifier: Apache-2.0
"""Pictures show the figures of the tables, in a font that has the characters."""

from __future__ import annotations

import warnings

import matplotlib
import pytest
from conftest import DAY

from dangjian import plot

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def no_warnings():
    """A missing character is a warning of matplotlib."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        yield
    matplotlib.pyplot.close("all")


@pytest.mark.parametrize("labels", [None, "zh", "en"])
def test_bars_are_the_units(beijing, labels, tmp_path):
    view = beijing.view(DAY, labels=labels)
    ax = view.plot.coverage("county")
    frame = view.coverage("county")
    assert sum(bar.get_width() for bar in ax.patches) == frame["units"].sum()
    assert "朝阳区" in [label.get_text() for label in ax.get_yticklabels()]
    ax.figure.savefig(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").stat().st_size > 5_000


def test_at_most_so_many_bars_the_greatest(beijing):
    view = beijing.view(DAY)
    ax = view.plot.coverage("county", most=3)
    assert len(ax.get_yticklabels()) == 3
    greatest = sorted(view.coverage("county")["units"].tolist())[-3:]
    assert sum(bar.get_width() for bar in ax.patches) == sum(greatest)


def test_alliances_are_named(sanlitun, tmp_path):
    alliances = sanlitun.view(DAY).alliances
    ax = sanlitun.view(DAY).plot.alliances()
    assert {text.get_text() for text in ax.texts} == set(alliances.frame()["name"])
    assert not sanlitun.view(DAY).plot.alliances(names=False).texts
    ax.figure.savefig(tmp_path / "picture.png")


def test_a_plot_has_a_short_repr(sanlitun):
    assert repr(sanlitun.view(DAY).plot).startswith("<Plot of <View 2024-08-26: ")


def test_axes_may_be_given(sanlitun, beijing, tmp_path):
    figure, (left, right) = matplotlib.pyplot.subplots(1, 2)
    assert sanlitun.view(DAY).plot.alliances(ax=left) is left
    assert sanlitun.view(DAY).plot.coverage("business_district", ax=right) is right
    figure.savefig(tmp_path / "picture.png")
    assert not beijing.view(DAY).plot.alliances().texts


def test_without_a_font_there_is_a_hint(sanlitun, monkeypatch):
    monkeypatch.setattr(plot, "_fonts", ("No Such Font",))
    assert plot.find_font() is None
    with pytest.warns(UserWarning, match="apt install fonts-noto-cjk"), warnings.catch_warnings():
        warnings.simplefilter("default")
        sanlitun.view(DAY).plot.coverage("community")
