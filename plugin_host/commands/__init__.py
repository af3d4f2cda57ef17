"""The commands of `ftprep` that are not big enough for a package of their own."""
