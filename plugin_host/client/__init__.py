"""Driving a workflow over a large data set through the service API, Dify's or ours.

    Drive(Service(base_url, key, user), Settings(...)).run([Path("chats.jsonl")], Path("out"))

The input is cut into shards of records; each shard is one run of the workflow. What is done stands in a ledger (SQLite)
in the output folder, so that a drive that was killed at any moment goes on where it was, and loses or doubles nothing.
"""

from plugin_host.client.drive import Drive, Settings
from plugin_host.client.service import Service, ServiceError

__all__ = ["Drive", "Service", "ServiceError", "Settings"]
