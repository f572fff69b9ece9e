"""IIIF: Presentation and Image APIs, <https://iiif.io/api/>."""
