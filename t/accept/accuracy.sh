#!/usr/bin/env bash
# accuracy.sh: what is asked of perf, at its full length: 10 s of CPU time a question.
#
#	accuracy.sh [POINTS]	(built; some 2 minutes, with "fine" 4)
#
# Within 3 points of the truth over the sweep, callers right in 95 % or more. Not part
# of `make test`: it measures, and needs a machine to itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

coarse=--quick
[[ ${1:-} != fine ]] || coarse=
TARE_PROFILES=$(mktemp -d /tmp/tare-accept.XXXXXX)
export TARE_PROFILES
trap 'rm -rf -- "$TARE_PROFILES"' EXIT

# shellcheck disable=SC2086 # one word, or none
"${TARE:-build/tare}" bench $coarse --accuracy --cpu 10 --repeats 1 --blocks 2 \
	--no-controls --endpoints truth_noop --profilers perf || (($? == 3))
jq -e '.accuracy.arms[] | select(.arm == "perf") |
	{worst: .sweep.worst_points, recall: .stack.edge_recall} |
	., (.worst <= 3 and .recall >= 0.95)' "$TARE_PROFILES/latest/run.json"
