"""A corpus through reading and coding to derived tables; the map over documents is handed in."""

from policytext.pipeline.run import derive, lexicon_hash, signature

__all__ = ["derive", "lexicon_hash", "signature"]
