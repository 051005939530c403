"""Where batches are worked on: in this process, in processes of this machine, on a Dask cluster.

Each is a `map`: it applies a function to items and yields the results in their order. However many
items there are, only a few are on their way at a time, so that memory does not grow with them.
"""

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any

from policytext.data import InputError

AHEAD = 2
"""Items for each worker that are on their way: one that is worked on, and the next one."""

Map = Callable[[Callable[[Any], Any], Iterable], Iterable]


class LostWork(RuntimeError):
    """Processes that were working are gone. What was done before is kept."""


def in_order(submit: Callable, function: Callable, items: Iterable, n_ahead: int) -> Iterator[Any]:
    """The results of `submit(function, item).result()` in the items' order, so many ahead."""
    waiting: deque = deque()
    for item in items:
        waiting.append(submit(function, item))
        if len(waiting) >= n_ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def local_processes(
    n_processes: int | None = None, *, prepare: Callable[[], object] | None = None
) -> Map:
    """A map over processes of this machine: as many as there are cores for us, unless told.

    Where it is safe (Linux), they are forks of this process. `prepare` is what it does before, so
    that it is done once: reading dictionaries, say.

    Raises, while mapping
    ---------------------
    LostWork
        A process was killed, for want of memory, say.
    """
    n_processes = n_processes or len(os.sched_getaffinity(0))
    if n_processes == 1:
        return map
    return partial(map_over_processes, n_processes, prepare)


def map_over_processes(
    n_processes: int, prepare: Callable[[], object] | None, function: Callable, items: Iterable
) -> Iterator[Any]:
    """See `local_processes`."""
    can_fork = sys.platform == "linux"
    if can_fork and prepare:
        prepare()
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    # What is there already stays: frozen, the collector does not go through it again and again
    pool: Executor = ProcessPoolExecutor(n_processes, mp_context=context, initializer=gc.freeze)
    try:
        yield from in_order(pool.submit, function, items, AHEAD * n_processes)
    except BrokenProcessPool as error:
        raise LostWork("a process that worked on the texts was killed, out of memory?") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def dask_cluster(address: str, signature: Callable[[], dict[str, str]]) -> Map:
    """A map over the workers of a Dask cluster, each of which must give the same signature as we.

    A worker that is lost costs time alone: the scheduler gives its batches to others.

    Raises
    ------
    InputError
        `distributed` is not installed, the scheduler does not answer, it has no workers, or one of
        them has another version or lexicon.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            f"--scheduler {address}: needs distributed; pip install 'policytext[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"--scheduler {address}: no scheduler answers there ({error})") from error
    try:
        check_workers(client, address, signature)
    except InputError:
        client.close()
        raise
    return partial(map_over_cluster, client)


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


def map_over_cluster(client: Any, function: Callable, items: Iterable) -> Iterator[Any]:
    """See `dask_cluster`."""
    n_threads = sum(client.nthreads().values())
    with client:
        submit = partial(client.submit, pure=False)
        try:
            yield from in_order(submit, function, items, AHEAD * n_threads)
        except Exception as error:  # what a document did wrong comes back as a result
            raise LostWork(f"the cluster lost what it worked on: {error!r}") from error
