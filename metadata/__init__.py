"""How other standards say a record: what archives have, read; what others read, written."""
