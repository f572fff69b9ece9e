"""IIIF Presentation 2 and 3, read: ``metadata.manifests`` puts the parts together."""
