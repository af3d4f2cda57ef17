"""Errors as Dify's service API gives them: {code, message, status}. The code decides the status; programs branch on it."""

from __future__ import annotations

from http import HTTPStatus

KNOWN: dict[str, tuple[int, str]] = {
    "app_unavailable": (400, "App unavailable, please check your app configurations."),
    "bad_request": (400, "The request could not be read."),
    "filename_not_exists_error": (400, "The specified filename does not exist."),
    "invalid_param": (400, "A parameter is missing or can't be used."),
    "no_file_uploaded": (400, "Please upload your file."),
    "not_workflow_app": (400, "Please check if your app mode matches the right API route."),
    "too_many_files": (400, "Only one file is allowed."),
    "unauthorized": (401, "Access token is invalid"),
    "forbidden": (403, "The address has expired or was altered. Ask for the run again: it gives fresh ones."),
    "file_access_denied": (403, "Access to the requested file is denied."),
    "not_found": (404, "Not found."),
    "file_not_found": (404, "The requested file was not found."),
    "file_too_large": (413, "File size exceeded."),
    "unsupported_file_type": (415, "File type not allowed."),
    "too_many_requests": (429, "Too many requests. Please try again later."),
    "internal_server_error": (500, "The server failed inside and says no more here; its log names the place."),
}


class ApiError(Exception):
    """An answer other than success.

    >>> error = ApiError("file_too_large")
    >>> error.body()
    {'code': 'file_too_large', 'message': 'File size exceeded.', 'status': 413}
    """

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.status, usual = KNOWN[code]
        self.message = message or usual
        super().__init__(self.message)

    def body(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message, "status": self.status}


def code_of_status(status: int) -> str:
    """The code of an error that the web framework raised: its HTTP name in small letters.

    >>> code_of_status(405)
    'method_not_allowed'
    """
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
