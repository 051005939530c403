"""The process that the chapters' kernels are forks of; see `execution`.

Importing this module imports what `POLICYTEXT_WARM` names, and what every kernel loads before its
first cell and at its first figure. A module that fails is left to the chapter that imports it,
whose reader then sees the error. Light otherwise: each fork imports it.
"""

import gc
import importlib
import os
import sys
from contextlib import suppress

KERNEL_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "matplotlib.backends.backend_agg",
    "myst_nb.ext.glue",  # which `myst_nb.glue` imports when it is called
)


def run_kernel(connection_file: str, cwd: str) -> None:
    """Serve a Jupyter kernel from this process until it is killed or its parent is gone."""
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(cwd)
    app = IPKernelApp.instance(connection_file=connection_file, parent_handle=os.getppid())
    app.initialize(["--HistoryManager.hist_file=:memory:"])
    app.start()


if "POLICYTEXT_WARM" in os.environ:
    for name in (*KERNEL_MODULES, *os.environ["POLICYTEXT_WARM"].split()):
        with suppress(Exception):
            importlib.import_module(name)
    if figures := sys.modules.get("policytext.figures"):
        with suppress(Exception), figures.style():
            pass  # the fonts are found here, and made if they are not there yet: once for all forks
    # Drawing makes and drops many small objects. What is loaded now stays for good, so no search
    # for garbage need pass it, in no fork.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
