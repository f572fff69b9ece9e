"""What a record is: its terms, its values, its pages, and the checks on what comes in."""
