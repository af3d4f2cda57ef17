"""Dify's service API (/v1) for workflow apps, over the local engine: a program written for Dify runs against it by
changing its base URL and key.

    cli.py      `ftprep serve`
    serving.py  the server: threads, sockets, what is logged, starting and ending
    web.py      the Flask application: who calls, and what an error looks like
    routes/     runs, files, and what an app says about itself
    host.py     what the routes share
    folder.py   the folder that all of it lives in, for one server at a time
    apps.py     one app a workflow file, each with its key
    board.py    runs under way: started, followed, stopped, recorded
    shelf.py    uploaded files and results, on disk, for a stated time
    store.py    SQLite: what outlives the process
    links.py    signed addresses of files, which expire
    errors.py   Dify's error codes

Decisions, where Dify leaves a choice or differs between versions (its current documentation is followed):
a client that goes away does not stop its run: the run goes on, is recorded, and its stream can be taken up again; a
stop is answered with success whether or not the task is still there; an upload is visible to its app and `user` only,
a run's record to its app, a resumed stream to its app and `user`.
"""
