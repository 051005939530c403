"""The process of a chapter's kernel, a fork of the one that builds the book; see `execution`."""

import gc
import importlib
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "myst_nb.ext.glue",  # which `myst_nb.glue` imports when it is called
)
"""What every kernel loads before its first cell and at its first figure, and the book does not."""


def fork_kernels(n: int) -> list[tuple[BaseProcess, Connection]]:
    """Processes that wait to be a kernel each, and what to tell them by: `serve` says what.

    They have what this process has loaded, pandas, matplotlib and the fonts among it. To be called
    while this process has no second thread.
    """
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # its warning is not about us
    for name in MODULES:
        importlib.import_module(name)
    with suppress(Exception):  # left to the chapter that draws, whose reader then sees the error
        load_fonts()
    # Drawing makes and drops many small objects. What is loaded now stays for good, so no search
    # for garbage need pass it, in no fork.
    gc.collect()
    gc.freeze()
    sys.stdout.flush()  # what waits to be written, is written once
    context = multiprocessing.get_context("fork")
    kernels = []
    for _ in range(n):
        theirs, ours = context.Pipe(duplex=False)
        process = context.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        kernels.append((process, ours))
    return kernels


def load_fonts() -> None:
    """Find the fonts of the figures, make them if they are not there yet, and read them."""
    from policytext.figures import font_path, pdf_fonts, style
    from policytext.figures.font import quick_fonts

    with style():
        common, _ = quick_fonts(font_path())
        pdf_fonts.whole(str(common))


def serve(orders: Connection) -> None:
    """Wait for a connection file and a folder; then serve a Jupyter kernel there until killed.

    Ends when the process that it is a fork of does.
    """
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    while not orders.poll(1):
        if os.getppid() != parent:
            os._exit(1)
    connection_file, cwd = orders.recv()

    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGINT, signal.default_int_handler)
    matplotlib.rcParams["backend"] = "module://matplotlib_inline.backend_inline"
    os.chdir(cwd)
    app = IPKernelApp.instance(connection_file=connection_file, parent_handle=parent)
    app.initialize(["--HistoryManager.hist_file=:memory:"])
    app.start()
