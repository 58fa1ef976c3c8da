#!/usr/bin/env bash
# What is on the topic of orders: one line for each event, repeats included, up to its present end. Without -e it goes on.
set -euo pipefail
kcat -C -J -q -e -o beginning -b "${KAFKA_BROKERS:-127.0.0.1:9092}" -t "${KAFKA_TOPIC_PREFIX:-}orders.events" |
  jq -r '(.headers | [range(0; length; 2) as $i | { (.[$i]): .[$i + 1] }] | add) as $h
    | select($h.ce_type != "millrace.placeholder")
    | "\($h.ce_type) \(.key) v\($h.ce_dataschema | split(":") | last) \(.payload)"'
