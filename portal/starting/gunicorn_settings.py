"""How gunicorn serves the portal: `gunicorn --config python:portal.starting.gunicorn_settings`.

What proxies say is judged by the portal itself (`PORTAL_TRUSTED_PROXIES`): gunicorn would take
the scheme, and the path that the portal lies under, from whoever speaks on this machine.
"""

from __future__ import annotations

forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "refuse"  # SCRIPT_NAME and whatever else hides behind an underscore: 400
logger_class = "portal.starting.gunicorn_log.LogWithoutRequests"
