"""Run iiif-validator-ng through its API: ``python second.py BASE IDENTIFIER VERSION``.

Its command ends with 0 whatever it has found. A line of JSON for each verdict: the test, whether
it is content, and why not.
"""

import json
import sys

from iiif_validator.tests.test import IIIFVersion, TargetServer
from iiif_validator.validate import run_tests

base, identifier, version = sys.argv[1:]
for test, results in run_tests(TargetServer(base, identifier, IIIFVersion(version))):
    for result in results if isinstance(results, list) else [results]:
        why = "" if result.success else f"{result.details} {result.received} ({result.url})"
        sys.stdout.write(
            json.dumps([test.__module__.rpartition(".")[2], result.success, why]) + "\n"
        )
