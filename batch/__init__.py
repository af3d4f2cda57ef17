"""The same operators over many files, by a pool of processes or on a cluster: `ftprep batch`.

recipe    a workflow without language models, or a list of operators → the steps and how they hang together
inputs    files, globs, folders → units: stretches of JSON Lines, or whole files of any other format
chain     the steps that see one record at a time, one behind the other in one pass
passes    a unit or shard through a chain, into a folder that appears when all is done
whole     a step that must see all records (deduplicator, selector, splitter): which of them go
closing   formatted shards, figures, the account
job       which of these in which order; what is done already is not done again
pool      processes for them
"""
