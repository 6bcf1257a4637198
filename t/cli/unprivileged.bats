#!/usr/bin/env bats
# unprivileged.bats: a user without rights: what works does, the rest is said.
load ../lib/common
load ../lib/http

# A copy of all that is needed, since nobody else may look into the checkout.
setup_file() {
	make_scratch
	local build=${TARE%/*} app
	mkdir -p "$scratch/tare/build" "$scratch/tmp" "$scratch/profiles"
	cp "$TARE" "$scratch/tare/build/"
	cp -r "$root/conf" "$scratch/tare/"
	for app in "$build"/*/tare-app; do
		[[ $app != */asan/* ]] || continue
		app=${app#"$build/"}
		mkdir -p "$scratch/tare/build/${app%/*}"
		cp "$build/$app" "$scratch/tare/build/$app"
	done
	chmod -R a+rX "$scratch/tare"
	[[ $EUID != 0 ]] || chown nobody "$scratch/tmp" "$scratch/profiles"
	export TMPDIR=$scratch/tmp TARE_ROOM=$scratch/tmp/room
	TARE=$scratch/tare/build/tare
	export TARE
}

teardown_file() {
	drop_service
	drop_scratch
}

# as_nobody COMMAND...: with no right that root has.
as_nobody() {
	local drop=()
	[[ $EUID != 0 ]] || drop=(setpriv --reuid=nobody --regid=nogroup
		--clear-groups --inh-caps=-all --bounding-set=-all)
	(cd / && timeout 100 "${drop[@]}" "$@" 3>&-)
}

@test "doctor says of each profiler that it works, or why it does not" {
	as_nobody "$TARE" doctor --json >"$scratch/doctor"
	jq -e 'length >= 16 and all(.[]; .works or (.because | length > 10)) and
		any(.[]; .name == "bpftrace" and (.works | not) and
			(.because | contains("root"))) and
		any(.[]; .name == "gprof" and .works)' "$scratch/doctor"
}

@test "bench weighs what works and says what it leaves out" {
	local code=0
	as_nobody "$TARE" bench --no-progress --quick --endpoints fibonacci \
		--blocks 2 --profilers gprof,heaptrack,perf,strace \
		>"$scratch/out" 2>"$scratch/err" || code=$?
	[[ $code == 0 || $code == 3 ]] ||
		fail "exit $code: $(<"$scratch/err")"
	jq -e '.complete and all(.endpoints[].cells[] | select(.arm == "gprof" or
		.arm == "heaptrack"); .check.status == "exact") and
		all(.endpoints[].cells[]; .failures == 0)' \
		"$scratch/profiles/latest/run.json"
}

@test "bench refuses a profiler that it was asked for, with the reason" {
	local code=0
	as_nobody "$TARE" bench --quick --endpoints health --profilers bpftrace \
		>"$scratch/out" 2>&1 || code=$?
	equal 2 "$code"
	has "$(<"$scratch/out")" "only root may use bpftrace"
}

@test "bench with all profilers leaves out what does not work" {
	jq -r '.[] | select(.works | not).name' "$scratch/doctor" |
		sort >"$scratch/not"
	local code=0
	BATS_TEST_TIMEOUT=110 as_nobody "$TARE" bench --no-progress --quick \
		--endpoints health --budget 1 --profilers all \
		>"$scratch/out" 2>"$scratch/err" || code=$?
	[[ $code == 0 || $code == 3 ]] || fail "exit $code: $(<"$scratch/err")"
	jq -r '.skipped[].profiler' "$scratch/profiles/latest/run.json" |
		sort | diff - "$scratch/not"
	jq -e 'all(.skipped[]; .because | length > 10)' \
		"$scratch/profiles/latest/run.json"
}

@test "profiles where it may not write are said" {
	local code=0
	as_nobody env TARE_PROFILES=/proc/1/profiles "$TARE" bench --quick \
		--endpoints health --profilers gprof >"$scratch/out" 2>&1 ||
		code=$?
	equal 1 "$code"
	has "$(<"$scratch/out")" "cannot make directory /proc/1/profiles"
}

@test "live statistics work without any right" {
	local said
	said=$(as_nobody "$TARE" up --port 0 --profilers gprof)
	base=$(sed -n 's|^up: \(http://\)localhost\(:[0-9]*\)/.*|\1127.0.0.1\2|p' \
		<<<"$said")
	get "/v/gprof/cpu/fibonacci?n=1"
	get "/v/gprof/profiler/stats?endpoint=fibonacci"
	equal 200 "$status" "$body"
	body_is '.functions[] | select(.function == "fib").ncalls == 1'
	as_nobody "$TARE" down
	jq -e '.functions[] | select(.function == "fib").ncalls == 1' \
		"$scratch/profiles/serve/gprof/fibonacci/evidence.json"
}
