"""Who a quote is counted under: a person or body by name, all others as not named, documents apart."""

import pandas as pd

NOT_NAMED = "(not named)"
DOCUMENTS = "(documents, publisher not named)"


def is_named(quotes: pd.DataFrame) -> pd.Series:
    """Say for each quote whether its speaker is somebody in particular: known, or a person or body with a name."""
    known = quotes["speaker_id"].notna() | quotes["speaker_kind"].isin(["person", "organisation"])
    return quotes["speaker"].notna() & known


def speaker_names(quotes: pd.DataFrame) -> pd.Series:
    """Return the name each quote is counted under; "she" or "estimates" of two articles are never one speaker.

    >>> quotes = pd.DataFrame({"speaker": ["Ada Byron", None, None], "speaker_id": ["a#e1", None, None],
    ...                        "speaker_kind": ["person", "unknown", "document"]})
    >>> speaker_names(quotes).tolist()
    ['Ada Byron', '(not named)', '(documents, publisher not named)']
    """
    others = quotes["speaker_kind"].eq("document").fillna(False).map({True: DOCUMENTS, False: NOT_NAMED})
    return quotes["speaker"].where(is_named(quotes), others)
