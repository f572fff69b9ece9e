"""The conformance checker: any repository of OAI-PMH 2.0, asked over HTTP and held to its rules.

The rules come from the specification and its guidelines. Nothing here knows how this house
answers: a test keeps its imports to the fetch, the XML parser and itself.
http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm
"""
