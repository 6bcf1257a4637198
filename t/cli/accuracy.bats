#!/usr/bin/env bats
# accuracy.bats: a run that asks profilers for what is known, and what is made of it.
load ../lib/common
export BATS_TEST_TIMEOUT=300

# tell_lies: a tool that says the same of every program, with a function of its own.
tell_lies() {
	cat >"$scratch/lies.json" <<'END'
{"unit": "seconds", "functions": [
 {"function": "split_calling", "ncalls": 1, "tottime": 0.5},
 {"function": "split_invented", "ncalls": 9, "tottime": 0.5}]}
END
	chmod 644 "$scratch/lies.json"
	cat >"$scratch/liar.json" <<END
{"name": "liar", "summary": "what it says was known before", "apply": "wrap",
 "kind": ["counting"], "wrap": ["sh", "-c",
  "cat $scratch/lies.json >{out}/lies.json && exec \"\$@\"", "sh"],
 "read": "evidence-json", "files": "lies", "unit": "seconds",
 "answers": ["calls", "cpu-function"]}
END
}

# Few requests and little time: exact tools are as exact on those.
setup_file() {
	make_scratch
	tell_lies
	"$TARE" bench --quick --accuracy --no-progress --no-controls --blocks 2 \
		--endpoints health,truth_alloc --cpu 0.1 --repeats 1 \
		--profiler-file "$scratch/liar.json" \
		--profilers liar,heaptrack,dhat,callgrind,perf,gperftools-cpu \
		>"$scratch/out" 2>"$scratch/log" || true
	run_json=$TARE_PROFILES/latest/run.json
	export run_json
}

teardown_file() {
	drop_scratch
}

# of_run FILTER: true of run.json.
of_run() {
	jq -e "$1" "$run_json" >/dev/null ||
		fail "not so: $1: $(jq -c .accuracy.arms "$run_json")"
}

# of_arm NAME FILTER: true of what its answers sum up to.
of_arm() {
	of_run ".accuracy.arms[] | select(.arm == \"$1\") | $2"
}

@test "every question was answered, and what it takes was said before" {
	grep -q '^accuracy: .* questions after the blocks' "$scratch/out" ||
		fail "$(cat "$scratch/out" "$scratch/log")"
	of_run '.complete and all(.accuracy.arms[]; .asked == .given)'
}

@test "heaptrack and dhat are exact on allocations, peak and leaks" {
	local exact='.allocations_error == 0 and .bytes_error == 0 and
		.peak_error == 0 and .leaks_error == 0 and .imbalance == 0'
	of_arm heaptrack ".alloc | $exact"
	of_arm dhat ".alloc | $exact"
}

@test "each leak is named by its site" {
	for profiler in heaptrack dhat; do
		equal 'alloc_leak 2400' "$(jq -r '.sites[] |
			select(.function == "alloc_leak") |
			"\(.function) \(.leaked_bytes)"' \
			"${run_json%/*}/$profiler/truth_alloc/evidence.json")" \
			"$profiler"
	done
}

@test "gperftools charges inlined code to the function that it is in" {
	of_run '[.accuracy.answers[] | select(.arm == "gperftools-cpu" and
		.question == "sweep") | .score] |
		any(.hottest_right) and all(.hottest != "spin")'
}

@test "callgrind is exact on calls, callers and the jump's work" {
	of_arm callgrind '.calls_error == 0 and .stack.edge_recall == 1 and
		.stack.edge_wrong == 0 and .imbalance == 0'
	# Instructions are not time: a call's own are 3 % of a step's; and the split is as
	# far from what was asked as this run's own clocks say.
	of_run '.accuracy | (.arms[] | select(.arm == "callgrind").sweep.worst_points) <
		3 + .calibration.plain_worst_points'
}

@test "perf has answers with samples, a line, callers and a slope" {
	of_arm perf '(.sweep | .slope != null and .worst_points != null) and
		.repeats.runs == 1 and .delay.slope != null and
		.stack.edge_recall > 0.5'
}

