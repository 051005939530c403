"""jieba's own tokenizer, kept quiet and out of the shared temporary folder."""

import contextlib
import logging
import warnings
from functools import cache

from platformdirs import user_cache_path

with warnings.catch_warnings():
    # jieba's sources hold invalid escapes, of which Python 3.12 and later warn when compiling.
    warnings.simplefilter("ignore")
    import jieba
    from jieba import finalseg

__all__ = ["finalseg", "jieba", "tokenizer"]


@cache
def tokenizer(words: tuple[str, ...]) -> jieba.Tokenizer:
    """A tokenizer that knows the words; jieba's own global one stays as it is.

    jieba keeps its compiled dictionary in the user's cache folder instead of the temporary folder
    that all users share, and says nothing.
    """
    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    made = jieba.Tokenizer()
    folder = user_cache_path("policytext")
    with contextlib.suppress(OSError):  # jieba without a cache reads its dictionary each time
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.tmp_dir = str(folder)
    made.cache_file = f"jieba-{jieba.__version__}.cache"
    made.initialize()
    for word in words:
        # Without a frequency, jieba takes the one that just keeps the word in one piece.
        made.add_word(word)
    return made
