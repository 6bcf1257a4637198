#!/usr/bin/env bats
# instrument.bats: tare verify proves the instrument, tare compare gates on it.
load ../lib/common

setup_file() { make_scratch; }
teardown_file() { drop_scratch; }

# run_file NAME RATIO TRUSTED: a run.json of one cell with a known cost.
run_file() {
	cat >"$scratch/$1.json" <<-EOF
	{"schema": 1, "complete": true, "trust": {"trusted": $3, "because": "a test says so"},
	 "arms": [{"label": "none", "role": "baseline"}, {"label": "gprof", "role": "measured"}],
	 "endpoints": [{"path": "/a", "target": "/a?n=1", "cells": [{"arm": "none"},
	  {"arm": "gprof", "estimates": {"latency": {"ratio": $2, "low": $2, "high": $2,
	   "blocks": 20, "cut": 0, "error_log": 0.0022, "verdict": "slower"}}}]}]}
	EOF
}

# code WANTED COMMAND...
code() {
	local wanted=$1 got=0
	shift
	"$@" >"$scratch/out" 2>"$scratch/err" || got=$?
	equal "$wanted" "$got" "exit code of $*"
}

@test "a plain service does not differ from itself, and an injected cost is found" {
	local got=0
	"$TARE" verify --aa 8 --inject 50 --tries 4 --blocks 5 --json --no-progress \
		>"$scratch/verify.json" || got=$?
	[[ $got == 0 || $got == 3 ]]
	# Eight experiments at the 1 % level: three alarms have a chance of 1 in 20000.
	jq -e '.complete and .aa.experiments == 8 and .aa.blocks == 40 and
		.aa.false_alarms_1.hits < 3 and .aa.bias_low < 0.02 and .aa.bias_high > -0.02' \
		"$scratch/verify.json"
	# Half of the handler's time is far above any noise; ln 1.5 is 0.405, and who
	# adds time until then may be kept from looking at the clock. Of a latency it
	# is the less the longer a request waits for a CPU that others use, too.
	jq -e '.injections[0] | .experiments == 4 and .detected.hits == 4 and
		.latency.truth_log > 0.02 and .latency.truth_log < 0.6 and
		.latency.measured_log > 0.2 and
		.handler.measured_log > 0.2 and
		.handler.truth_log > 0.404 and .handler.truth_log < 0.6' \
		"$scratch/verify.json" || fail "$(jq .injections "$scratch/verify.json")"
}

@test "answers lie apart, beside a neighbour who leaves with us" {
	code 0 "$TARE" verify --spread 3 --requests 4 --warmup 1 --neighbour --json \
		--no-progress
	jq -e '.complete and .neighbour and .answers == 3 and .requests == 4 and
		.path == "/cpu/fibonacci" and .block.sd_log > 0 and
		.sequential_means.sd_log > 0' "$scratch/out"
	code 0 "$TARE" verify --spread 2 --requests 4 --warmup 1 --no-pin --no-progress
	has "$(<"$scratch/out")" "2 answers each, 4 requests a side"
	[[ $(<"$scratch/out") != *neighbour* ]]
	# Time for more than one answer, on a busy host, too.
	code 0 "$TARE" verify --spread 100000 --requests 4 --warmup 1 --budget 8 --no-progress
	has "$(<"$scratch/out")" "stopped early"
	code 2 "$TARE" verify --spread 3 --aa 3
	has "$(<"$scratch/err")" "--spread stands alone"
}

@test "verify without time for an experiment does not say that all is well" {
	code 1 "$TARE" verify --aa 8 --inject 50 --blocks 1000 --budget 2 --no-progress
	has "$(cat "$scratch/err")" "had no time for an experiment"
	has "$(cat "$scratch/out")" "unknown, "
	code 1 "$TARE" verify --aa 8 --inject 50 --blocks 1000 --budget 2 --json --no-progress
	jq -e 'has("sound") and .sound == null and .aa == null and .injections == []' \
		"$scratch/out"
}

@test "verify that is stopped before its second half does not know that" {
	# In the foreground, or it would send the signal twice, and two mean: at once.
	code 1 timeout --foreground --preserve-status -s INT 8 \
		"$TARE" verify --aa 100000 --inject 50 --blocks 3 --no-progress
	has "$(cat "$scratch/out")" "false alarms at 5 %"
	has "$(cat "$scratch/out")" ", stopped early"
	[[ $(tail -n 1 "$scratch/out") == unknown* ]]
}

@test "verify says what is wrong with its options" {
	code 2 "$TARE" verify --inject zero
	has "$(cat "$scratch/err")" "--inject"
	code 2 "$TARE" verify --endpoint nowhere
	has "$(cat "$scratch/err")" "nowhere"
}

@test "compare's exit code: 0 unchanged, 1 over the limit, 3 untrusted, 2 no run" {
	run_file before 1.5 true
	run_file same 1.502 true
	run_file worse 1.65 true
	run_file doubtful 1.5 false
	code 0 "$TARE" compare "$scratch/before.json" "$scratch/same.json" --fail-over 5%
	code 0 "$TARE" compare "$scratch/before.json" "$scratch/worse.json"
	code 0 "$TARE" compare "$scratch/before.json" "$scratch/worse.json" --fail-over 20%
	code 1 "$TARE" compare "$scratch/before.json" "$scratch/worse.json" --fail-over 5%
	code 3 "$TARE" compare "$scratch/before.json" "$scratch/doubtful.json" --fail-over 5%
	has "$(cat "$scratch/err")" UNTRUSTED
	echo '{"x": 1}' >"$scratch/other.json"
	code 2 "$TARE" compare "$scratch/before.json" "$scratch/other.json"
	code 2 "$TARE" compare "$scratch/before.json" "$scratch/missing.json"
	code 2 "$TARE" compare "$scratch/before.json"
	code 2 "$TARE" compare "$scratch/before.json" "$scratch/same.json" --fail-over much
}

@test "an untrusted run says so on the first line of every format, and in the exit code" {
	run_file doubtful 1.5 false
	local format
	for format in text md csv; do
		code 3 "$TARE" report "$scratch/doubtful.json" --format $format
		has "$(head -n 1 "$scratch/out")" UNTRUSTED "$format"
	done
	code 3 "$TARE" report "$scratch/doubtful.json" --format json
	jq -e '.trust.trusted == false' "$scratch/out"
}
