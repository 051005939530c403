"""Which terms of a list stand in a text?

They are found from left to right, the longest that begins at a character first, and the search
goes on after its end, so that found terms do not overlap (Aho and Corasick 1975).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

SURROGATE = re.compile("[\ud800-\udfff]")  # stands in no term, and cannot be encoded


@lru_cache(maxsize=4)
def _automaton(terms: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick(terms, matchkind=MatchKind.LeftmostLongest, store_patterns=True)


class Terms:
    """A list of terms to be found.

    It may be sent to another process. The first of a list takes some 20 milliseconds to make.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = tuple(terms)
        self._automaton = _automaton(self.terms)

    def __reduce__(self) -> tuple:
        return Terms, (self.terms,)

    def found(self, text: str) -> list[str]:
        """The terms that stand in a text, in its order, each as often as it does.

        India stands in Indonesia, but not as a term where Indonesia is one:

        >>> Terms(["印度", "印度尼西亚"]).found("从印度到印度尼西亚")
        ['印度', '印度尼西亚']
        """
        try:
            return self._automaton.find_matches_as_strings(text)
        except UnicodeEncodeError:
            return self._automaton.find_matches_as_strings(SURROGATE.sub("\uffff", text))

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """The same terms: where each stands in the list, where it begins in the text, and ends."""
        try:
            return self._automaton.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            return self._automaton.find_matches_as_indexes(SURROGATE.sub("\uffff", text))
