"""The description of the write door, OpenAPI 3.1, written from the table of operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.api.models import LONGEST_IDEMPOTENCY_KEY
from portal.api.operations import DESCRIBE, OPERATIONS, Operation
from portal.api.shapes import COUNT, MOST_LISTED, PROBLEM, PUBLIC_ID, Shape
from portal.problem_documents import EXPLAINED_ON, MEDIA_TYPE, SAID

VERSION: Final = "1.0.0"
_OF_A_BODY: Final = (413, 415, 422)
_OF_ALL: Final = (400, 401, 403, 404, 405, 429, 500, 503)
_CLAIM: Final = {"enum": ["0", "1"]}

PARAMETERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "referral_id": {"in": "path", "required": True, "schema": PUBLIC_ID},
    "group_id": {"in": "path", "required": True, "schema": PUBLIC_ID},
    "cursor": {
        "in": "query",
        "schema": PUBLIC_ID,
        "description": "The `next_cursor` of the page before",
    },
    "limit": {
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": 50},
    },
    "validate": {
        "in": "query",
        "schema": _CLAIM,
        "description": "1: say what would become of it, and keep nothing",
    },
    "meant": {
        "in": "query",
        "schema": _CLAIM,
        "description": "1: what is out of the usual was looked at and is meant",
    },
    "Idempotency-Key": {
        "in": "header",
        "schema": {"type": "string", "pattern": f"^[!-~]{{1,{LONGEST_IDEMPOTENCY_KEY}}}$"},
        "description": (
            "A random key of this request. Sent again within 24 hours with the same request, it"
            " brings the same answer and does nothing; with another, it is refused"
        ),
    },
}
LIMITS: Final = {
    name: {"description": says, "schema": COUNT}
    for name, says in {
        "RateLimit-Limit": "Requests that the token may send in a minute",
        "RateLimit-Remaining": "How many of them are left",
        "RateLimit-Reset": "Seconds until the next minute begins",
    }.items()
}


def description(address: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "What software may tell this portal",
            "version": VERSION,
            "description": f"In words, with examples: {EXPLAINED_ON}",
        },
        "servers": [{"url": address}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": dict(PROBLEM)},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says.partition(".")[0],
        "description": operation.says,
        "parameters": [{"name": name, **PARAMETERS[name]} for name in operation.parameters],
        "responses": _answers(operation),
    }
    if operation is DESCRIBE:
        told["security"] = []
    if operation.act is not None:
        told["x-act"] = operation.act.value
    if operation.sent is not None:
        told["requestBody"] = {"required": True, "content": _as("application/json", operation.sent)}
    return told


def _answers(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for status, shape in operation.answers.items():
        one: dict[str, Any] = {"description": _STATUS[status]}
        if operation is not DESCRIBE:
            one["headers"] = LIMITS
        told[str(status)] = one if shape is None else one | {"content": _as(_JSON, shape)}
    refusals = _OF_ALL if operation.sent is None else (*_OF_ALL, 409, *_OF_A_BODY)
    for status in sorted(refusals):
        told[str(status)] = {
            "description": SAID[status][1],
            "content": _as(MEDIA_TYPE, {"$ref": "#/components/schemas/Problem"}),
        }
    return told


def _as(media_type: str, shape: Shape) -> dict[str, Any]:
    return {media_type: {"schema": dict(shape)}}


_JSON: Final = "application/json"
_STATUS: Final = {200: "Done, or answered", 201: "Added", 204: "Done"}
