#!/usr/bin/env bats
# load.bats: more connections than workers, restarts under load, and a million requests.
load ../lib/common
load ../lib/http
load ../lib/storm
export BATS_TEST_TIMEOUT=580

setup_file() {
	make_scratch
	up --profilers none
	targets >"$scratch/targets"
}

teardown_file() {
	drop_service
	drop_scratch
}

# all_good: every request of the storm, and there were some.
all_good() {
	equal "true" "$(stormed 'requests > 0 and .requests == .good and
		.refused == 0')" "all good in $storm"
}

@test "load" {
	storm -c 256 -d "$(scaled 60 4)"
	row "256 connections, all endpoints, 2 workers each: every answer right" \
		"$(jq -r '"\(.good) of \(.requests) right in \(.seconds) s, " +
			"\(.wrong) wrong, \(.problems) errors, " +
			"\(.timeouts) timeouts, slowest \(.slowest_ms) ms"' \
			<<<"$storm")"
	all_good
}

@test "rolling restart" {
	local i times old
	times=$(scaled 200 8)
	old=$(workers health)
	storm_begin -c 32 -d 3600
	for ((i = 0; i < times; i++)); do
		"$TARE" restart none >"$scratch/restart" 2>&1 ||
			fail "$i: $(<"$scratch/restart")"
	done
	kill "$storming"
	storm_end
	row "a variant restarted $times times under load: 0 lost" \
		"$(jq -r '"\(.requests - .good) of \(.requests) lost"' \
			<<<"$storm")"
	has "$(<"$scratch/restart")" "workers of none are new"
	[[ $(workers health) != "$old" ]] || fail "the workers are the old ones"
	all_good
}

@test "one worker restarted" {
	local room=$scratch/room1 i pid
	"$TARE" down >"$scratch/down"
	# In its own room: what has but one worker waits for the next one.
	TARE_ROOM=$room
	"$TARE" serve none --workers 1 --room "$room" 3>&- \
		>"$scratch/serve" 2>&1 &
	local serve=$!
	"$TARE" proxy --port 0 --room "$room" 3>&- >"$scratch/proxy" 2>&1 &
	local proxy=$!
	poll 30 grep -q '^listening' "$scratch/proxy"
	poll 30 grep -q '^serving' "$scratch/serve"
	base=$(sed -n 's|^listening on \(http://[^/]*\)/|\1|p' "$scratch/proxy")
	targets >"$scratch/targets"
	storm_begin -c 16 -d 3600
	for ((i = 0; i < $(scaled 20 2); i++)); do
		"$TARE" restart none >"$scratch/restart" 2>&1 ||
			fail "$(<"$scratch/restart")"
	done
	kill "$storming"
	storm_end
	kill "$serve" "$proxy"
	wait "$serve" "$proxy" || true
	row "the same with one worker an endpoint: 0 lost" \
		"$(jq -r '"\(.requests - .good) of \(.requests) lost"' \
			<<<"$storm")"
	all_good
}
