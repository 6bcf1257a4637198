#!/usr/bin/env bats
# fairness.bats: many clients on few workers, each on a kept connection.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	up
}

teardown_file() {
	drop_service
	drop_scratch
}

# everybody_is_served PATH: 64 clients against 2 workers, and none waits for
# half of the time that all take.
everybody_is_served() {
	local requests=100
	run "$HELPERS/fair" "$base$1" 64 "$requests"
	equal 0 "$status" "$1: $output"
	has "$output" "requests=6400 failed=0 connections=64 "
	note "$1: ${output#*connections=64 }"
	awk -v most=$((requests / 2)) '{ exit !(substr($4, 9) + 0 < most) }' \
		<<<"$output" || fail "a client starved: $output"
}

@test "64 clients on health" {
	everybody_is_served /health
}

@test "64 clients on fibonacci" {
	everybody_is_served /cpu/fibonacci?n=18
}

@test "64 clients on memory" {
	everybody_is_served '/memory?num_lists=1&list_size=500'
}

@test "64 clients on io" {
	everybody_is_served /io?count=2
}

@test "64 clients on each profiled variant" {
	local profiler
	for profiler in $(standard_profilers); do
		[[ $profiler == none ]] ||
			everybody_is_served "/v/$profiler/health"
	done
}

@test "clients on all endpoints at once do not hold each other up" {
	local name path pids=()
	while read -r name path; do
		"$HELPERS/fair" "$base$path" 8 5 >"$scratch/fair.$name" 2>&1 &
		pids+=($!)
	done < <(endpoints)
	for pid in "${pids[@]}"; do
		wait "$pid" || fail "$(cat "$scratch"/fair.*)"
	done
	equal "${#pids[@]}" "$(cat "$scratch"/fair.* | grep -c failed=0)"
}
