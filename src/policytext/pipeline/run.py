"""A corpus through reading and coding to derived tables, in memory."""

from functools import partial
from pathlib import Path

from policytext.coding.themes import Lexicon
from policytext.data import InputError
from policytext.maps import Map
from policytext.pipeline.batch import CUTS, PER_DOCUMENT, concatenated, derive_batch, schema
from policytext.pipeline.comparisons import COMPARISONS, ROWS, cut_sentences
from policytext.pipeline.plan import batches, read_sorted
from policytext.pipeline.signature import documents_hash, signature
from policytext.reading.corpus import corpus_folder
from policytext.tables import Tables, table, with_labels


def derive(
    folder: str | Path,
    *,
    lexicon: Lexicon | None = None,
    only_tokens: bool = False,
    map: Map = map,
) -> Tables:
    """The derived tables of a corpus, a folder of files with its `documents.csv`.

    All of them are held in memory; for a large corpus, see `derive_into`.

    Parameters
    ----------
    folder
        The corpus: a folder, or its URL in a file system that fsspec knows.
    lexicon
        The lexicon to label with; by default the shipped one.
    only_tokens
        Count tokens and code nothing: sentences have no themes and no status, and the tables that
        need them are empty, as is `phrases`.
    map
        What applies a function to batches of documents, in order; see `policytext.maps`.

    Raises
    ------
    InputError
        A file or its manifest cannot be used, or a document has no sentence of speech.
    """
    work = partial(
        derive_batch, lexicon=lexicon, only_tokens=only_tokens, with_cuts=not only_tokens
    )
    planned = batches(read_sorted(folder))
    found = concatenated(list(map(work, (batch.documents for batch in planned))))
    for reason in found.failed.values():
        raise InputError(reason)
    frames = {name: found.tables[name].cast(schema(name)).to_pandas() for name in PER_DOCUMENT}
    sentences = [] if only_tokens else list(cut_sentences(found.tables[CUTS]))
    frames |= {name: table(name, ROWS[name](sentences)) for name in COMPARISONS}
    manifest = corpus_folder(folder) / "documents.csv"
    frames["documents"] = with_labels(frames["documents"], manifest)
    corpus = documents_hash([found.tables["documents"]])
    return Tables(**frames, signature=signature(corpus, lexicon))
