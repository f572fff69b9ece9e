"""How other standards say a record: readers of what archives have, crosswalks to what others read."""
