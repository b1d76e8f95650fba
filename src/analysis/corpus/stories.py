"""Wire copies and reprints grouped into stories (MinHash, Broder 1997), so that a corpus counts stories, not copies."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.grouping import grouped
from analysis.quickstart import import_minhash

Signature = NDArray[np.uint32]

PERMUTATIONS = 128
SIMILARITY = 0.5  # Jaccard similarity of word shingles from which two articles are one story
_SHINGLE = 4  # words
_BAND = 4  # rows; 32 bands of 4 find pairs of 0.5 with probability 0.87, of 0.7 with 0.9999
_WORD = re.compile(r"\w+")


def signature(text: str) -> Signature:
    """Return the MinHash signature of a text's word shingles."""
    from xxhash import xxh32_intdigest

    words = [word.casefold() for word in _WORD.findall(text)]
    shingles = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    found = import_minhash()(num_perm=PERMUTATIONS, seed=1, hashfunc=xxh32_intdigest)
    found.update_batch(sorted(shingle.encode("utf-8") for shingle in shingles))
    return found.hashvalues.astype(np.uint32)


def signatures(texts: Sequence[str]) -> Signature:
    rows = [signature(text) for text in texts]
    return np.stack(rows) if rows else np.zeros((0, PERMUTATIONS), dtype=np.uint32)


def story_ids(article_ids: Sequence[str], dates: Sequence[str], rows: Signature) -> list[str]:
    """Return for each article the id of the earliest article of its story (its own when it has no copies).

    `dates`: ISO publication dates, empty where missing; undated copies come after dated ones.
    """
    root = list(range(len(article_ids)))
    for first, second in _candidates(rows):
        if np.count_nonzero(rows[first] == rows[second]) >= SIMILARITY * PERMUTATIONS:
            a, b = _find(root, first), _find(root, second)
            root[max(a, b)] = min(a, b)
    named = list(article_ids)
    for members in grouped((_find(root, index), index) for index in range(len(root))).values():
        earliest = min(members, key=lambda i: (dates[i] or "9999", article_ids[i]))
        for index in members:
            named[index] = article_ids[earliest]
    return named


def with_stories(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the ARTICLES table with its stories told apart."""
    if len(articles) <= 1:  # no signatures, whose libraries take as long to load as the article takes to parse
        return articles.assign(story_id=articles["article_id"].astype("string"))
    found = story_ids(articles["article_id"].tolist(), dates_of(articles), signatures(articles["text"].tolist()))
    return articles.assign(story_id=pd.Series(found, dtype="string", index=articles.index))


def dates_of(articles: pd.DataFrame) -> list[str]:
    """Return the publication dates of ARTICLES as ISO strings, empty where missing."""
    return articles["published"].dt.strftime("%Y-%m-%d").fillna("").tolist()


def _candidates(rows: Signature) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that agree in one band: each row with the first of its bucket."""
    if len(rows) <= 1:
        return
    seen: set[tuple[int, int]] = set()
    for start in range(0, PERMUTATIONS, _BAND):
        band = np.ascontiguousarray(rows[:, start : start + _BAND]).view(f"V{4 * _BAND}").ravel()
        _, first, inverse, counts = np.unique(band, return_index=True, return_inverse=True, return_counts=True)
        for index in np.flatnonzero(counts[inverse] > 1):
            pair = int(first[inverse[index]]), int(index)
            if pair[0] != pair[1] and pair not in seen:
                seen.add(pair)
                yield pair


def _find(root: list[int], index: int) -> int:
    while root[index] != index:
        root[index] = root[root[index]]
        index = root[index]
    return index
