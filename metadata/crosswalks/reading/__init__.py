"""Crosswalks read the other way: what other repositories give becomes native JSON."""
