"""The shipped workflows, described in Python and written as the YAML that the studio exports (`make workflows`)."""
