# SPDX-License-Identifier: Apache-2.0
"""Pictures of a view; needs matplotlib, and a font with Chinese characters."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ._call import extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .view import View

# Fonts with Chinese characters on Linux, Windows and macOS, those of simplified characters first.
_fonts = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Noto Sans CJK JP",
    "AR PL UMing CN",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)

# Columns of coverage, from the tightest manner to none, and their colours.
_manners = {
    "own": "#b2182b",
    "joint": "#d6604d",
    "area": "#f4a582",
    "industry": "#fddbc7",
    "fallback": "#92c5de",
    "guide": "#4393c3",
    "none": "#d9d9d9",
}

# Alliances whose names are written: more cannot be read.
_NAMED = 30


def find_font() -> str | None:
    """The name of an installed font with Chinese characters."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _fonts if name in installed), None)


@contextlib.contextmanager
def _chinese() -> Iterator[list[str]]:
    """Draws with such a font in front of the user's own."""
    import matplotlib

    family = matplotlib.rcParams["font.family"]
    families = [family] if isinstance(family, str) else list(family)
    font = find_font()
    if font is None:
        warnings.warn(
            "no font with Chinese characters was found, so names will be empty boxes; install one, on Debian"
            " `apt install fonts-noto-cjk`, and clear matplotlib's cache of fonts (matplotlib.get_cachedir())",
            stacklevel=4,
        )
    else:
        families.insert(0, font)
    with matplotlib.rc_context({"font.family": families, "axes.unicode_minus": False}):
        yield families


class Plot:
    """Pictures of a view, each on axes that are given or made."""

    def __init__(self, view: View) -> None:
        extra("matplotlib", "plot")
        self._view = view

    def __repr__(self) -> str:
        return f"<Plot of {self._view!r}: coverage(), alliances()>"

    def _say(self, zh: str, en: str) -> str:
        return en if self._view.labels == "en" else zh

    def coverage(self, level: str = "township", *, most: int = 30, ax: Axes | None = None) -> Axes:
        """Units by manner of coverage: one bar for each area of a level, at most so many, those with the most units."""
        frame = self._view.coverage(level=level, labels=self._say("zh", "en"))
        order = (-frame["units"]).argsort(kind="stable")[:most]
        shown = frame.select(order[frame["units"][order] > 0][::-1])
        given, ax = ax, ax or _new_axes(6.5, 1.6 + 0.34 * len(shown))
        with _chinese() as families:
            words = dict(zip(shown.columns, shown.column_labels))
            left = 0
            for manner, colour in _manners.items():
                units = shown[manner]
                ax.barh(range(len(shown)), units, left=left, color=colour, label=words[manner], height=0.72)
                left = left + units
            names = [name or self._say("未定区域", "no area") for name in shown["name"]]
            ax.set_yticks(range(len(shown)), names)
            ax.set_xlabel(words["units"])
            ax.set_title(self._say(f"两个覆盖 {self._view.date}", f"Coverage on {self._view.date}"))
            ax.spines[["top", "right"]].set_visible(False)
            if given:
                ax.legend(frameon=False)
            else:
                ax.figure.legend(loc="outside lower center", ncols=4, frameon=False)
            _settle(ax, families)
        return ax

    def alliances(self, *, names: bool = True, ax: Axes | None = None) -> Axes:
        """The graph of alliances: squares are alliances, dots bodies, thick lines the seats of those that lead."""
        networkx = extra("networkx", "plot")
        graph = self._view.alliances.to_networkx()
        places = networkx.spring_layout(graph, seed=1, k=2.2 / max(len(graph), 1) ** 0.5)
        ax = ax or _new_axes(9, 7)
        with _chinese() as families:
            alliances = [node for node, data in graph.nodes.items() if data["bipartite"]]
            bodies = [node for node, data in graph.nodes.items() if not data["bipartite"]]
            widths = [2.2 if "lead" in roles else 0.7 for _, _, roles in graph.edges.data("roles")]
            squares = {"node_size": 110, "node_shape": "s", "node_color": "#b2182b"}
            dots = {"node_size": 26, "node_color": "#4393c3"}
            networkx.draw_networkx_edges(graph, places, ax=ax, width=widths, edge_color="#999999")
            networkx.draw_networkx_nodes(graph, places, bodies, ax=ax, label=self._say("成员", "bodies"), **dots)
            networkx.draw_networkx_nodes(
                graph, places, alliances, ax=ax, label=self._say("联盟", "alliances"), **squares
            )
            greatest = sorted(alliances, key=lambda node: -graph.degree(node))[:_NAMED]
            _write_names(ax, graph, places, greatest if names else [])
            if graph:
                ax.legend(frameon=False, loc="lower right")
            ax.set_title(self._say(f"联盟 {self._view.date}", f"Alliances on {self._view.date}"))
            ax.set_axis_off()
            _settle(ax, families)
        return ax


def _write_names(ax: Axes, graph: Any, places: Any, nodes: list[str]) -> None:
    look: dict[str, Any] = {
        "ha": "center",
        "fontsize": 9,
        "bbox": {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1},
    }
    for node in nodes:
        ax.annotate(graph.nodes[node]["name"], places[node], (0, 9), textcoords="offset points", **look)


def _new_axes(width: float, height: float) -> Axes:
    """Made outside of a context of settings: a notebook shows no figures of a backend that was chosen within one."""
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def _settle(ax: Axes, families: list[str]) -> None:
    """The words of given axes were made before, and ticks are made when they are drawn: neither knows the font."""
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set_fontfamily(families)
    ax.tick_params(labelfontfamily=families)
