"""Sphinx extension: chapters run in parallel, into a cache that cannot hand out old numbers.

myst-nb's own cache is keyed on the code cells alone: after a change in `src/` or `data/` it would
ship the numbers of before. Here the cache is a folder named by the hash of all that a number can
come from. And myst-nb starts one kernel after the other, each of which imports pandas and
matplotlib anew; here each chapter's kernel is a fork of this process, which has them loaded, and
as many run at a time as there are cores.
"""

import asyncio
import gc
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.console import strip_escape_sequences

from policytext.book.kernel import fork_kernels
from policytext.book.offered_notebook import keep_outputs, offer_launch, offer_notebook
from policytext.figures.kept import FOLDER as DRAWN

# What a number in the book can come from, beside the cell itself
SOURCES = (
    "src",
    "data/derived",
    "data/lexicon",
    "data/coding",
    "data/sample",
    "data/documents.csv",
)
LOCK = "requirements.txt"
CACHES_KEPT = 3
PACKAGE = Path(__file__).parents[1]


def source_hash(root: Path) -> str:
    """Sixteen hex digits for the contents of SOURCES, the lock file and the Python in use.

    A source that is not there counts as empty. Compiled byte code is left out. Tables that the
    environment names in the shipped ones' place count too.
    """
    digest = hashlib.sha256(f"python {sys.version_info[:2]}".encode())
    if named := os.environ.get("POLICYTEXT_TABLES"):
        for path in sorted(Path(named).iterdir()):
            digest.update(path.read_bytes())
    for path in sorted(source_files(root)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.relative_to(root) if path.is_relative_to(root) else path.relative_to(PACKAGE)
        digest.update(f"\n{name.as_posix()} {content}".encode())
    return digest.hexdigest()[:16]


def source_files(root: Path) -> Iterator[Path]:
    """The files that SOURCES and the lock file name; for a book without `src`, our own code."""
    tops = [root / name for name in (*SOURCES, LOCK)]
    if not (root / "src").is_dir():
        tops.append(PACKAGE)
    for top in tops:
        for path in top.rglob("*") if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


class ForkedKernel(KernelProvisionerBase):
    """Has a process that waits for it serve a kernel, and ends it."""

    waiting = None  # of fork_kernels
    process = None

    @property
    def has_process(self) -> bool:
        return self.process is not None

    async def poll(self) -> int | None:
        """The exit status; None while the kernel runs."""
        return self.process.exitcode if self.process else 0

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.02)
        self.process = None
        return status

    async def send_signal(self, signum: int) -> None:
        if self.process:
            os.kill(self.process.pid, signum)

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left over: the sockets' folder is its maker's."""

    async def pre_launch(self, **kwargs) -> dict:
        self.parent.write_connection_file()
        self.connection_info = self.parent.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
        self.process, orders = self.waiting
        orders.send((self.parent.connection_file, kwargs["cwd"]))
        return self.connection_info


def execute(notebook: NotebookNode, cwd: Path, kernel: tuple, timeout: int) -> float:
    """Run all cells of a notebook, in place, by one of `fork_kernels`; the seconds that it took."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder:
        # Sockets in a folder: no port that another program could take first, and no network
        manager = AsyncKernelManager(
            kernel_name="python3",
            transport="ipc",
            ip=f"{folder}/s",
            connection_file=f"{folder}/kernel.json",
        )
        manager.provisioner = ForkedKernel(parent=manager, kernel_spec=manager.kernel_spec)
        manager.provisioner.waiting = kernel
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=timeout,
            resources={"metadata": {"path": str(cwd)}},
            record_timing=False,  # the times would make each executed notebook another one
            shutdown_kernel="immediate",
        )
        client.execute(cleanup_kc=True)
    return time.perf_counter() - started


def fill_cache(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Execute every chapter about to be read that the cache does not have."""
    config = env.mystnb_config
    if config.execution_mode != "cache" or not hasattr(os, "fork"):
        return  # myst-nb will execute them, one by one
    os.environ[DRAWN] = str(Path(config.execution_cache_path) / "drawn")
    Path(os.environ[DRAWN]).mkdir(exist_ok=True)
    cache = get_cache(config.execution_cache_path)
    waiting = {name: nb for name, nb in notebooks(env, docnames) if not is_cached(cache, nb)}
    if not waiting:
        return
    kernels = fork_kernels(len(waiting))
    failed = []
    # One more than there are cores: a kernel is waited for, when it starts and ends. The longest
    # first, so that none is left alone at the end.
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0)) + 1) as pool:
        jobs = {}
        by_length = sorted(waiting.items(), key=lambda item: -len(item[1].cells))
        for (name, notebook), kernel in zip(by_length, kernels, strict=True):
            cwd = Path(env.doc2path(name)).parent
            job = pool.submit(execute, notebook, cwd, kernel, config.execution_timeout)
            jobs[job] = name
        for n, job in enumerate(as_completed(jobs), start=1):
            name = jobs[job]
            if error := job.exception():
                failed.append(name)
                say(f"failed [{n}/{len(jobs)}] {name}\n{describe(error)}")
                continue
            path = env.doc2path(name)
            bundle = CacheBundleIn(waiting[name], path, data={"execution_seconds": job.result()})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            say(f"executed [{n}/{len(jobs)}] {name} ({job.result():.1f} s)")
    if failed:  # not an exception that Sphinx would hide under its own traceback
        raise SystemExit(f"The book is not built: {', '.join(sorted(failed))} failed, see above")


def say(line: str) -> None:
    """Show progress where warnings go: Sphinx's own hundred lines can then go to a file."""
    print(line, file=sys.stderr, flush=True)


def describe(error: BaseException) -> str:
    """What a reader of the log needs: the cell and its traceback, or the error's own name."""
    if isinstance(error, CellExecutionError):
        return strip_escape_sequences(str(error))
    return "".join(traceback.format_exception(error))


def notebooks(env: BuildEnvironment, docnames: list[str]) -> Iterator[tuple[str, NotebookNode]]:
    """Name and notebook of each page that has cells, as myst-nb itself will read them."""
    for name in docnames:
        path = env.doc2path(name)
        text = Path(path).read_text(encoding="utf-8")
        reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)
        if reader is not None:
            yield name, reader.read(text)


def is_cached(cache: JupyterCacheAbstract, notebook: NotebookNode) -> bool:
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def cache_folder(root: Path) -> Path:
    """The folder for what the present sources give, which may not be there yet."""
    return root / "_build" / ".jupyter_cache" / source_hash(root)


def name_cache(app: Sphinx, config: Config) -> None:
    """Use the cache that belongs to the present sources, and drop the oldest of the others."""
    present = cache_folder(Path(app.srcdir))
    present.mkdir(parents=True, exist_ok=True)
    present.touch()
    caches = present.parent.iterdir()
    by_age = sorted(caches, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[CACHES_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    config.nb_execution_cache_path = str(present)


def setup(app: Sphinx) -> dict:
    """Register the extension; prose about our own corpus is kept unless another one is built."""
    if not os.environ.get("POLICYTEXT_DATA"):
        app.tags.add("report")
    gc.freeze()  # what is loaded stays until the book is built, and so do most pages
    gc.set_threshold(50_000, 20, 50)
    app.connect("config-inited", name_cache)
    app.connect("env-before-read-docs", fill_cache)
    app.connect("config-inited", offer_launch)
    app.connect("doctree-read", keep_outputs)
    app.connect("html-page-context", offer_notebook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
