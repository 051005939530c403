"""Files that were made before, kept by the build from one time to the next: pictures, most of all.

The folder is the build's to name, and to keep apart by all that making hangs on beside what is
given: the code, the fonts, the versions of the libraries.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from policytext.outputs import write_whole

FOLDER = "POLICYTEXT_DRAWN"
"""The environment variable with the folder; without it nothing is kept."""


def kept(given: object, make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """What `make` gives, or gave for the same: file name -> bytes.

    `given` is all that it hangs on, as what JSON knows; of anything else nothing is kept.
    """
    folder = os.environ.get(FOLDER)
    try:
        key = hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()
    except TypeError:
        folder = None
    if not folder:
        return make()
    path = Path(folder, f"{key}.json")
    if path.is_file():
        files = json.loads(path.read_text("utf-8"))
        return {name: base64.b64decode(data) for name, data in files.items()}
    files = make()
    text = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()})
    write_whole(path, text.encode())
    return files
