#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL, in a cluster of its own in a temporary folder: natural tables with recursion; paths as ltree."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sql
from common import Asked, Peer, parse
from pyarrow import csv

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "'512MB'",
    "work_mem": "'256MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'4GB'",
}

LTREE = {
    "Q1": """SELECT i, count(m.person), count(*) FILTER (WHERE status = 1), count(*) FILTER (WHERE status = 2) FROM q1
             JOIN organization r ON r.id = q1.id JOIN organization o ON o.path <@ r.path
             LEFT JOIN member m ON m.organization = o.id WHERE i < {k} GROUP BY i ORDER BY i""",
    "Q3": """SELECT i, above::int FROM q3 JOIN member m ON m.person = q3.id
             JOIN organization o ON o.id = m.organization,
             unnest(string_to_array(ltree2text(o.path), '.')) AS above WHERE i < {k} AND above::int <> o.id""",
    # A path is no ancestor of itself, so both get a label more. No common one is the empty path.
    "Q4": """SELECT i, coalesce(nullif(subpath(p, -1, 1)::text, '')::int, -1) FROM (SELECT i,
             lca(a.path || 'x', b.path || 'x') AS p FROM q4 JOIN organization a ON a.id = q4.a
             JOIN organization b ON b.id = q4.b WHERE i < {k}) AS met ORDER BY i""",
    "Q5": """SELECT i, (b.path <@ a.path)::int FROM q5 JOIN organization b ON b.id = q5.below
             JOIN organization a ON a.id = q5.above WHERE i < {k} ORDER BY i""",
}


def find_programs() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb")
    if not versions and not found:
        print("peer_postgresql: there is no initdb; it is not asked", file=sys.stderr)
        sys.exit(3)
    return versions[-1].parent if versions else Path(str(found)).parent


@contextmanager
def cluster() -> Iterator[str]:
    """The folder of the socket of a server that runs as long as the context; never as root."""
    programs = find_programs()
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="bench-postgresql-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        data = Path(folder) / "data"
        if as_other:
            shutil.chown(folder, "postgres")
        initialize = [programs / "initdb", "--pgdata", data, "--username", "bench", "--auth", "trust", "--no-sync"]
        subprocess.run([*as_other, *initialize, "--locale", "C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()) + f" -k {folder}"
        control = [*as_other, programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        subprocess.run([*control, "--log", f"{folder}/log", "--options", options, "start"], check=True, cwd="/")
        try:
            yield folder
        finally:
            subprocess.run([*control, "--mode", "immediate", "stop"], check=True, cwd="/")


def copy_in(base: psycopg.Connection, name: str, table: Any) -> None:
    base.execute(f"CREATE UNLOGGED TABLE {name} ({', '.join(f'{column} int' for column in table.column_names)})")
    with base.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
        for batch in table.to_batches(max_chunksize=500_000):
            buffer = io.BytesIO()
            csv.write_csv(batch, buffer, csv.WriteOptions(include_header=False))
            copy.write(buffer.getvalue())


def add_paths(base: psycopg.Connection) -> None:
    base.execute("CREATE EXTENSION ltree")
    base.execute("ALTER TABLE organization ADD COLUMN path ltree")
    base.execute("""WITH RECURSIVE walk(id, path) AS (SELECT id, id::text::ltree FROM organization
                    WHERE superior < 0 AND depth = 0 UNION ALL SELECT o.id, walk.path || o.id::text FROM walk
                    JOIN organization o ON o.superior = walk.id)
                    UPDATE organization o SET path = walk.path FROM walk WHERE walk.id = o.id""")
    base.execute("CREATE INDEX organization_path ON organization USING gist (path gist_ltree_ops (siglen = 100))")


def main() -> None:
    given = parse()
    asked = Asked(given)
    with cluster() as folder, psycopg.connect(f"host={folder} user=bench dbname=postgres", autocommit=True) as base:
        for name, table in sql.make_tables(asked).items():
            copy_in(base, name, table)
        for index in sql.INDICES.split(";"):
            base.execute(index)
        for query in ("q1", "q3", "q4", "q5"):
            base.execute(f"CREATE UNIQUE INDEX {query}_i ON {query} (i)")
        add_paths(base)
        base.execute("VACUUM ANALYZE")

        def fetch(text: str) -> Any:
            return base.execute(text, binary=True).fetchall()

        name = f"PostgreSQL {base.info.server_version // 10000}"
        natural = Peer(name, "recursive CTE", "system", asked, given)
        sql.ask_all(natural, asked, sql.NATURAL, fetch)
        sql.ask_components(natural, asked, base.execute, fetch)
        natural.leave_out("Q11", "a row for each person and superior, more than a minute")
        sql.ask_all(Peer(name, "ltree", "system", asked, given), asked, LTREE, fetch)
        sql.ask_all(Peer(name, "preorder columns", "system", asked, given), asked, sql.PREORDER, fetch)


if __name__ == "__main__":
    main()
