"""Claims: numbers, subjects, measures and periods joined into statements that a table could decide.

`find_claims` walks through an article sentence by sentence and remembers what was last spoken of (`memory`). Words come
from the reference packages (`matching`) and the lexicons (`words`); each kind of statement has a module of its own.
"""

from analysis.claims.find import find_claims

__all__ = ["find_claims"]
