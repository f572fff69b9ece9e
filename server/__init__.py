"""How records are kept and spoken: the store, OAI-PMH, IIIF, pages for people, commands."""

__version__ = "0.1.0"
