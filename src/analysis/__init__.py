"""News articles in; offset-exact tables of quotes, entities, numbers, dates and checked claims out."""

__version__ = "0.1.0"
