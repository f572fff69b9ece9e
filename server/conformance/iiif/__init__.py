"""The checker of IIIF: Presentation, Image, Content Search and Change Discovery, at any server.

Tables say which properties a resource must, should and must not have, and of what kind their
values are; small functions say the rest. The rules come from the specifications at
<https://iiif.io/api/>; nothing here knows how this house answers.
"""
