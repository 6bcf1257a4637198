#!/usr/bin/env bats
# follow.bats: attached tools are asked meanwhile, and go on with workers that are new.
load ../lib/common
load ../lib/http
export BATS_TEST_TIMEOUT=200

setup_file() {
	make_scratch
	up --profilers perf,bpftrace,strace
}

teardown_file() {
	drop_service
	drop_scratch
}

# stats PROFILER [ENDPOINT]
stats() {
	get "/v/$1/profiler/stats?endpoint=${2:-fibonacci}"
	equal 200 "$status" "$body"
}

# serve PROFILER COUNT N: requests, one after the other.
serve() {
	local i
	for ((i = 0; i < $2; i++)); do
		get "/v/$1/cpu/fibonacci?n=$3"
		equal 200 "$status" "request $i"
	done
}

# followed PROFILER COUNT: its log says so often that a new worker is watched.
followed() {
	(($(grep -c "$1 watches 1 new workers of fibonacci" \
		"$TARE_ROOM/log/serve-$1.log") == $2))
}

# replace PROFILER [NTH]: kill the worker that answers; the tool is attached to the
# one that comes.
replace() {
	local victim
	get "/v/$1/cpu/fibonacci?n=0"
	victim=$(jq .pid <<<"$body")
	kill -KILL "$victim"
	poll 40 followed "$1" "${2:-1}" || fail "$(<"$TARE_ROOM/log/serve-$1.log")"
	[[ -n $victim ]]
}

@test "where an attached tool writes, the service cannot" {
	equal "" "$(find "$TARE_ROOM/out" -mindepth 1 -maxdepth 1 \
		\( ! -user "$EUID" -o -perm /022 \))"
}

@test "bpftrace tells every call so far, and counts those of a new worker" {
	local calls
	calls=$("$APP" --run fibonacci n=15 | jq '.truth.functions[] |
		select(.function == "fib").calls')
	stats bpftrace health
	body_is '.workers == 1 and .functions == []'
	serve bpftrace 5 15
	stats bpftrace
	body_is --argjson calls "$((5 * calls))" '.workers == 1 and
		(.functions[] | select(.function == "fib").ncalls == $calls)'
	serve bpftrace 2 15
	# fib(0) is one call more.
	replace bpftrace
	serve bpftrace 3 15
	stats bpftrace
	body_is --argjson calls "$((10 * calls + 1))" '.workers == 1 and
		.processes == 2 and
		(.functions[] | select(.function == "fib").ncalls == $calls)'
}

@test "perf tells its samples so far, and takes those of a new worker" {
	local samples
	serve perf 4 30
	stats perf
	body_is '.workers == 2 and .processes == 2 and .note != null and
		.sampling.samples > 0 and .sampling.lost == 0 and
		any(.functions[]; .function == "fib" and .tottime > 0)'
	samples=$(jq .sampling.samples <<<"$body")
	replace perf
	serve perf 6 30
	stats perf
	body_is --argjson samples "$samples" '.workers == 2 and
		.processes == 3 and .sampling.samples > $samples'
	get "/v/perf/profiler/stats?endpoint=fibonacci&format=text"
	grep -qE ', 0 lost, .*999 Hz, fp$' <<<"$body"
}

@test "strace follows too" {
	serve strace 3 1
	replace strace
	serve strace 10 1
	# Now both are new, and who answers is one of them.
	replace strace 2
	serve strace 10 1
}

# sum FILE FILTER
sum() {
	jq "$2" "$TARE_PROFILES/serve/$1/fibonacci/evidence.json"
}

@test "at the end all of it is there, of the old and the new" {
	local calls
	calls=$("$APP" --run fibonacci n=15 | jq '.truth.functions[] |
		select(.function == "fib").calls')
	"$TARE" down >"$scratch/down"
	equal $((10 * calls + 1)) "$(sum bpftrace '.functions[] |
		select(.function == "fib").ncalls')" bpftrace
	equal 3 "$(sum perf .processes)" perf
	# Whoever had nothing to do has no file.
	(($(sum strace .processes) >= 2))
	# Each of the 23 requests was waited for.
	(($(sum strace '[.functions[] | select(.function == "epoll_wait").ncalls] |
		add') >= 23))
}
