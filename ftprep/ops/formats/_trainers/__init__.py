"""What each trainer does with a row: its rules, from its own code or its documentation."""
