# SPDX-License-Identifier: Apache-2.0
"""Stores that several programs and threads use, and work that is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time

import pytest
from naive_store import Store, hash_of
from store_writers import wait_for_others, write_turns
from test_store import add_unit, small, tables_of

import dangjian as dj

WRITERS, TURNS = 4, 25


@pytest.fixture
def path(tmp_path):
    register = small()
    with register.change() as change:
        change.add("unit", code="shared", name="共用", kind="organ", headcount=0)
    register.write(tmp_path / "x.db")
    return tmp_path / "x.db"


def check_turns(path):
    """Nobody's commit is lost: all units are there, the count is of all turns, and the log has each once."""
    codes = {f"w{writer}-{turn}" for writer in range(WRITERS) for turn in range(TURNS)}
    naive = Store(path)
    units = naive.rows("unit")
    assert {row["code"] for row in units.values()} == codes | {"u", "shared"}
    assert next(row["headcount"] for row in units.values() if row["code"] == "shared") == WRITERS * TURNS
    log, previous = naive.log(), ""
    for record in log:
        previous = hash_of(record, previous)
        assert record["hash"] == previous
    turns = [(f"writer {writer}", f"turn {turn}") for writer in range(WRITERS) for turn in range(TURNS)]
    assert sorted((record["author"], record["reason"]) for record in log[1:]) == sorted(turns)
    assert naive.replay(len(log)) == naive.now()
    naive.close()
    with dj.open_store(path, verify=True) as store:
        store.verify_log()
        assert len(store.check()) == 0


def test_processes_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WRITERS)
    with context.Pool(WRITERS, wait_for_others, (barrier,)) as pool:
        conflicts = pool.starmap(write_turns, [(path, writer, TURNS) for writer in range(WRITERS)], 1)
    assert sum(conflicts) > 0  # else they did not meet
    check_turns(path)


def run_all(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_lose_nothing(path):
    """Each with a register of its own."""
    run_all([threading.Thread(target=write_turns, args=(path, writer, TURNS)) for writer in range(WRITERS)])
    check_turns(path)


def test_threads_share_a_stored_register(path):
    wrong = []

    def work(register, number):
        try:
            for step in range(TURNS):
                while True:
                    try:
                        add_unit(register, f"t{number}-{step}")
                        break
                    except dj.StaleError:
                        continue
                assert len(register.log()) > step and len(register.at_commit(register.number)) > step
        except BaseException as error:
            wrong.append(error)

    with dj.open_store(path) as store:
        run_all([threading.Thread(target=work, args=(store, number)) for number in range(WRITERS)])
        assert not wrong
        assert store.number == WRITERS * TURNS + 1 and len(store["unit"]) == WRITERS * TURNS + 2
        store.verify_log()


def test_a_forked_process_opens_it_itself(path):
    with dj.open_store(path) as store:
        child = os.fork()
        if child == 0:
            os._exit(use_in_child(store, path))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        add_unit(store, "parent")
        assert store["unit"]["code"].tolist() == ["u", "shared", "child", "parent"]
        store.verify_log()


def use_in_child(store, path):
    try:
        for use in (lambda: add_unit(store, "wrong"), store.refresh, store.log, store.verify_log):
            try:
                use()
                return 1
            except dj.FileError:
                pass
        store.close()
        with dj.open_store(path) as own:
            add_unit(own, "child")
        return 0
    except BaseException:
        return 2


# ---- Waiting for another writer -------------------------------------------------------------------------------------


@pytest.fixture
def writer(path):
    """Another program that has begun to write, and does not end."""
    base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    base.execute("BEGIN IMMEDIATE")
    yield base
    base.close()


def test_the_interpreter_runs_on_while_a_commit_waits(path, writer):
    """Python's lock is given back: else nobody could end what the commit waits for."""
    with dj.open_store(path) as store:
        thread = threading.Thread(target=add_unit, args=(store, "v"))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        writer.execute("ROLLBACK")
        thread.join()
        assert store.number == 2


def test_readers_do_not_wait(path, writer):
    with dj.open_store(path, read_only=True) as store, dj.open_store(path) as other:
        assert store.refresh() == other.refresh() == 0 and len(store.log()) == 1
        assert len(store.at_commit(1)) == len(other) == len(dj.read(path))
        store.verify_log()


def interrupt(after):
    threading.Timer(after, lambda: os.kill(os.getpid(), signal.SIGINT)).start()


def test_ctrl_c_stops_a_commit_that_waits(path, writer):
    with dj.open_store(path) as store:
        change = store.change("waits")
        change.add("unit", code="v", name="v", kind="organ")
        interrupt(0.3)
        with pytest.raises(KeyboardInterrupt):
            change.commit()
        assert writer.in_transaction and not change.committed and store.number == 1
        writer.execute("ROLLBACK")
        change.commit()
        assert store.number == 2 and store["unit"]["code"].tolist()[-1] == "v"


# ---- Waiting for what others commit ---------------------------------------------------------------------------------


def test_waiting_for_another_program(path):
    context = multiprocessing.get_context("spawn")
    with dj.open_store(path) as store:
        assert store.wait(0) is False and store.wait(0.01) is False
        program = context.Process(target=write_turns, args=(path, 0, 1))
        program.start()
        assert store.wait(60) is True
        assert store.number == 1 and store.wait() is True  # it is not taken in yet
        assert store.refresh() == 1 and store.number == 2
        assert store.wait(0) is False
        program.join()
        assert program.exitcode == 0


def test_what_cannot_be_waited_for(path):
    with dj.open_store(path) as store:
        for seconds in (-1, float("nan"), float("inf")):
            with pytest.raises(dj.FormatError):
                store.wait(seconds)
    with pytest.raises(dj.NotFoundError):
        dj.read(path).wait(0)


def test_ctrl_c_stops_waiting_for_others(path):
    with dj.open_store(path) as store:
        interrupt(0.3)
        with pytest.raises(KeyboardInterrupt):
            store.wait()
        add_unit(store, "v")
        assert store.number == 2 and store.wait(0) is False


# ---- Long work ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "x.db"
    dj.generate(scale=1 / 2000, progress=False).write(path)
    return path


def test_progress_is_told(large):
    told = []
    with dj.open_store(large, progress=lambda done, total: told.append((done, total))) as store:
        assert len(told) > 1 and told == sorted(told)
        assert told[-1][0] <= told[-1][1] and len({total for _, total in told}) == 1
        assert len(store) > 50_000


def test_what_the_teller_raises_stops_the_opening(large):
    class EnoughError(Exception):
        pass

    def tell(done, total):
        raise EnoughError("enough")

    with pytest.raises(EnoughError):
        dj.open_store(large, progress=tell)
    assert not large.with_name("x.db-wal").exists()  # it is closed


def test_ctrl_c_stops_the_opening(large):
    def tell(done, total):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.5)  # the other thread hears it meanwhile

    with pytest.raises(KeyboardInterrupt):
        dj.open_store(large, progress=tell)
    assert not large.with_name("x.db-wal").exists()


def test_ctrl_c_stops_the_verifying(path):
    done = threading.Event()

    def hold(register):
        with register._lock:
            done.wait(20)

    with dj.open_store(path) as store:
        holder = threading.Thread(target=hold, args=(store,))
        holder.start()
        interrupt(0.2)
        with pytest.raises(KeyboardInterrupt):
            store.verify_log()
        done.set()
        holder.join()
        store.verify_log()
        assert tables_of(store) == tables_of(dj.read(path))
