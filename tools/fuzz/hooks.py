"""What is right by its schema and yet cannot be made up: tokens and cursors are taken from answers, as clients take them."""

import os

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    if case.headers and "Consistency-Token" in case.headers:
        case.headers["Consistency-Token"] = os.environ["CONSISTENCY_TOKEN"]
    # Schemathesis takes the quotes off a value that is JSON; to an ETag they belong.
    for name in ("If-Match", "If-None-Match"):
        if case.headers and case.headers.get(name, "").isdigit():
            case.headers[name] = f'"{case.headers[name]}"'
    if case.query and "cursor" in case.query:
        del case.query["cursor"]
