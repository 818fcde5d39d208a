# SPDX-License-Identifier: Apache-2.0
"""A roster: tables with organizations, and synthetic members who are enrolled in them one branch after another."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import casekit as kit  # noqa: E402
from casekit import Member, Tables, draw_day  # noqa: E402


class Roster:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.namer = kit.Namer(self.rng)
        self.tables = Tables()
        self.members: list[Member] = []
        self.began: dict[str, date] = {}  # organizations, by code
        self.serials = self.rng.sample(range(10_000_000, 99_999_999), 200)

    # ---- Bodies

    def unit(self, code: str, name: str, kind: str, area: str, **more: object) -> str:
        self.tables.add("unit", code=code, name=name, kind=kind, area=area, **more)
        return code

    def enterprise(self, code: str, name: str, kind: str, area: str, district: str, **more: object) -> str:
        """A unit with a unified social credit code."""
        credit = kit.credit_code("91", district, self.serials.pop())
        return self.unit(code, name, kind, area, credit_code=credit, **more)

    def organization(
        self,
        code: str,
        name: str,
        kind: str,
        since: date,
        superior: str = "",
        until: date | None = None,
        **more: object,
    ) -> str:
        """An organization, under its superior for as long as both exist."""
        self.began[code] = since
        self.tables.add("organization", code=code, name=name, kind=kind, since=since, until=until, **more)
        if superior:
            first = max(since, self.began[superior])
            self.tables.add("subordination", organization=code, superior=superior, since=first, until=until)
        return code

    # ---- Members

    def draw(self, first: date, last: date, klass: str) -> Member:
        """A member admitted between two days, at 21 to 33, with the intervals of the Admission Rules."""
        rng = self.rng
        admitted = draw_day(rng, first, last)
        target = admitted - timedelta(rng.randint(30, 120))
        activist = target - timedelta(rng.randint(370, 460))
        applied = activist - timedelta(rng.randint(32, 150))
        sex = rng.choice(("female", "male", "male"))
        member = Member(sex, applied - timedelta(rng.randint(19 * 366, 30 * 366)), klass=klass)
        member.applied, member.activist, member.target, member.admitted = applied, activist, target, admitted
        member.name, member.code = self.namer.draw(sex), f"p{len(self.members) + 1:04d}"
        return member

    def enrol(
        self,
        count: int,
        branch: str,
        admitted: tuple[date, date],
        klass: str = "regular",
        before: Sequence[str] = (),
        **more: str,
    ) -> list[Member]:
        """Members of a branch; who was admitted before it began was in one of the branches `before` until then."""
        enrolled = []
        for _ in range(count):
            member = self.draw(*admitted, klass)
            for name, value in more.items():
                setattr(member, name, value)
            began = self.began[branch]
            if member.admitted < began:
                member.affiliations.append((self.rng.choice(before), member.admitted, began))
            member.affiliations.append((branch, max(member.admitted, began), None))
            self.members.append(member)
            enrolled.append(member)
        return enrolled

    def move(self, member: Member, to: str, issued: date, received: date, letter: str) -> None:
        """The affiliation stays with who issued the letter until the day on which it is received."""
        sender, since, _ = member.affiliations[-1]
        member.affiliations[-1] = (sender, since, received)
        member.affiliations.append((to, received, None))
        self.letter(member, sender, to, issued, letter, "received", received)

    def letter(
        self, member: Member, sender: str, to: str, issued: date, number: str, state: str, received: date | None = None
    ) -> None:
        self.tables.add(
            "transfer",
            person=member.code,
            from_=sender,
            to=to,
            letter=number,
            issued=issued,
            valid_until=issued + timedelta(90),
            received=received,
            state=state,
        )

    def join(self, member: Member, organization: str, kind: str, since: date, until: date | None = None) -> None:
        """A participation, which leaves the affiliation as it is."""
        first = max(since, member.admitted, self.began[organization])
        row = {"person": member.code, "organization": organization, "kind": kind, "since": first, "until": until}
        self.tables.add("participation", **row)

    def post(self, member: Member, body: str, role: str, basis: str, since: date, full_time: str = "no") -> None:
        self.tables.add("post", person=member.code, body=body, role=role, basis=basis, full_time=full_time, since=since)

    # ---- The end

    def finish(self) -> Tables:
        """Writes persons and memberships, affiliations first."""
        kit.give_education(self.rng, self.members)
        participations = self.tables.rows.pop("participation", [])
        for member in self.members:
            self.tables.add("person", **member.row())
            for code, since, until in member.affiliations:
                row = {"person": member.code, "organization": code, "kind": "affiliation"}
                self.tables.add("membership", **row, since=since, until=until)
        self.tables.rows["membership"] += participations
        return self.tables
