#!/usr/bin/env bats
# bench.bats: a bench without a disk, killed, without its services, without nginx, with a
# clock that jumps, and beside another one.
load ../lib/common
load ../lib/storm
export BATS_TEST_TIMEOUT=590

setup() {
	make_scratch
	mkdir -m 711 "$scratch/tmp"
	export TMPDIR=$scratch/tmp
}

teardown() {
	[[ -z ${bench:-} ]] || kill -KILL "$bench" 2>/dev/null || true
	poll 20 nothing_runs_in "$TMPDIR" || true
	umount -l "$scratch/small" 2>/dev/null || true
	drop_scratch
}

# bench OPTION...: a small one; its exit code in $code.
bench() {
	code=0
	timeout 200 "$TARE" bench --no-progress --quick --endpoints health \
		--blocks 3 --profilers gprof "$@" 3>&- \
		>"$scratch/out" 2>"$scratch/err" || code=$?
}

# begin OPTION...: a long one, in the background.
begin() {
	"$TARE" bench --no-progress --budget 300 --quick \
		--endpoints health,fibonacci --profilers gprof "$@" 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	bench=$!
}

ended() {
	code=0
	wait "$bench" || code=$?
	bench=
}

# sums DIRECTORY: of every file in it.
sums() {
	(cd "$1" && find . -type f -exec sha256sum {} + | sort)
}

good() {
	[[ $code == 0 || $code == 3 ]] || fail "exit $code: $(<"$scratch/err")"
}

nothing_left() {
	poll 20 nothing_runs_in "$TMPDIR" ||
		fail "still there: $(for pid in $(processes_of "$TMPDIR"); do
			command_line "$pid"
			echo
		done)"
}

no_rooms() {
	equal "" "$(ls -A "$TMPDIR")" "rooms left"
}

# measured: a run other than the first has blocks in its run.json.
measured() {
	jq -e 'any(.endpoints[]; .blocks | length > 0)' \
		"$TARE_PROFILES/latest/run.json" >"$scratch/x" 2>&1
}

@test "a full disk" {
	local first before
	mkdir "$scratch/small"
	mount -t tmpfs -o size=24m,mode=755 tmpfs "$scratch/small"
	export TARE_PROFILES=$scratch/small/profiles
	bench
	good
	first=$(realpath "$TARE_PROFILES/latest")
	before=$(sums "$first")
	dd if=/dev/zero of="$scratch/small/full" bs=4k status=none 2>&1 || true
	bench
	[[ $code == 1 ]] || fail "exit $code"
	has "$(<"$scratch/err")" "No space left on device"
	equal "$before" "$(sums "$first")" "the finished run"
	nothing_left
	no_rooms
	code=0
	"$TARE" report >"$scratch/report" 2>&1 || code=$?
	good
	row "results on a full disk: said, finished ones intact" \
		"exit 1, $(wc -l <<<"$before") files as before"
}

@test "a full disk for its room" {
	mkdir "$scratch/small"
	mount -t tmpfs -o size=64k,mode=755 tmpfs "$scratch/small"
	TMPDIR=$scratch/small bench
	# It begins, has no data, and that is no run to be trusted.
	[[ $code == 1 || $code == 3 ]] || fail "exit $code"
	has "$(cat "$scratch/out" "$scratch/err")" "No space left on device"
	equal "" "$(ls -A "$scratch/small")" "left there"
	nothing_left
	row "no room for its room: said, nothing left" \
		"exit $code, 0 files left"
}

@test "killed" {
	local i times first before
	times=$(scaled 50 4)
	bench
	good
	first=$(realpath "$TARE_PROFILES/latest")
	before=$(sums "$first")
	for ((i = 0; i < times; i++)); do
		begin
		pause "$((RANDOM % 2)).$((RANDOM % 10))$((RANDOM % 10))"
		kill -KILL "$bench" 2>/dev/null || true
		ended
		equal 137 "$code"
		nothing_left
	done
	equal "$before" "$(sums "$first")" "the finished run"
	find "$TARE_PROFILES" -name '*.json' -exec jq -e . {} + \
		>"$scratch/x" 2>"$scratch/half" || fail "$(<"$scratch/half")"
	# What the killed ones left is removed by the next, or the one behind it, when
	# what they had started still wrote there.
	for i in 1 2 3; do
		bench
		good
		[[ -n $(ls -A "$TMPDIR") ]] || break
	done
	jq -e .complete "$TARE_PROFILES/latest/run.json" >"$scratch/x"
	nothing_left
	no_rooms
	row "killed at a random moment, $times times: nothing left running" \
		"0 processes, 0 half files, 0 rooms after the next run"
}

