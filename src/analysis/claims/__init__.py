"""Statements that official tables could decide, each with how every part of it is known."""

from analysis.claims.find import find_claims

__all__ = ["find_claims"]
