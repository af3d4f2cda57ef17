"""The local engine: runs an exported Dify workflow, unchanged, on graphon, the engine that Dify itself runs on.

    workflow = load_workflow("workflows/clean_only.yml")
    with Services.start(model=ModelEndpoint.from_environment()) as services:
        run = WorkflowRun(workflow, {"files": [InputFile("a.jsonl", Path("a.jsonl"))]}, services, run_id=new_id(), user="me")
        for event in run.events():
            print(event["event"], event["data"])

The interface, and what each part promises:

`load_workflow(path) -> Workflow`
    `.name .description .mode .start_variables .nodes .raw .path`. `start_variables` are the start node's own dicts
    (variable, label, type, required, max_length, options, default, allowed_file_*), `nodes` are `NodeInfo(id, title,
    type, parent)`, in file order; `raw` is the whole YAML as read. Raises WorkflowError.

`Services(plugin, files, model)`, or `Services.start(model=…)` which makes them
    What concurrent runs share: the plugin's process, the file store, the model (None: a run that asks it fails and says
    what to set). A context manager; leaving it kills the process, ends the file server and removes its files.

`WorkflowRun(workflow, inputs, services, *, run_id, user, task_id=None, workflow_id=None, limits=None)`
    Checks `inputs` at once and raises InputsError (and WorkflowError for what this engine does not run). `.events()` yields, once, dicts in the shape of Dify's stream:
    {event, task_id, workflow_run_id, data}; the last one is always workflow_finished. `.stop()` may be called from any
    thread; the run then finishes with status "stopped". Closing the generator early stops the run and waits for it.
    `.result` is the data of workflow_finished, once it is there. Every value in an event can be written as JSON.
    Files that are in no output are removed when the run ends; `.discard()` removes those of the outputs too, and those
    of a run that was never begun.

A file input is an InputFile, a list of them, or Dify's own dicts {type, transfer_method: local_file | remote_url,
    upload_file_id | url}. An output file is Dify's dict {dify_model_identity, id, related_id, filename, extension,
    mime_type, size, type, transfer_method, url}; `related_id` is its id in the file store, `url` a signed address.

`FileStore(folder=None)`
    `.put(source: Path | bytes, name, mime_type="") -> id`, `.resolve(id) -> StoredFile(id, name, path, size, mime_type,
    extension)` (raises KeyError), `.signed_url(id, seconds=300) -> str` on its loopback server, `.remove(id)`.

`ModelEndpoint(base_url, api_key, model)`, `ModelEndpoint.from_environment()` (FTPREP_LLM_BASE_URL, …_API_KEY, …_MODEL;
    None where no base URL and model is set)

Errors, all of them FtprepErrors with a message in both languages: WorkflowError (the file can't be run), InputsError
(what the start node was given), PluginProcessError (the plugin's process).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ftprep.ports import InputFile
    from plugin_host.engine.errors import InputsError, PluginProcessError, WorkflowError
    from plugin_host.engine.files import FileStore, StoredFile
    from plugin_host.engine.limits import Limits
    from plugin_host.engine.model import ModelEndpoint
    from plugin_host.engine.plugin_process import PluginProcess
    from plugin_host.engine.run import WorkflowRun, new_id
    from plugin_host.engine.services import Services
    from plugin_host.engine.workflow import NodeInfo, Workflow, load_workflow

_HOMES = {
    "FileStore": "plugin_host.engine.files",
    "InputFile": "ftprep.ports",
    "InputsError": "plugin_host.engine.errors",
    "Limits": "plugin_host.engine.limits",
    "ModelEndpoint": "plugin_host.engine.model",
    "NodeInfo": "plugin_host.engine.workflow",
    "PluginProcess": "plugin_host.engine.plugin_process",
    "PluginProcessError": "plugin_host.engine.errors",
    "Services": "plugin_host.engine.services",
    "StoredFile": "plugin_host.engine.files",
    "Workflow": "plugin_host.engine.workflow",
    "WorkflowError": "plugin_host.engine.errors",
    "WorkflowRun": "plugin_host.engine.run",
    "load_workflow": "plugin_host.engine.workflow",
    "new_id": "plugin_host.engine.run",
}

__all__ = [
    "FileStore",
    "InputFile",
    "InputsError",
    "Limits",
    "ModelEndpoint",
    "NodeInfo",
    "PluginProcess",
    "PluginProcessError",
    "Services",
    "StoredFile",
    "Workflow",
    "WorkflowError",
    "WorkflowRun",
    "load_workflow",
    "new_id",
]


def __getattr__(name: str) -> Any:
    """graphon takes seconds to import: each name brings in its module when it is first used."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
