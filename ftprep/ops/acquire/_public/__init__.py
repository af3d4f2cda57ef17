"""Public collections of data, each by the API that its documents describe."""
