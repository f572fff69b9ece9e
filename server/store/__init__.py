"""Where records live: the only rooms that know SQL."""
