"""Tables → numbers. Nothing here reads text, draws, or writes."""

from policytext.measures.collocation import collocations, log_dice
from policytext.measures.dispersion import dispersion, dp, dp_norm
from policytext.measures.diversity import hdd, mattr, ttr
from policytext.measures.frequency import (
    leave_one_out,
    mean_share,
    mix_distance,
    positions,
    term_rates,
    theme_pairs,
    theme_shares,
)
from policytext.measures.intervals import block_bootstrap, block_length
from policytext.measures.keyness import (
    distinctive,
    document_keyness,
    in_lexicon,
    is_numeral,
    keyness,
    log_likelihood,
    log_ratio,
    odds_ratio,
    percent_difference,
    weighted_log_odds,
)
from policytext.measures.phrases import longest_phrases
from policytext.measures.validation import scores, share_error

__all__ = [
    "block_bootstrap",
    "block_length",
    "collocations",
    "dispersion",
    "distinctive",
    "document_keyness",
    "dp",
    "dp_norm",
    "hdd",
    "in_lexicon",
    "is_numeral",
    "keyness",
    "leave_one_out",
    "log_dice",
    "log_likelihood",
    "log_ratio",
    "longest_phrases",
    "mattr",
    "mean_share",
    "mix_distance",
    "odds_ratio",
    "percent_difference",
    "positions",
    "scores",
    "share_error",
    "term_rates",
    "theme_pairs",
    "theme_shares",
    "ttr",
    "weighted_log_odds",
]