@test "a profiler that lies is ranked last, and never advised" {
	of_arm liar '.calls_error > 0.4 and .sweep.worst_points > 20'
	for table in yardsticks sentences; do
		run "$TARE" report --table "$table" --format csv
		[[ ${lines[-1]} == liar,* ]] || fail "$output"
	done
	for need in calls cpu; do
		run "$TARE" advise --need $need --budget 100000% --endpoint health
		[[ $output != *"use liar"* && $output == *"not  liar: its "* ]] ||
			fail "$output"
	done
}

@test "the program's own clocks say what was asked for" {
	of_run '.accuracy.calibration.plain_worst_points < 10'
	of_run '[.accuracy.answers[] | select(.arm == "none")] | length == 5'
}

@test "a run says once what run it is, then all its tables" {
	equal 1 "$(grep -c '^tare run ' "$scratch/out")"
	grep -q '^Price against truth' "$scratch/out"
	grep -q '^Times of the tool' "$scratch/out"
}

@test "the report has price beside truth, and sentences" {
	run "$TARE" report --accuracy
	equal 0 "$status" "$output"
	has "$output" "Price against truth"
	has "$output" "Achilles' heel"
	[[ $output =~ heaptrack\ +every\ allocation\ counted,\ every\ leak ]] ||
		fail "$output"
	equal "$("$TARE" report --accuracy --format csv | sed -n 1p)" \
		"$("$TARE" report --table price --format csv | sed -n 1p)"
	run "$TARE" report --table nope
	equal 2 "$status"
	has "$output" '"nope"'
	has "$output" 'yardsticks|sentences'
}

@test "advice names a tool, the commands, and why not the others" {
	run "$TARE" advise --need leaks --budget 100000% --endpoint health
	equal 0 "$status" "$output"
	[[ $output =~ use\ (heaptrack|dhat): ]] || fail "$output"
	has "$output" "build/tare up --profilers"
	has "$output" "not  liar, callgrind, perf, gperftools-cpu: not made to answer that"
	# With no endpoint asked for, the command is of the one that is the median.
	run "$TARE" advise --need leaks --budget 100000%
	[[ $output == *"of CPU time on the median endpoint"* &&
		$output =~ curl\ localhost/v/(heaptrack|dhat)/health\ +# ]] ||
		fail "$output"
	# Who was set up in some way is known to routes by its name alone.
	jq 'walk(if type == "object" and has("label") then .label += ":a=1"
		elif type == "object" and has("arm") then .arm += ":a=1" else . end)' \
		"$run_json" >"$scratch/set.json"
	run "$TARE" advise "$scratch/set.json" --need leaks --budget 100000%
	[[ $output =~ use\ (heaptrack|dhat):a=1: &&
		$output =~ localhost/v/(heaptrack|dhat)/health &&
		$output =~ /serve/(heaptrack|dhat)$'\n' ]] || fail "$output"
	run "$TARE" advise --need calls --budget 5x
	equal 2 "$status"
	has "$output" '--budget takes a percentage'
	run "$TARE" advise --need beauty
	equal 2 "$status"
}

@test "claims have a verdict each, or the command that would tell" {
	"$TARE" claims --format json | jq -e 'length >= 9 and
		all(.[]; .verdict == "held" or .verdict == "not held" or
			.verdict == "cannot tell here") and
		all(.[]; .source != "" and .test != "" and .figure != "")'
	run "$TARE" claims
	has "$output" "  claimed by  "
	has "$output" "  measure     tare bench "
}

@test "documents are made of a run, and a difference is found" {
	local copy=$scratch/docs
	mkdir -p "$copy/docs"
	cp "$root/docs/update" "$copy/docs/"
	printf '%s\n' '<!-- tare report RUN --table sentences --format md -->' \
		'<!-- end -->' after >"$copy/docs/results.md"
	printf 'plain\n' >"$copy/README.md"
	TARE=$TARE "$copy/docs/update" --run "$run_json"
	TARE=$TARE "$copy/docs/update" --check
	grep -q '| heaptrack | every allocation counted' "$copy/docs/results.md"
	equal after "$(tail -n 1 "$copy/docs/results.md")"
	equal plain "$(cat "$copy/README.md")"
	jq -e '.endpoints[0].blocks == null' "$copy/docs/results.json"
	sed -i 's/every allocation/no allocation/' "$copy/docs/results.md"
	run env TARE="$TARE" "$copy/docs/update" --check
	equal 1 "$status"
	has "$output" '+| heaptrack | every allocation'
}
