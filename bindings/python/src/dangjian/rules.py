# SPDX-License-Identifier: Apache-2.0
"""The rules of the regulations, and what a view breaks of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Union

from ._call import Held, Texts, call, encode, encode_text, run_long
from ._dangjian import ffi, lib
from .errors import NotFoundError
from .frame import Frame
from .schema import code_number_or_none

if TYPE_CHECKING:
    from .view import View

RuleSets = Union["Rules", str, Iterable[str]]
"""Rules, or names of sets to read: ``national``, ``["national", "practice", "my-district.json"]``."""


class Rules(Held):
    """Rules read from one or several sets: installed ones by name, or files whose paths end in ``.json``.

    ``Rules()`` has those of ``national``. A file with defects raises ``IssueError``, which has every one.
    """

    def __init__(self, *sets: str | os.PathLike[str]) -> None:
        names = Texts([os.fspath(name) for name in sets] or ["national"])
        self._hold(call(lib.dj_rules_read, ffi.new("char *[]", [*names._kept, ffi.NULL])), lib.dj_rules_unref)

    @classmethod
    def _take(cls, pointer: Any) -> Rules:
        rules = cls.__new__(cls)
        rules._hold(pointer, lib.dj_rules_unref)
        return rules

    @classmethod
    def from_text(cls, text: str, file: str = "rules.json") -> Rules:
        """Rules from the text of a file; sets that it includes by path are looked for beside ``file``."""
        data = text.encode()
        return cls._take(call(lib.dj_rules_read_text, ffi.from_buffer("char[]", data), len(data), encode_text(file)))

    def __len__(self) -> int:
        return int(lib.dj_rules_get_n(self._pointer))

    def __contains__(self, rule: object) -> bool:
        return isinstance(rule, str) and int(lib.dj_rules_find(self._pointer, encode_text(rule))) >= 0

    def __repr__(self) -> str:
        return f"<Rules: {len(self)} rules>"

    def select(self, rules: str | Iterable[str]) -> Rules:
        """The same with these rules alone."""
        names = Texts(rules)
        ids = ffi.new("char *[]", [*names._kept, ffi.NULL])
        return self._take(call(lib.dj_rules_select, self._pointer, ids))

    def frame(self) -> Frame:
        """One row a rule: what it demands, where it stands, how firmly that is known."""
        return Frame._take(lib.dj_rules_list(self._pointer))

    def parameters(self) -> Frame:
        """What a set of one's own may change."""
        return Frame._take(lib.dj_rules_list_parameters(self._pointer))

    def columns(self) -> Frame:
        """Further columns of tables that the rules can use."""
        return Frame._take(lib.dj_rules_list_columns(self._pointer))


def rules_of(rules: RuleSets) -> Rules:
    """Rules, read where they are names."""
    if isinstance(rules, Rules):
        return rules
    return Rules(*([rules] if isinstance(rules, str) else rules))


class Findings(Held):
    """What a view breaks of some rules. Its length is how many findings there are, silenced ones not counted."""

    def __init__(self) -> None:
        raise TypeError("findings are made by view.check()")

    _view: View

    @classmethod
    def _take(cls, pointer: Any, view: View) -> Findings:
        findings = cls.__new__(cls)
        findings._hold(pointer, lib.dj_findings_unref)
        findings._view = view
        return findings

    def _frame(self, pointer: Any) -> Frame:
        return Frame._take(pointer, self._view.labels)

    def __len__(self) -> int:
        return int(lib.dj_findings_get_n(self._pointer))

    def __bool__(self) -> bool:
        return True  # findings are there when none was found, too

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(severity):,} {severity}" for severity in ("must", "should", "may"))
        return f"<Findings of {self._view.date}: {counts}>"

    def count(self, severity: str) -> int:
        """How many have exactly that severity: ``must``, ``should`` or ``may``."""
        numbers = {"must": lib.DJ_SEVERITY_MUST, "should": lib.DJ_SEVERITY_SHOULD, "may": lib.DJ_SEVERITY_MAY}
        if severity not in numbers:
            raise NotFoundError(f"no severity {severity!r}")
        return int(lib.dj_findings_count(self._pointer, numbers[severity]))

    def _root(self, root: int | str | None) -> int:
        return int(lib.DJ_NONE) if root is None else int(self._view._organizations.number(root))

    def frame(
        self, rule: str | None = None, root: int | str | None = None, *, start: int = 0, most: int | None = None
    ) -> Frame:
        """One row a finding, the severest first: of one rule or all, of what belongs to one organization's subtree or
        of everything; ``most`` of them at most.
        """
        if rule is not None and rule not in self.by_rule()._column_texts("rule"):
            raise NotFoundError(f"no rule {rule!r}")
        limit = -1 if most is None else most
        return self._frame(lib.dj_findings_list(self._pointer, encode(rule), self._root(root), start, limit))

    def by_rule(self) -> Frame:
        """One row a rule: of how many rows it was asked, how many break it, or why it was not asked."""
        return self._frame(lib.dj_findings_by_rule(self._pointer))

    def by_organization(self, root: int | str | None = None, *, kind: str | None = None) -> Frame:
        """Counts for each organization of a kind with its subtree, or for each one directly under ``root``."""
        number = code_number_or_none("organization_kind", kind)
        return self._frame(lib.dj_findings_by_organization(self._pointer, self._root(root), number))

    def diff(self, before: Findings) -> Frame:
        """What is new, mended or standing since other findings."""
        return self._frame(lib.dj_findings_diff(self._pointer, before._pointer))


def check(view: View, rules: RuleSets) -> Findings:
    """What a view breaks of rules."""
    asked = rules_of(rules)

    def work(cancellable: Any, *_: Any) -> Any:
        return call(lib.dj_view_check, view._pointer, asked._pointer, cancellable)

    return Findings._take(run_long(work, "checking"), view)
