#!/usr/bin/env bats
# client.bats: `tare client` and `tare load` against the real service.
bats_require_minimum_version 1.5.0
load ../lib/common
load ../lib/http
load ../lib/plain
load ../lib/client

@test "a closed loop counts, and its figures add up" {
	client /health -c 4 -d 0.5
	equal 0 "$status" "$stderr"
	adds_up
	result '.errors == 0 and .replies > 0 and .complete'
	result '.connections_made == 4 and .unfinished == 0'
	result '.client_cpu > 0 and .client_cpu < 1.5'
	result '(.requests_per_s - .in_time / .elapsed_s | fabs) < 1e-6'
	jq -e '.schema == 1 and .loop == "closed" and .connections == 4' \
		<<<"$output"
}

@test "an open loop sends what is due, and says how late" {
	client /health -c 8 -d 1 -R 200 --seed 5
	equal 0 "$status" "$stderr"
	adds_up
	result '.arrivals == .sent + .unsent and .errors == 0'
	# Five standard deviations of a Poisson number.
	result '.arrivals > 130 and .arrivals < 270'
	result '.lateness_ns.count + .queue_ns.count == .sent'
	result '.service_ns.mean <= .latency_ns.mean'
	jq -e '.loop == "open" and .seed == 5 and .arrivals == "poisson"' \
		<<<"$output"
}

@test "a kernel or a filter that has no epoll_pwait2 is none the worse" {
	gcc -shared -fPIC -o "$scratch/without.so" -x c - <<-'END'
		#include <errno.h>
		int epoll_pwait2(void)
		{
			errno = ENOSYS;
			return -1;
		}
	END
	ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$scratch/without.so \
		client /health -c 4 -d 0.5 -R 200
	equal 0 "$status" "$stderr"
	adds_up
	result '.errors == 0 and .replies > 0'
}

@test "even arrivals are as many as asked for" {
	client /health -c 8 -d 1 -R 200 --arrivals uniform
	result '.arrivals == 199 or .arrivals == 200'
}

@test "a status that is an error is one, and has no latency" {
	client /none-such -c 2 -d 0.2
	equal 1 "$status"
	adds_up
	result '.status["4xx"] == .replies and .errors == .replies'
	result '.latency_ns.count == 0 and .requests_per_s == 0'
	run "$TARE" client "$base/none-such" -c 2 -d 0.2
	has "$output" ", 4xx "
}

@test "SIGINT ends it early with a report" {
	local pid code=0
	"$TARE" client "$base/health" -c 2 -d 60 --json 3>&- \
		>"$scratch/client.json" &
	pid=$!
	poll 10 grep -q "client" "/proc/$pid/cmdline"
	# Its handler is there: the bit of SIGINT among those caught.
	poll 10 caught_by "$pid"
	kill -INT "$pid"
	wait "$pid" || code=$?
	output=$(cat "$scratch/client.json")
	result '.complete == false and .elapsed_s < 60'
	adds_up
	# Without a reply yet, there is nothing to be proud of.
	[[ $code == 0 || $(jq .result.replies <<<"$output") == 0 ]]
}

# caught_by PID: it catches signal 2.
caught_by() {
	local mask
	mask=$(sed -n 's/^SigCgt:\t//p' "/proc/$1/status")
	((0x$mask & 2))
}

@test "bad input is named, with exit 2" {
	run "$TARE" client
	equal 2 "$status"
	has "$output" "a URL is missing"
	run "$TARE" client localhost:8080
	equal 2 "$status"
	has "$output" "http://"
	run "$TARE" client http://a http://b
	equal 2 "$status"
	run "$TARE" client "$base/health" -c 0
	equal 2 "$status"
	has "$output" "--connections"
	run "$TARE" client "$base/health" --arrivals never
	equal 2 "$status"
	has "$output" "poisson|uniform"
	run "$TARE" load --endpoints none-such
	equal 2 "$status"
	has "$output" "none-such"
}

@test "nobody there: exit 1, and why" {
	run "$TARE" client http://127.0.0.1:1/ -d 0.2
	equal 1 "$status"
	has "$output" "http://127.0.0.1:1/"
}

@test "load finds capacity, ratio and latency of every profiler" {
	local file=$scratch/load.json
	run --separate-stderr "$TARE" load --endpoints health \
		--profilers gprof --rounds 2 --seconds 0.1 \
		--no-progress --json "$file"
	[[ $status == 0 || $status == 3 ]] || fail "$status: $stderr"
	has "$output" ", plain capacity "
	jq -e '.schema == 1 and .complete and (.arms | length == 3) and
		(.endpoints | length == 1)' "$file"
	jq -e '.endpoints[0].capacity > 0' "$file"
	jq -e '[.endpoints[0].cells[].points | length] == [5, 5, 5]' "$file"
	jq -e '[.endpoints[0].cells[].points[0].against.throughput.ratio] |
		.[0] == 1 and all(. > 0)' "$file"
	# The rates are shares of one capacity, the same for all.
	jq -e '.endpoints[0] | .capacity as $plain | .cells[].points[1:] |
		all((.rate / $plain - .share | fabs) < 1e-9)' "$file"
	jq -e '[.endpoints[0].cells[].points[1] |
		.beyond or .pooled.latency_ns.count > 0] | all' "$file"
	# It is no run that `tare report` could show.
	[[ ! -e $TARE_PROFILES/latest ]]
}
