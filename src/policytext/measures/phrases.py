"""Which phrases do documents share?"""

import pandas as pd


def longest_phrases(phrases: pd.DataFrame) -> pd.DataFrame:
    """Shared phrases that are no part of a longer one with the same documents and counts.

    A run of six tokens brings all its parts along; only the whole is worth a row.

    Parameters
    ----------
    phrases
        Table `phrases`: phrase, document, n. A phrase has at most six tokens, so that a longer
        shared passage appears as several runs that overlap.

    Returns
    -------
    The rows of the phrases kept, with n_documents (that have the phrase); phrases of most
    documents first, then the longer, then in the order of their characters.

    以人民为中心 (people-centred) hides its part 人民为中心, but not 人民, which occurs once more:

    >>> counts = {'以人民为中心': 1, '人民为中心': 1, '人民': 2}
    >>> toy = pd.DataFrame(
    ...     [(phrase, document, n) for phrase, n in counts.items() for document in 'ab'],
    ...     columns=['phrase', 'document', 'n'])
    >>> list(longest_phrases(toy)['phrase'].unique())
    ['以人民为中心', '人民']
    """
    occurrences = {
        phrase: tuple(zip(rows["document"], rows["n"], strict=True))
        for phrase, rows in phrases.sort_values("document").groupby("phrase")
    }
    alike: dict[tuple, list[str]] = {}
    for phrase, where in occurrences.items():
        alike.setdefault(where, []).append(phrase)
    kept = {
        phrase
        for same in alike.values()
        for phrase in same
        if not any(phrase in other and phrase != other for other in same)
    }
    rows = phrases[phrases["phrase"].isin(kept)]
    rows = rows.assign(
        n_documents=rows.groupby("phrase")["document"].transform("nunique"),
        length=rows["phrase"].str.len(),
    )
    order = ["n_documents", "length", "phrase", "document"]
    rows = rows.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    return rows.drop(columns="length")
