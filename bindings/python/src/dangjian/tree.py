# SPDX-License-Identifier: Apache-2.0
"""A tree of organizations that prints as one."""

from __future__ import annotations

import html
from collections.abc import Iterator

from .frame import Frame

# Organizations that are shown of a great tree.
_SHOWN = 100


class Tree(Frame):
    """Organizations in preorder: a frame like any other, drawn as a tree."""

    def _shown(self) -> list[dict[str, object]]:
        return self.head(_SHOWN).rows()

    def _line(self, row: dict[str, object]) -> str:
        members = "名党员" if self.labels == "zh" else " members"
        kind = f" ({row['kind']})" if row["kind"] else ""
        return f"{row['name']}{kind} {row['organization']} · {row['members']:,}{members}"

    def _more(self) -> str:
        return f"… [{self._size()}]" if len(self) > _SHOWN else ""

    def __repr__(self) -> str:
        return "\n".join(
            [*_draw([(int(str(row["depth"])), self._line(row)) for row in self._shown()]), self._more()]
        ).rstrip("\n")

    def _repr_html_(self) -> str:
        out, depth = [], -1
        for row in self._shown():
            level = int(str(row["depth"]))
            out.append("<ul>" if level > depth else "</li>" + "</ul></li>" * (depth - level))
            out.append(f"<li>{html.escape(self._line(row))}")
            depth = level
        return "".join(out) + "</li></ul>" * (depth + 1) + html.escape(self._more())


def _draw(rows: list[tuple[int, str]]) -> Iterator[str]:
    """Lines with branches before them; rows are depths and texts in preorder."""
    open_below: list[bool] = []
    lines = []
    for depth, text in reversed(rows):
        del open_below[depth + 1 :]
        open_below += [False] * (depth + 1 - len(open_below))
        ahead = "".join("│  " if is_open else "   " for is_open in open_below[1:depth])
        lines.append(f"{ahead}{('├─ ' if open_below[depth] else '└─ ') if depth else ''}{text}")
        open_below[depth] = True
    return reversed(lines)
