"""Pushes a day's attendance and reads the differences: python push_a_day.py day.json

PORTAL is the portal's address, PORTAL_TOKEN a token of its page “Tokens for software”. The file
says {"on_date": "2027-03-16", "attended": [{"reference": "P-000101", "key": "A-17"}, …]}: your
reference of each person, and your own key of each attendance. Only Python itself is needed.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path


def ask(path, told):
    """Under one key it is done once, however often it must be sent until there is an answer."""
    headers = {"Authorization": f"Bearer {os.environ['PORTAL_TOKEN']}"}
    headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    url, body = os.environ["PORTAL"] + path, json.dumps(told).encode()
    request = urllib.request.Request(url, body, headers)
    for pause in (1, 5, 25, 125):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 500, 503):
                sys.exit(f"{path}: {refused.read().decode()}")
            pause = int(refused.headers.get("Retry-After") or pause)
        except OSError:
            print(f"{path}: no answer, asking again")
        time.sleep(pause)
    sys.exit(f"{path}: no answer")


day = json.loads(Path(sys.argv[1]).read_text())
print(*ask("/api/v1/attendance", day)["outcomes"])
keys = [{"key": one["key"], "state": "attended"} for one in day["attended"] if "key" in one]
found = ask("/api/v1/differences", {"of": "events", "since": day["on_date"], "yours": keys})
for sort in ("only_yours", "only_ours", "otherwise"):
    print(f"{sort}: {found[sort + '_count']}", *found[sort])
