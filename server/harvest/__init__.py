"""Harvests other repositories over OAI-PMH 2.0, and keeps what they give beside what is our own."""
