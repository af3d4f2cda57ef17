"""What an app says about itself: name, input form, limits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from plugin_host.api.apps import App
from plugin_host.api.web import reply, the_app

routes = Blueprint("about", __name__)

_OFF = {"enabled": False}
_SYSTEM_PARAMETERS = {
    "image_file_size_limit": 10,
    "video_file_size_limit": 100,
    "audio_file_size_limit": 50,
    "file_size_limit": 15,
    "workflow_file_upload_limit": 10,
}
_FILE_UPLOAD = {
    "image": {"enabled": False, "number_limits": 3, "detail": "high", "transfer_methods": ["remote_url", "local_file"]}
}


@routes.get("/info")
def info() -> Response:
    workflow = the_app().workflow
    return reply(
        {
            "name": workflow.name,
            "description": workflow.description,
            "tags": [],
            "mode": workflow.mode,
            "author_name": "ftprep",
        }
    )


@routes.get("/parameters")
def parameters() -> Response:
    app = the_app()
    features = _features(app)
    switches = (
        "suggested_questions_after_answer",
        "speech_to_text",
        "text_to_speech",
        "retriever_resource",
        "annotation_reply",
        "more_like_this",
    )
    return reply(
        {
            "opening_statement": features.get("opening_statement") or "",
            "suggested_questions": features.get("suggested_questions") or [],
            **{name: features.get(name) or _OFF for name in switches},
            "user_input_form": [{variable["type"]: dict(variable)} for variable in app.workflow.start_variables],
            "sensitive_word_avoidance": features.get("sensitive_word_avoidance") or {**_OFF, "type": "", "configs": []},
            "file_upload": features.get("file_upload") or _FILE_UPLOAD,
            "system_parameters": _SYSTEM_PARAMETERS,
        }
    )


@routes.get("/meta")
def meta() -> Response:
    return reply({"tool_icons": {}})


@routes.get("/site")
def site() -> Response:
    app = the_app()
    look = app.workflow.raw.get("app") or {}
    return reply(
        {
            "title": app.workflow.name,
            "chat_color_theme": None,
            "chat_color_theme_inverted": False,
            "icon_type": look.get("icon_type") or "emoji",
            "icon": look.get("icon"),
            "icon_background": look.get("icon_background"),
            "icon_url": None,
            "description": app.workflow.description,
            "copyright": None,
            "privacy_policy": None,
            "custom_disclaimer": "",
            "default_language": "zh-Hans",
            "show_workflow_steps": True,
            "use_icon_as_answer_icon": bool(look.get("use_icon_as_answer_icon")),
        }
    )


def _features(app: App) -> dict[str, Any]:
    features: dict[str, Any] = (app.workflow.raw.get("workflow") or {}).get("features") or {}
    return features
