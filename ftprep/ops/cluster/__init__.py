"""Handing work to a Ray cluster, and asking how far it is."""
