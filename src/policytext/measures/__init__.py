"""Tables → numbers. Nothing here reads text, draws, or writes."""

from policytext.measures.averages import leave_one_out, left_out_range, mean_share, mean_share_by
from policytext.measures.collocation import collocations, log_dice, theme_collocates
from policytext.measures.commitments import (
    growth_targets,
    horizon,
    own_targets,
    promise_kinds,
    promises_by_horizon,
    promises_by_theme,
    reached_and_promised,
)
from policytext.measures.dispersion import dispersion, dp, dp_norm
from policytext.measures.distance import mix_distance, theme_distance, word_distance
from policytext.measures.diversity import hdd, mattr, ttr
from policytext.measures.formulas import (
    formula_counts,
    formula_levels,
    formula_places,
    formula_rates,
)
from policytext.measures.frequency import positions, term_rates, theme_pairs, theme_shares
from policytext.measures.intervals import block_bootstrap, block_length
from policytext.measures.keyness import (
    log_likelihood,
    log_ratio,
    odds_ratio,
    percent_difference,
    weighted_log_odds,
)
from policytext.measures.keywords import distinctive, in_lexicon, keyness
from policytext.measures.phrases import longest_phrases
from policytext.measures.sensitivity import segmentation_ranks
from policytext.measures.specificity import corpus_keyness, document_keyness
from policytext.measures.validation import scores, share_error
from policytext.measures.words import mean_word_rates, word_rates
from policytext.tokens import is_numeral

__all__ = [
    "block_bootstrap",
    "block_length",
    "collocations",
    "corpus_keyness",
    "dispersion",
    "distinctive",
    "document_keyness",
    "dp",
    "dp_norm",
    "formula_counts",
    "formula_levels",
    "formula_places",
    "formula_rates",
    "growth_targets",
    "hdd",
    "horizon",
    "in_lexicon",
    "is_numeral",
    "keyness",
    "leave_one_out",
    "left_out_range",
    "log_dice",
    "log_likelihood",
    "log_ratio",
    "longest_phrases",
    "mattr",
    "mean_share",
    "mean_share_by",
    "mean_word_rates",
    "mix_distance",
    "odds_ratio",
    "own_targets",
    "percent_difference",
    "positions",
    "promise_kinds",
    "promises_by_horizon",
    "promises_by_theme",
    "reached_and_promised",
    "scores",
    "segmentation_ranks",
    "share_error",
    "term_rates",
    "theme_collocates",
    "theme_distance",
    "theme_pairs",
    "theme_shares",
    "ttr",
    "weighted_log_odds",
    "word_distance",
    "word_rates",
]
