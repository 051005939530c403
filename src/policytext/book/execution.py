"""Sphinx extension: chapters run in parallel, into a cache that cannot hand out old numbers.

myst-nb's own cache is keyed on the code cells alone: after a change in `src/` or `data/` it would
ship the numbers of before. Here the cache is a folder named by the hash of all that a number can
come from. And myst-nb starts one kernel after the other, each of which imports pandas and
matplotlib anew; here one process imports what the chapters import and each chapter's kernel is
a fork of it, as many at a time as there are cores.
"""

import asyncio
import gc
import hashlib
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
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

from policytext.book.kernel import run_kernel
from policytext.figures.publish import MIME_TYPE

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
IMPORT = re.compile(r"^(?:import|from)[ \t]+([\w.]+)(?:[ \t]+import[ \t]+([\w, \t]+))?", re.M)


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
        digest.update(f"\n{path.relative_to(root).as_posix()} {content}".encode())
    return digest.hexdigest()[:16]


def source_files(root: Path) -> Iterator[Path]:
    """The files that SOURCES and the lock file name."""
    for name in (*SOURCES, LOCK):
        top = root / name
        for path in top.rglob("*") if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def imported_modules(code: Iterable[str]) -> list[str]:
    """The modules that cells import, sorted; `from a import b` may mean the module `a.b`.

    >>> imported_modules(["import pandas as pd", "from policytext import load, figures"])
    ['pandas', 'policytext', 'policytext.figures', 'policytext.load']
    """
    modules = set()
    for cell in code:
        for module, names in IMPORT.findall(cell):
            modules.add(module)
            modules.update(
                f"{module}.{name.split()[0]}" for name in names.split(",") if name.strip()
            )
    return sorted(modules)


class ForkedKernel(KernelProvisionerBase):
    """Starts a kernel as a fork of a process that has its modules loaded, and ends it."""

    context = None  # from warm_kernels
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
        settings = (self.parent.connection_file, kwargs["cwd"])
        process = self.context.Process(target=run_kernel, args=settings, daemon=True)
        process.start()
        self.process = process
        return self.connection_info


def execute(notebook: NotebookNode, cwd: Path, context, timeout: int) -> float:
    """Run all cells of a notebook, in place; the seconds that it took."""
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
        manager.provisioner.context = context
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


def warm_kernels(modules: list[str]):
    """A multiprocessing context whose processes start with these modules imported."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    context = multiprocessing.get_context("forkserver")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # its warning is not about us
    os.environ["POLICYTEXT_WARM"] = " ".join(modules)
    context.set_forkserver_preload(["jupyter_book.cli.main", "policytext.book.kernel"])
    return context


def fill_cache(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Execute every chapter about to be read that the cache does not have."""
    config = env.mystnb_config
    if (
        config.execution_mode != "cache"
        or "forkserver" not in multiprocessing.get_all_start_methods()
    ):
        return  # myst-nb will execute them, one by one
    cache = get_cache(config.execution_cache_path)
    waiting = {name: nb for name, nb in notebooks(env, docnames) if not is_cached(cache, nb)}
    if not waiting:
        return
    context = warm_kernels(
        imported_modules(
            c.source for nb in waiting.values() for c in nb.cells if c.cell_type == "code"
        )
    )
    failed = []
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        jobs = {}
        for name, notebook in waiting.items():
            cwd = Path(env.doc2path(name)).parent
            job = pool.submit(execute, notebook, cwd, context, config.execution_timeout)
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


def name_cache(app: Sphinx, config: Config) -> None:
    """Use the cache that belongs to the present sources, and drop the oldest of the others."""
    caches = Path(app.srcdir) / "_build" / ".jupyter_cache"
    present = caches / source_hash(Path(app.srcdir))
    present.mkdir(parents=True, exist_ok=True)
    present.touch()
    by_age = sorted(caches.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[CACHES_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    config.nb_execution_cache_path = str(present)


def offer_notebook(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put the executed notebook beside the page's source, where the theme's button looks for it.

    myst-nb writes the notebook without its outputs when these come from the cache, and nbformat
    gives each cell a random id. Here the outputs are put back, and the cells numbered, so that
    the same book has the same bytes under each Python. Of a figure the picture stays.
    """
    written = Path(app.outdir).parent / "jupyter_execute" / f"{pagename}.ipynb"
    if not written.is_file():
        return
    notebook = nbformat.read(written, as_version=4)
    cache = get_cache(app.config.nb_execution_cache_path)
    if is_cached(cache, notebook):
        _, notebook = cache.merge_match_into_notebook(notebook)
    notebook.nbformat_minor = 5
    notebook.metadata.get("language_info", {}).pop("version", None)  # of Python: no result
    for n, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{n}"
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(MIME_TYPE, None)  # its files lie beside the book already
    target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    context["ipynb_source"] = f"{pagename}.ipynb"


BINDER = "https://mybinder.org"
"""Where the launch buttons lead; `.binder/` in the repository says what runs there."""


def offer_launch(app: Sphinx, config: Config) -> None:
    """Put launch buttons on the chapters, if the settings say where the repository is."""
    theme = config.html_theme_options
    if theme.get("repository_url"):
        launch = {"binderhub_url": BINDER, "notebook_interface": "jupyterlab"}
        theme["launch_buttons"] = {**theme.get("launch_buttons", {}), **launch}
        # with them, the theme puts the notebook without outputs into the place of ours
        app.connect("html-page-context", offer_notebook, priority=900)


def setup(app: Sphinx) -> dict:
    """Register the extension; prose about our own corpus is kept unless another one is built."""
    if not os.environ.get("POLICYTEXT_CORPUS"):
        app.tags.add("report")
    gc.freeze()  # what is loaded stays until the book is built, and so do most pages
    gc.set_threshold(50_000, 20, 50)
    app.connect("config-inited", name_cache)
    app.connect("env-before-read-docs", fill_cache)
    app.connect("config-inited", offer_launch)
    app.connect("html-page-context", offer_notebook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
