"""The same operators over many files, by a pool of processes or on a cluster: `ftprep batch`.

recipe    a workflow without language models, or a list of operators → the steps and how they hang together
inputs    files, globs, folders → units: stretches of JSON Lines, or whole files of any other format
folders   the files below a folder
lines     JSON Lines, cut
chain     the steps that see one record at a time, one behind the other in one pass
passes    a unit or shard through a chain, into a folder that appears when all is done
rejects   what a pass turned away, and which step did
whole     a step that must see all records (deduplicator, selector, splitter): which of them go
spread    a deduplicator over an engine's shuffle, with the same result
closing   formatted shards, figures, the account
job       which of these in which order; what is done already is not done again
stage     tasks over an engine, and how far they are
output    whose the output is, who is at work on it, what lies in it meanwhile
manifest  what is handed out, and the file that tells of it
trouble   what the system refuses, in plain words
pool      processes for them
cluster   a Ray cluster for them: tasks, and Ray Data's shuffle
storage   files by path or by address of an object storage
submitted what runs on a cluster where the tool submit_batch handed in an order
"""
