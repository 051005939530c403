"""Where batches are worked on: in processes of this machine, or on a Dask cluster.

Each is a `map`: it applies a function to items and yields the results in their order. However many
items there are, only a few are on their way at a time, so that memory does not grow with them. An
item that kills the process that works on it costs the others nothing.
"""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Event, Lock, Thread
from typing import Any

from policytext.data import InputError

AHEAD = 2
"""Items for each worker that are on their way: one that is worked on, and the next one."""
TRIES = 2
"""Processes of this machine that an item may kill, before it is given up: one may be an accident.

On a cluster it is one more than the scheduler's `allowed-failures`, which are three.
"""
ANSWER = 30.0
"""Seconds that a scheduler may take for an answer: after so many Dask closes a mute connection."""
PATIENCE = 60.0
"""Seconds that a cluster may be without any worker, before its work counts as lost."""

Map = Callable[[Callable[[Any], Any], Iterable], Iterable]


class LostWork(RuntimeError):
    """Processes that were working are gone. What was done before is kept."""


class Killed(LostWork):
    """Each process that worked on an item was killed, or each worker of a cluster.

    It is raised in the place of the item's result, and what raised it goes on with the next item:
    `outcomes` gives both.
    """

    def __init__(self) -> None:
        super().__init__("the process that read it was killed, out of memory?")


def outcomes(results: Iterable) -> Iterator[Any]:
    """The results of a map, and in the place of those that are missing a `Killed`."""
    results = iter(results)
    while True:
        try:
            yield next(results)
        except StopIteration:
            return
        except Killed as killed:
            yield killed


def given(outcome: Any) -> Any:
    """The outcome, if it is no `Killed`, which is raised."""
    if isinstance(outcome, Killed):
        raise outcome
    return outcome


def in_order(submit: Callable, result: Callable, items: Iterable, n_ahead: int) -> Iterator[Any]:
    """`result(submit(item))` of items, in their order; so many are submitted ahead."""
    waiting: deque = deque()
    for item in items:
        waiting.append(submit(item))
        if len(waiting) >= n_ahead:
            yield result(waiting.popleft())
    while waiting:
        yield result(waiting.popleft())


def local_processes(
    n_processes: int | None = None, *, prepare: Callable[[], object] | None = None
) -> Map:
    """A map over processes of this machine: as many as there are cores for us, unless told.

    Where it is safe (Linux), they are forks of this process. `prepare` is what it does before, so
    that it is done once: reading dictionaries, say.

    Raises, while mapping
    ---------------------
    Killed
        An item killed its process `TRIES` times, for want of memory, say.
    """
    return partial(map_over_processes, n_processes or len(os.sched_getaffinity(0)), prepare)


def map_over_processes(
    n_processes: int, prepare: Callable[[], object] | None, function: Callable, items: Iterable
) -> Iterator[Any]:
    """See `local_processes`."""
    return map(given, on_processes(n_processes, prepare, function, items))


def on_processes(
    n_processes: int, prepare: Callable[[], object] | None, function: Callable, items: Iterable
) -> Iterator[Any]:
    """The outcomes of a function of items, each in a process that has no other item then.

    So it is known which item killed a process. A thread waits for each.
    """
    can_fork = sys.platform == "linux"
    if can_fork and prepare:
        prepare()
    context: Any = multiprocessing.get_context("fork" if can_fork else "spawn")
    started: list[BaseProcess] = []
    idle: list[Connection] = []
    is_over = Event()
    # A fork holds the ends of pipes that are open just then: one that is ours alone must be ours
    starting = Lock()

    def start() -> Connection:
        with starting:
            if is_over.is_set():
                raise LostWork("the run is over")
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(function, theirs), daemon=True)
            try:
                process.start()
            except OSError as error:
                raise LostWork(f"no process can be started ({error.strerror})") from error
            theirs.close()
            started.append(process)
        return ours

    def outcome(item: Any) -> Any:
        for _ in range(TRIES):
            pipe = idle.pop() if idle else start()
            try:
                pipe.send(item)
                is_result, found = pipe.recv()
            except (EOFError, OSError):  # it is gone
                pipe.close()
                continue
            idle.append(pipe)
            if is_result:
                return found
            raise found
        return Killed()

    threads = ThreadPoolExecutor(n_processes)
    try:
        n_ahead = AHEAD * n_processes
        yield from in_order(
            lambda item: threads.submit(outcome, item), Future.result, items, n_ahead
        )
    finally:
        with starting:
            is_over.set()
        for process in started:
            process.kill()
        threads.shutdown(cancel_futures=True)
        for process in started:
            process.join()


