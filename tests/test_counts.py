"""Tokens counted as arrays are those that a loop counts."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.measures.diversity import mattr
from policytext.pipeline.counts import END, NEVER, are_words, count_tokens, parted
from policytext.reading.segment import is_word

TOKENS = st.sampled_from(["文化", "创新", "，", "5%", "*", "𠀀", "a", "的", "é"])
DOCUMENTS = st.lists(
    st.lists(
        st.tuples(st.lists(TOKENS), st.booleans(), st.sampled_from(["", "culture"])), min_size=1
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=200)
@given(DOCUMENTS)
def test_counts_are_those_of_a_loop(documents):
    """A document is sentences, each of tokens, whether it is a heading, and themes."""
    sentences = [
        (f"d{number}", *sentence)
        for number, document in enumerate(documents)
        for sentence in document
    ]
    places = [
        None if heading else (name, f"{name}:0000", n // 3, themes)
        for n, (name, _, heading, themes) in enumerate(sentences)
    ]
    cut = [[*tokens, END] for _, tokens, _, _ in sentences]
    counts = count_tokens(
        "".join(token for tokens in cut for token in tokens),
        np.array([len(token) for tokens in cut for token in tokens]),
        n_sentences=[len(document) for document in documents],
        places=places,
    )
    words = [[token for token in tokens if is_word(token)] for _, tokens, _, _ in sentences]
    assert counts.by_sentence.tolist() == [len(tokens) for tokens in words]

    expected, speech = Counter(), {f"d{number}": [] for number in range(len(documents))}
    for place, tokens in zip(places, words, strict=True):
        if place is not None:
            expected.update((*place, token) for token in tokens)
            speech[place[0]] += tokens
    if counts.places:
        found = zip(*(column.to_pylist() for column in counts.columns()), strict=True)
        assert [(tuple(row), n) for *row, n in found] == sorted(expected.items())
    assert counts.by_document.tolist() == [len(tokens) for tokens in speech.values()]
    assert counts.types_by_document.tolist() == [len(set(tokens)) for tokens in speech.values()]
    assert (counts.newness == NEVER).sum() == sum(len(set(tokens)) for tokens in speech.values())
    windows = [mattr(all_, 4) if len(all_) >= 4 else np.nan for all_ in speech.values()]
    np.testing.assert_allclose(counts.mattr(window=4), windows, atol=1e-6)


@given(st.lists(st.text(), max_size=20))
def test_what_counts_is_what_is_word_says(types):
    types = [each.encode("utf-8", "ignore").decode() for each in types]
    assert are_words(pa.array(types, pa.string())).tolist() == list(map(is_word, types))


@pytest.mark.parametrize("parts", [[], ["文"], ["é", "𠀀", "a", "文化", "", "文"]])
def test_a_text_is_parted_by_characters(parts):
    lengths = np.array([len(part) for part in parts], dtype=np.intp)
    assert parted("".join(parts), lengths).to_pylist() == parts
