"""One module a standard: the table that maps it to Dublin Core, and the loops that use it."""