def serve(function: Callable, pipe: Connection) -> None:
    """Apply a function to each item that comes, in a process of its own, until killed.

    What is there already stays: frozen, the collector does not go through it again and again.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    gc.freeze()
    Thread(target=leave_with_parent, daemon=True).start()
    while True:
        item = pipe.recv()
        try:
            answer = True, function(item)
        except Exception as error:  # which is raised where the answer is waited for
            answer = False, error
        pipe.send(answer)


def leave_with_parent() -> None:
    """Wait until the process that started this one is gone, and end this one."""
    parent = multiprocessing.parent_process()
    assert parent  # as of each process that was started by another
    wait([parent.sentinel])
    os._exit(1)


def dask_cluster(address: str, signature: Callable[[], dict[str, str]]) -> Map:
    """A map over the workers of a Dask cluster, each of which must give the same signature as we.

    A worker that is lost costs time alone: the scheduler gives its batches to others.

    Raises
    ------
    InputError
        `distributed` is not installed, the scheduler does not answer, it has no workers, or one of
        them has another version or lexicon.

    Raises, while mapping
    ---------------------
    Killed
        Each worker that had an item was killed, one more than the scheduler allows. Another item
        that they had may be the reason.
    LostWork
        The scheduler is gone: at once if its machine closes the connection, some seconds after
        `ANSWER` if it is mute. Or there has been no worker for `PATIENCE`.
    """
    with connected(address) as client:
        try:
            check_workers(client, address, signature)
        except OSError as error:  # lost just now
            raise LostWork(f"--scheduler {address}: it does not answer ({error})") from error
    return partial(map_over_cluster, address)


def connected(address: str) -> Any:
    """A client of the scheduler at this address; InputError if there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            f"--scheduler {address}: needs distributed; pip install 'policytext[cluster]'"
        ) from error
    # When a scheduler is lost, its client logs pages; that is said in a line of ours
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"--scheduler {address}: no scheduler answers there ({error})") from error


def check_workers(client: Any, address: str, signature: Callable[[], dict[str, str]]) -> None:
    """Raise InputError if there are no workers, or one of them would give other tables than we."""
    ours, found = signature(), client.run(signature)
    if not found:
        raise InputError(
            f"--scheduler {address}: no workers there; start one: dask worker {address}"
        )
    for worker, theirs in sorted(found.items()):
        other = sorted(key for key in ours if theirs.get(key) != ours[key])
        if other:
            raise InputError(
                f"--scheduler {address}: worker {worker} has another {', '.join(other)};"
                " the same policytext expected on all"
            )


def map_over_cluster(address: str, function: Callable, items: Iterable) -> Iterator[Any]:
    """See `dask_cluster`."""
    return map(given, on_cluster(address, function, items))


def on_cluster(address: str, function: Callable, items: Iterable) -> Iterator[Any]:
    """The outcomes of a function of items on the workers of a cluster."""
    try:
        client = connected(address)
    except InputError as error:
        raise LostWork(str(error)) from error
    with client:
        try:
            n_threads = sum(client.nthreads().values())
            submit = partial(client.submit, function, pure=False)
            yield from in_order(submit, partial(outcome_of, client), items, AHEAD * n_threads)
        except LostWork:
            raise
        except Exception as error:  # what a document did wrong comes back as a result
            why = repr(error) if client.status == "running" else "the scheduler is gone"
            raise LostWork(f"the cluster lost what it worked on: {why}") from error


def outcome_of(client: Any, future: Any) -> Any:
    """The outcome of a future of a cluster; LostWork when there is nobody who could work on it."""
    from distributed import KilledWorker

    seen, transfer = time.monotonic(), 5.0
    while True:
        try:
            future.exception(timeout=1)
            return future.result(timeout=transfer)  # it may be lost with its worker just now
        except KilledWorker:
            return Killed()
        except TimeoutError:
            if future.status == "error":  # that of the function
                raise
            workers = client.sync(client.scheduler.ncores, callback_timeout=ANSWER)
            now = time.monotonic()
            if future.done():  # it needs longer to come here
                seen, transfer = now, 2 * transfer
            elif workers:
                seen = now
            elif now - seen > PATIENCE:
                why = f"the cluster has had no worker for {PATIENCE:.0f} s, out of memory?"
                raise LostWork(why) from None
