"""Chapter 18: what a schedule of commitments must be. Where they stand is a station's and a verifier's to fold."""

import re

from clocks import Working, fault_of
from encoding import Refusal

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")


def rises(numbers):
    return all(a < b for a, b in zip(numbers, numbers[1:]))


def check_schedule(schedule):
    """D-2 to D-5, of the JSON of a schedule; Refusal `shape`."""

    def need(good, rule):
        if not good:
            raise Refusal("shape", rule)

    languages, items = schedule["languages"], schedule["items"]
    need((schedule["text"] is None) == (schedule["digest"] is None), "D-2")
    need(all(TAG.fullmatch(tag) for tag in languages) and len(set(languages)) == len(languages), "D-3")
    parties = [one["party"] for one in schedule["calendars"]]
    need(len(set(parties)) == len(parties), "D-3")
    try:
        Working(schedule["calendars"])
    except Refusal:
        need(False, "D-3")
    need(len({party for item in items for party in item["owner"] + item["to"]}) >= 2, "D-4")
    for index, item in enumerate(items):
        need(len(item["deliverable"]) == len(languages), "D-3")
        need(all(len(item[name]) in (0, len(languages)) for name in ("phrase", "evidence")), "D-3")
        need(not item["clauses"] or schedule["text"] is not None, "D-2")
        need(all(rises(item[name]) for name in ("owner", "to", "verifiers", "clauses")), "D-4")
        need(rises(item["alarms"][::-1]), "D-4")
        need(not (len(item["owner"]) == 1 and item["owner"] == item["to"]), "D-4")
        need(item["silence"] is None or item["silence"]["amount"] > 0, "D-5")
        need(fault_of(item["limit"], index) is None, "D-5")
