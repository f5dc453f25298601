"""Posts what a record would to a service of CDS Hooks, with healthchain's SandboxClient: the answers, as JSON.

Run by the Python that has healthchain: `python sandbox_client.py ADDRESS FILE...`. A file holds a prefetch.
"""

import json
import sys

from healthchain.models import CDSResponse
from healthchain.sandbox import SandboxClient

client = SandboxClient(url=sys.argv[1], workflow="patient-view")
for name in sys.argv[2:]:
    client.load_from_path(name)
answers = client.send_requests()
for answer in answers:
    # The client hands on what its model refuses, and takes an error for an empty answer.
    CDSResponse.model_validate(answer)
    assert answer.get("cards"), answer
print(json.dumps(answers))
