"""Recognizing personal data in a text: the recognizers, and the scanner that runs those that are due.

What is done with a finding is the operators' business (`ftprep.ops.pii`, and others that must not let one through).
"""
