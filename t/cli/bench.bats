#!/usr/bin/env bats
# bench.bats: what `tare bench` leaves behind, and `tare report` shows of it.
load ../lib/common

# bench OPTION...: 0, or 3 where noise made the run doubt its controls.
bench() {
	local code=0
	"$TARE" bench --no-progress --quick "$@" 3>&- >"$scratch/out" \
		2>"$scratch/err" || code=$?
	[[ $code == 0 || $code == 3 ]] ||
		fail "bench $*: exit $code: $(tail -n 5 "$scratch/err")"
}

setup_file() {
	make_scratch
	export latest=$TARE_PROFILES/latest
	bench --endpoints health,fibonacci --blocks 8 \
		--profilers none,gprof,heaptrack --json "$scratch/copy.json"
	cp "$scratch/out" "$scratch/first"
	export first
	first=$(readlink -f "$latest")
}

teardown_file() {
	drop_scratch
}

# of_run FILTER [JQ-OPTION...]: true of the first run.
of_run() {
	jq -e "$@" "$first/run.json" >/dev/null || fail "not so: $*"
}

@test "run.json has the plan, the arms, the machine, the versions" {
	of_run '.schema >= 1 and .complete and .stopped_by == null and
		(.id | length > 0) and (.started | endswith("Z"))'
	of_run '.plan | .requests == 20 and .warmup == 5 and .blocks == 8 and
		.quick and .mode == "all" and .seed > 0'
	of_run '[.arms[] | select(.role == "measured") | .profiler] ==
		["gprof", "heaptrack"]'
	of_run '.arms[0].role == "baseline"'
	of_run '.arms[] | select(.profiler == "gprof" or
		.profiler == "heaptrack") | .version | length > 0'
	of_run '.machine | .cores >= 1 and (.cpu | length > 0) and
		(.kernel | length > 0)'
	of_run '.versions | .nginx and .tare and ."spawn-fcgi"'
	of_run '[.endpoints[].name] == ["health", "fibonacci"]'
}

@test "run.json has the raw value of every block" {
	of_run '(.arms | length) as $arms | all(.endpoints[];
		(.blocks | length) == 8 and all(.blocks[];
			(.arms | length) == $arms and all(.arms[];
				.requests > 0 and .errors == 0 and
				.service_cpu > 0 and .max_rss_bytes > 0 and
				.latency != null)))'
	# Random order and slots, or an arm that is always first is favoured.
	of_run '[.endpoints[].blocks[].arms | map(.order) | tojson] |
		unique | length > 4'
	of_run '[.endpoints[].blocks[].arms | map(.slot) | tojson] |
		unique | length > 4'
}

@test "run.json has an estimate with an interval for every cell" {
	of_run 'all(.endpoints[].cells[1:][]; .failures == 0 and
		(.estimates.latency | .blocks == 8 and .low <= .ratio and
			.ratio <= .high and .confidence == 0.95 and
			(.verdict | length > 0)))'
	# Five times is not a matter of noise.
	of_run '.endpoints[] | select(.name == "fibonacci") | .cells[] |
		select(.arm == "gprof") | .estimates.latency.low > 1'
}

@test "gprof's and heaptrack's counts are exact" {
	of_run 'all(.endpoints[].cells[] | select(.arm == "gprof" or
		.arm == "heaptrack"); .check.status == "exact" and
		.check.requests == 20)'
	of_run '.endpoints[] | select(.name == "fibonacci") | .cells[] |
		select(.arm == "gprof") | .check.rows[] |
		select(.function == "fib" and .what == "calls") |
		.reported == 20 * 1028457'
	has "$(<"$scratch/first")" "exact: 20569140 calls in fib"
}

@test "evidence lies beside it" {
	local endpoint
	for endpoint in health fibonacci; do
		for file in flat.txt callgraph.txt gprof_stats.txt \
			evidence.json; do
			[[ -s $first/gprof/$endpoint/$file ]] ||
				fail "no gprof/$endpoint/$file"
		done
		for file in allocations.txt evidence.json; do
			[[ -s $first/heaptrack/$endpoint/$file ]] ||
				fail "no heaptrack/$endpoint/$file"
		done
		jq -e .functions "$first/gprof/$endpoint/evidence.json" >"$scratch/x"
		jq -e .sites "$first/heaptrack/$endpoint/evidence.json" >"$scratch/x"
	done
	jq -e '.functions[] | select(.function == "fib") |
		.ncalls == 20 * 1028457 and .line > 0 and
		(.file | endswith("workloads/fibonacci.c")) and
		has("tottime") and has("percall") and has("cumtime")' \
		"$first/gprof/fibonacci/evidence.json"
	for word in ncalls tottime percall cumtime; do
		has "$(<"$first/gprof/fibonacci/gprof_stats.txt")" "$word"
	done
}

@test "latest points at it, and --json is a copy of it" {
	equal "$(cd "$latest" && pwd -P)" "$first"
	has "$(readlink "$latest")" "runs/" "a link that survives a move"
	cmp "$first/run.json" "$scratch/copy.json"
	has "$(<"$scratch/first")" "$(basename "$first")/run.json"
	equal "" "$(find "$TARE_PROFILES" -name '*.??????' -newer "$root/t/run" \
		! -name '*.json' -type f -regex '.*\.[A-Za-z0-9]*$' \
		-regex '.*json\..*')"
}

