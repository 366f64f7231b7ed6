"""How gunicorn serves the portal: `gunicorn --config python:portal.starting.gunicorn_settings`.

What proxies say is judged by the portal itself (`PORTAL_TRUSTED_PROXIES`): gunicorn would take
the scheme, and the path that the portal lies under, from whoever speaks on this machine.

Threads, because a proxy in front keeps its connections open between requests: a worker that serves
one connection at a time would wait on each. They are few, because pages are work of a processor.
"""

from __future__ import annotations

forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "refuse"  # SCRIPT_NAME and whatever else hides behind an underscore: 400
logger_class = "portal.starting.gunicorn_log.LogWithoutRequests"

umask = 0o007  # of the socket: gunicorn would open it to every user of the machine

worker_class = "gthread"
threads = 4
timeout = 30  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 30  # seconds that answers under way have at a restart
keepalive = 75  # longer than the proxy's 60: it must be the one that hangs up
