#!/usr/bin/env bats
# failure.bats: what clients see when parts of the service die.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	up --profilers none,gprof
}

teardown_file() {
	drop_service
	drop_scratch
}

# workers FLAVOUR WORKLOAD: their pids.
workers() {
	local app=$TARE_ROOM/bin/$1/tare-app
	[[ $1 != plain ]] || app=${TARE_APP:-$app}
	processes_of "$TARE_ROOM" "^$app --only $2 "
}

# renewed FLAVOUR WORKLOAD OLD...: two workers, and none of those.
renewed() {
	local now old
	now=$(workers "$1" "$2")
	shift 2
	[[ $(wc -w <<<"$now") == 2 ]] || return 1
	for old in "$@"; do
		! grep -qx -- "$old" <<<"$now" || return 1
	done
}

answers() {
	get "$1"
	[[ $status == 200 ]]
}

# all_answer PATH: twenty requests without a failure.
all_answer() {
	local i
	for i in {1..20}; do
		get "$1"
		equal 200 "$status" "$1, request $i"
	done
}

@test "two workers serve an endpoint" {
	equal 2 "$(workers plain health | wc -w)"
	equal 2 "$(workers gprof health | wc -w)"
}

@test "a killed worker is replaced and service goes on" {
	local victim path flavour
	for flavour in plain gprof; do
		path=/cpu/primes
		[[ $flavour == plain ]] || path=/v/$flavour$path
		get "$path"
		victim=$(jq .pid <<<"$body")
		kill -KILL "$victim"
		poll 10 gone "$victim"
		all_answer "$path"
		poll 10 renewed "$flavour" primes "$victim"
		all_answer "$path"
	done
}

@test "a worker killed in mid-request costs that request only" {
	local victim
	get /cpu/fibonacci?n=0
	victim=$(jq .pid <<<"$body")
	# Hold both workers, so that it is surely the victim's turn too.
	curl -sS -o "$scratch/a" -w '%{http_code}' --max-time 60 \
		"$base/cpu/fibonacci?n=40" >"$scratch/status.a" &
	local a=$!
	curl -sS -o "$scratch/b" -w '%{http_code}' --max-time 60 \
		"$base/cpu/fibonacci?n=40" >"$scratch/status.b" &
	local b=$!
	poll 10 busy "$victim"
	kill -KILL "$victim"
	wait "$a" "$b"
	equal "200 503" "$(sort "$scratch"/status.[ab] | paste -sd ' ')" \
		"statuses"
	get /health
	equal 200 "$status"
	poll 10 answers "/cpu/fibonacci?n=1"
	all_answer "/cpu/fibonacci?n=1"
}

# busy PID: it has used CPU time since we looked last.
busy() {
	local now
	now=$(cut -d ' ' -f 14 "/proc/$1/stat")
	[[ -n ${seen_time:-} && $now -gt $((seen_time + 2)) ]] && return
	: "${seen_time:=$now}"
	return 1
}

@test "a killed supervisor is replaced and so are its workers" {
	local supervisor old worker
	old=$(workers plain matrix)
	supervisor=$(sed -n 's/^PPid:\t//p' "/proc/${old%%$'\n'*}/status")
	has "$(command_line "$supervisor")" multiwatch
	kill -KILL "$supervisor"
	poll 10 gone "$supervisor"
	for worker in $old; do
		poll 10 gone "$worker" || fail "worker $worker lives on"
	done
	poll 10 answers "/cpu/matrix?size=2"
	# shellcheck disable=SC2086 # one word each
	poll 10 renewed plain matrix $old
	all_answer "/cpu/matrix?size=2"
}

@test "a dead variant answers 503 and leaves the others alone" {
	local serve path name
	serve=$(processes_of "$TARE_ROOM" 'tare serve gprof')
	kill -TERM "$serve"
	poll 60 gone "$serve"
	while read -r name path; do
		get "/v/gprof$path"
		problem 503
		[[ $(header Retry-After) =~ ^[0-9]+$ ]] ||
			fail "$name: no Retry-After in $headers"
		get "/v/none$path"
		equal 200 "$status" "$path"
	done < <(endpoints)
}

@test "a variant comes back with tare serve" {
	"$TARE" serve gprof 3>&- >"$scratch/serve.log" 2>&1 &
	local serve=$!
	poll 20 grep -q 'serving every endpoint' "$scratch/serve.log"
	all_answer /v/gprof/health
	kill -TERM "$serve"
	wait "$serve"
}

@test "a stopped worker goes on, and it is said" {
	local victim
	get /health
	victim=$(jq .pid <<<"$body")
	kill -STOP "$victim"
	# A signal takes its time to stop anybody; then it is said, then done.
	poll 20 grep -q "process $victim of health was stopped; it goes on" \
		"$TARE_ROOM/log/serve-none.log" ||
		fail "$(<"$TARE_ROOM/log/serve-none.log")"
	poll 20 goes_on "$victim" || fail "still stopped"
	all_answer /health
}

goes_on() {
	! grep -q '^State:.T' "/proc/$1/status"
}

@test "tare restart gives every endpoint new workers, and says what it cannot" {
	local old
	old=$(workers plain primes)
	run "$TARE" restart none
	equal 0 "$status" "$output"
	has "$output" "workers of none are new"
	# shellcheck disable=SC2086 # one word each
	renewed plain primes $old || fail "$(workers plain primes), not new"
	all_answer /cpu/primes
	run "$TARE" restart
	equal 2 "$status"
	has "$output" "name one profiler"
	run "$TARE" restart nope
	equal 2 "$status"
	run "$TARE" restart callgrind
	equal 1 "$status"
	has "$output" "callgrind is not served in"
}

@test "tare serve refuses what is served already" {
	run "$TARE" serve none
	equal 1 "$status" "$output"
	has "$output" "none is served already"
}

@test "a variant that dies hard takes its workers along" {
	local serve
	get /health
	local worker
	worker=$(jq .pid <<<"$body")
	serve=$(processes_of "$TARE_ROOM" 'tare serve none')
	kill -KILL "$serve"
	poll 20 gone "$worker"
	get /health
	problem 503
}

@test "tare up refuses to come up twice; tare down ends all" {
	run "$TARE" up --port 0
	equal 1 "$status" "$output"
	has "$output" "it is up already"
	run "$TARE" down
	equal 0 "$status" "$output"
	has "$output" "down: 1 processes ended"
	poll 10 nothing_runs_in "$TARE_ROOM" ||
		fail "still there: $(processes_of "$TARE_ROOM")"
	[[ ! -e $TARE_ROOM ]]
	run "$TARE" down
	equal 0 "$status"
	has "$output" "nothing was up"
}