@test "services that die" {
	local pid i=0
	begin --blocks 8
	while kill -0 "$bench" 2>/dev/null; do
		pid=$(processes_of "$TMPDIR" 'tare-app --only' | shuf -n 1)
		if [[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; then
			i=$((i + 1))
		fi
		pause 0.3
	done
	ended
	[[ $code == 0 || $code == 1 || $code == 3 ]] || fail "exit $code"
	nothing_left
	no_rooms
	jq -e '[.endpoints[].cells[].failures] | add > 0' \
		"$TARE_PROFILES/latest/run.json" >"$scratch/x" ||
		fail "no failure is told"
	jq -e 'all(.endpoints[].cells[]; .failures == 0 or
		(.failed_because | length > 0) or (.check.because | length > 0))' \
		"$TARE_PROFILES/latest/run.json" >"$scratch/x" ||
		fail "no reason is told"
	row "its services killed: it says so, and goes on" \
		"$i killed, exit $code, $(jq '[.endpoints[].cells[].failures] |
			add' "$TARE_PROFILES/latest/run.json") failures told"
}

@test "nginx dies" {
	begin
	poll 60 measured || fail "$(<"$scratch/err")"
	kill_nginx
	ended
	[[ $code == 1 ]] || fail "exit $code: $(<"$scratch/err")"
	has "$(<"$scratch/err")" nginx
	nothing_left
	no_rooms
	jq -e '.complete | not' "$TARE_PROFILES/latest/run.json" >"$scratch/x"
	row "nginx killed: it ends and says so" \
		"exit 1, $(tail -n 1 "$scratch/err" | cut -c 1-60)"
}

# loads: `tare load` is past the plain capacity: it has a service of every arm.
loads() {
	[[ -n $(processes_of "$TMPDIR" 'gprof/tare-app --only') ]]
}

@test "nginx dies under load" {
	local file start
	"$TARE" load --no-progress --budget 100 --seconds 1 --rounds 50 \
		--endpoints health,fibonacci --profilers gprof 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	bench=$!
	poll 60 loads || fail "$(<"$scratch/err")"
	kill_nginx
	start=$SECONDS
	ended
	equal 1 "$code" "exit code ($(<"$scratch/err"))"
	has "$(<"$scratch/err")" "nginx has ended"
	nothing_left
	no_rooms
	# No cell has zeros for what was never asked, and none is blamed for it.
	file=$(find "$TARE_PROFILES" -name load.json)
	jq -e '(.complete | not) and all(.endpoints[].cells[];
		.failures == 0 and
		all(.points[].rounds[]; .throughput != 0))' \
		"$file" >"$scratch/x" || fail "$(jq -c .endpoints "$file")"
	row "nginx killed under load: it ends and says so" \
		"exit 1 after $((SECONDS - start)) s, $(tail -n 1 "$scratch/err" |
			cut -c 1-60)"
}

@test "a clock that jumps" {
	LD_PRELOAD=$HELPERS/leap.so bench
	good
	jq -e '.complete and all(.endpoints[].cells[]; .failures == 0 and
		(.arm == "none" or .estimates.latency.ratio > 0.05 and
			.estimates.latency.ratio < 20))' \
		"$TARE_PROFILES/latest/run.json" >"$scratch/x" ||
		fail "$(jq -c '.endpoints[].cells' "$TARE_PROFILES/latest/run.json")"
	nothing_left
	no_rooms
	row "the clock jumps by an hour and back: no figure notices" \
		"exit $code, $(jq '[.endpoints[].blocks | length] | add' \
			"$TARE_PROFILES/latest/run.json") blocks"
}

@test "two at once" {
	local first second codes=
	begin --blocks 3
	first=$bench
	begin --blocks 3
	second=$bench
	wait "$first" || codes=$?
	wait "$second" || codes+=" $?"
	bench=
	[[ ! $codes =~ [^\ 03] ]] || fail "exit codes $codes: $(<"$scratch/err")"
	nothing_left
	no_rooms
	equal 2 "$(find "$TARE_PROFILES/runs" -name run.json | wc -l)" runs
	find "$TARE_PROFILES/runs" -name run.json -exec jq -e '.complete' {} + \
		>"$scratch/x" || fail "not complete"
	test -s "$TARE_PROFILES/latest/run.json"
	row "two benches at once: both finish, neither disturbs the other" \
		"2 complete runs"
}
