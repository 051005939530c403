"""A corpus through reading and coding to derived tables; the map over batches is handed in."""

from policytext.pipeline.into import derive_into
from policytext.pipeline.run import derive
from policytext.pipeline.signature import lexicon_hash, signature

__all__ = ["derive", "derive_into", "lexicon_hash", "signature"]
