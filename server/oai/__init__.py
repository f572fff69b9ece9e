"""OAI-PMH 2.0, as a repository speaks it: <https://www.openarchives.org/OAI/openarchivesprotocol.html>."""
