"""Code and templates of a workflow, each run in a fresh process that is limited in time, memory and reach.

`process` is the parent's side. The others are the child's: `runner` is where it begins, `walls` and `fence` close it in,
`work` does what was asked, `telling` says what went wrong without quoting data. The child imports nothing but the standard
library (and Jinja for a template).
"""