@test "the report needs run.json alone, in every format" {
	local format moved=$scratch/elsewhere
	mkdir "$moved"
	cp "$first/run.json" "$moved/"
	for format in text md csv json; do
		# A nowhere of its own: no profile, no room, no PATH.
		run env -i TARE_PROFILES=/nonexistent "$TARE" report "$moved" \
			--format "$format"
		[[ $status == 0 || $status == 3 ]] || fail "$format: $output"
		has "$output" fibonacci "$format"
		has "$output" heaptrack "$format"
		run env -i "$TARE" report "$moved/run.json" -f "$format"
		[[ $status == 0 || $status == 3 ]] || fail "$format: $output"
	done
	"$TARE" report "$moved" --format json >"$scratch/again.json" || true
	equal "$(jq -S . "$first/run.json")" "$(jq -S . "$scratch/again.json")"
	"$TARE" report "$moved" --format csv >"$scratch/csv" || true
	# Every row has as many fields as the heading (none is quoted here).
	equal 1 "$(grep -v '"' "$scratch/csv" | awk -F , '{ print NF }' |
		sort -u | wc -l)" "widths of the CSV"
	has "$("$TARE" report "$moved" --format md || true)" "|:--|"
}

@test "the latest run, and one by its ID, are found in the profiles" {
	local id
	id=$(jq -r .id "$first/run.json")
	equal "$("$TARE" report "$first" || true)" "$("$TARE" report "$id" || true)"
	equal "$("$TARE" report || true)" \
		"$("$TARE" report "$(readlink -f "$latest")" || true)"
}

@test "the table says what bench said" {
	has "$(<"$scratch/first")" "$("$TARE" report "$first" || true)"
}

@test "none against none is a measured arm with an interval" {
	bench --endpoints health --blocks 8 --profilers none,none
	jq -e '[.arms[] | select(.role == "measured") | .label] == ["none#2"]
		and (.endpoints[0].cells[1].estimates.latency |
			.blocks == 8 and .low < .high)' "$latest/run.json"
	has "$(<"$scratch/out")" 'none#2'
}

@test "--no-controls leaves the controls out" {
	bench --endpoints health --blocks 2 --profilers gprof --no-controls
	jq -e '[.arms[].role] == ["baseline", "measured"]' "$latest/run.json"
	has "$(<"$scratch/out")" " s, without controls"
}

# Later blocks begin where the earlier ones, whose length is a matter of time, end.
@test "--seed repeats the order of the first block" {
	local orders=()
	for _ in 1 2; do
		bench --endpoints health --blocks 2 --profilers none,none \
			--seed 7
		orders+=("$(jq -c '.endpoints[0].blocks[0].arms |
			map([.order, .slot])' "$latest/run.json")")
	done
	equal "${orders[0]}" "${orders[1]}"
	jq -e '.plan.seed == 7' "$latest/run.json"
}

@test "two runs in the same second get a directory each" {
	local before
	before=$(ls "$TARE_PROFILES/runs" | wc -l)
	bench --endpoints health --blocks 2 --profilers none,none &
	local a=$!
	bench --endpoints health --blocks 2 --profilers none,none
	wait "$a"
	equal $((before + 2)) "$(ls "$TARE_PROFILES/runs" | wc -l)"
}

@test "the baseline is saved, and a profiler measured against it" {
	bench --mode baseline --endpoints health --blocks 4
	[[ -s $TARE_PROFILES/baseline.json ]]
	jq -e . "$TARE_PROFILES/baseline.json" >"$scratch/x"
	bench --mode gprof --endpoints health --blocks 4
	jq -e '.plan.mode == "gprof" and any(.arms[]; .profiler == "gprof")' \
		"$latest/run.json"
	has "$(<"$scratch/out")" gprof
}

@test "external measures what runs already" {
	local base
	bench --mode baseline --endpoints health --blocks 4
	base=$("$TARE" up --port 0 --profilers none 3>&- |
		sed -n 's|^up: \(http://[^/]*\)/.*|\1|p')
	bench --mode external --url "$base" --endpoints health --blocks 4
	"$TARE" down
	jq -e 'any(.arms[]; .role == "external") and
		(.endpoints[0].cells[] | select(.arm == "external") |
			.failures == 0)' "$latest/run.json"
}

@test "external against nothing is a failed cell with a reason" {
	bench --mode external --url http://127.0.0.1:9 --endpoints health \
		--blocks 4
	jq -e '.endpoints[0].cells[] | select(.arm == "external") |
		.failures > 0 and (.failed_because | length > 0)' \
		"$latest/run.json"
	has "$(<"$scratch/out")" "no data: no reply:"
	run grep -E 'nan|inf' "$scratch/out"
	equal 1 "$status" "$output"
}

@test "progress goes to standard error in plain lines, or not at all" {
	local code=0
	"$TARE" bench --quick --endpoints health --blocks 2 \
		--profilers none,none 3>&- >"$scratch/out" 2>"$scratch/err" ||
		code=$?
	has "$(<"$scratch/err")" "%  "
	[[ $(<"$scratch/err") != *$'\r'* ]] || fail "terminal control in a file"
	bench --endpoints health --blocks 2 --profilers none,none
	run grep -c '%  ' "$scratch/err"
	equal 0 "$output"
}
