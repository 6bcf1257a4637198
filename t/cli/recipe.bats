#!/usr/bin/env bats
# recipe.bats: adding an endpoint is adding one file, and so are the others.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	export copy=$scratch/copy
	mkdir "$copy"
	tar -C "$root" -cf - --exclude=./profiles --exclude=./.git \
		--exclude=./build/asan --exclude=./build/o/asan . |
		tar -C "$copy" -xf -
	write_workload "$copy/workloads/countdown.c"
	write_profiler "$copy/profilers/cachegrind.c"
	write_sample "$copy/t/golden/cachegrind"
	# Quietly built with what is built already: two objects, four links.
	make_copy all build/unit >"$scratch/make" 2>&1 3>&- ||
		fail "$(tail -n 20 "$scratch/make")"
	export TARE=$copy/build/tare APP=$copy/build/plain/tare-app
	export TARE_APP=
}

# What the make around us was told is not for this one.
make_copy() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$copy" BUILD=build "$@"
}

teardown_file() {
	drop_scratch
}

# A workload that nobody knows of: FROM calls of one function.
write_workload() {
	cat >"$1" <<'END'
/* countdown.c: counts down by recursion, to show what a new file takes. */
#include "workload.h"

static HOT long countdown(long n)
{
	FRAME();
	return n == 0 ? 0 : 1 + countdown(n - 1);
}

static HOT int countdown_run(const long *args, struct result *result)
{
	FRAME();
	result_add(result, "steps", countdown(args[0]));
	return 0;
}

static void countdown_truth(const long *args, struct truth *truth)
{
	truth_add(truth, "countdown_run", 1, 0, 0);
	truth_add(truth, "countdown", 1 + (uint64_t)args[0], 0, 0);
}

static const struct param params[] = {
	{ "from", 0, 1000, 100, "where to begin" },
	{ .name = NULL },
};

static const struct known known[] = {
	{ { 0 }, "steps", 0 },
	{ { 1000 }, "steps", 1000 },
	{ .result = NULL },
};

static const struct workload countdown_workload = {
	.name = "countdown",
	.path = "/cpu/countdown",
	.summary = "counts down",
	.params = params,
	.known = known,
	.run = countdown_run,
	.truth = countdown_truth,
};
REGISTER(workload, countdown_workload);
END
}

# A profiler that nobody knows of: one file.
write_profiler() {
	cat >"$1" <<'END'
/* cachegrind.c: instructions of each function, by simulating the processor. */
#include <stdlib.h>
#include <string.h>

#include "profilers/capture.h"
#include "profilers/scan.h"

/* "fn=NAME", then "LINE INSTRUCTIONS" of it. */
static int add_line(struct scan line, char **function,
		    struct evidence *evidence)
{
	double number, instructions;

	if (scan_starts(&line, "fn=")) {
		line.at += strlen("fn=");
		free(*function);
		*function = scan_copy(&line);
		return *function && evidence_function(evidence, *function) ?
			       0 : -1;
	}
	if (*function && scan_number(&line, &number) &&
	    scan_number(&line, &instructions))
		evidence_add(&evidence_function(evidence, *function)->self,
			     instructions);
	return 0;
}

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct scan lines = scan_text(text->text, text->len);
	struct scan line;
	char *function = NULL;
	int status = 0;

	(void)rest;
	evidence->unit = "instructions";
	while (status == 0 && scan_line(&lines, &line))
		status = add_line(line, &function, evidence);
	free(function);
	if (status < 0)
		return reason_set(why, "no memory for functions");
	if (evidence->function_count == 0)
		return reason_set(why, "it has no functions");
	return capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "cachegrind.out.",
	.hint = "valgrind could not write there, or was killed",
	.parse = parse_file,
};

static int cachegrind_read(const struct capture *capture,
			   struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "cachegrind_stats.txt", evidence, why);
}

static const char *const cachegrind_wrap[] = {
	"valgrind", "--tool=cachegrind", "--quiet", "--vgdb=no",
	"--cache-sim={cache}", "--cachegrind-out-file={out}/cachegrind.out.%p",
	NULL,
};
static const char *const cachegrind_version[] = { "valgrind", "--version",
						  NULL };
static const struct option_row cachegrind_settings[] = {
	{ .name = "cache", .type = OPTION_CHOICE, .fallback = "no",
	  .choices = "no|yes", .help = "simulate the caches as well" },
	{ .name = NULL }
};

static const struct profiler cachegrind = {
	.name = "cachegrind",
	.summary = "instructions of each function, by simulation",
	.apply = APPLY_WRAP,
	.kind = KIND_COUNTING | KIND_SIMULATION,
	.answers = ANSWER_CPU_FUNCTION,
	.unit = "instructions",
	.package = "valgrind",
	.wrap = cachegrind_wrap,
	.settings = cachegrind_settings,
	.why_not_live = "valgrind writes its file when the program ends",
	.interpretation = "after the run, from its own file",
	.version = cachegrind_version,
	.read = cachegrind_read,
};

REGISTER(profiler, cachegrind);
END
}

# write_sample DIRECTORY: what the tool really prints, of the program of all samples.
write_sample() {
	mkdir -p "$1"
	gcc -O2 -g "$root/t/golden/sample.c" -o "$scratch/sample"
	valgrind --tool=cachegrind --quiet --vgdb=no --cache-sim=no \
		--cachegrind-out-file="$1/cachegrind.out.1" \
		"$scratch/sample" return 15 10 3000 200 30 10
}

@test "a new profiler is listed, complete, and has its settings" {
	"$TARE" list --json | jq -e '.profilers[] |
		select(.name == "cachegrind") | .settings[0].name == "cache"'
	has "$("$TARE" doctor cachegrind:cache=yes)" "1 of 1 work here"
	run "$copy/build/unit" profilers_are_complete
	equal 0 "$status" "$output"
	run "$copy/build/unit" settings_of_descriptors
	equal 0 "$status" "$output"
}

@test "the bench weighs a new profiler, on its route, and reads its sample" {
	local code=0 latest=$TARE_PROFILES/latest
	"$TARE" bench --quick --no-progress --endpoints countdown --blocks 2 \
		--profilers cachegrind 3>&- >"$scratch/out" || code=$?
	[[ $code == 0 || $code == 3 ]] || fail "exit $code"
	jq -e '.endpoints[0].cells[1] | .arm == "cachegrind" and
		.failures == 0 and .check.status == "nothing to check" and
		.estimates.latency.ratio > 1' "$latest/run.json"
	# The golden sample and the live run are of one kind.
	grep -q '^fn=fib$' "$copy/t/golden/cachegrind/cachegrind.out.1"
	grep -q '^fn=countdown$' \
		"$latest"/cachegrind/countdown/cachegrind.out.*
	jq -e 'any(.functions[]; .function == "countdown" and .tottime > 100)' \
		"$latest/cachegrind/countdown/evidence.json"
	up --profilers none,cachegrind
	get /v/cachegrind/cpu/countdown?from=7
	equal 200 "$status"
	drop_service
}

@test "a new workload is listed" {
	has "$("$TARE" list)" /cpu/countdown
	"$TARE" list --json | jq -e 'any(.endpoints[]; .name == "countdown")'
	"$APP" --list --json | jq -e 'any(.[]; .name == "countdown" and
		.parameters[0].max == 1000)'
}

@test "its known answers are tested" {
	run "$copy/build/unit" workload
	equal 0 "$status" "$output"
	sed -i 's/"steps", 1000 }/"steps", 1001 }/' \
		"$copy/workloads/countdown.c"
	make_copy build/unit >"$scratch/make" 2>&1 3>&-
	run "$copy/build/unit" workload_answers_are_known
	equal 1 "$status" "$output"
}

@test "it answers through nginx under every profiler" {
	local profiler
	up
	for profiler in $(standard_profilers); do
		get "/v/$profiler/cpu/countdown?from=7"
		equal 200 "$status" "$profiler"
		body_is '.result.steps == 7 and .parameters.from == 7 and
			.truth.functions[1].calls == 8'
		get "/v/$profiler/cpu/countdown?from=1001"
		problem 400
		body_is '.parameter == "from" and .maximum == 1000'
	done
	get /cpu/countdown
	equal 200 "$status"
	drop_service
}

@test "the bench weighs it, and gprof's count of it is exact" {
	local code=0
	"$TARE" bench --quick --no-progress --endpoints countdown --blocks 2 \
		--profilers gprof,heaptrack 3>&- >"$scratch/out" || code=$?
	[[ $code == 0 || $code == 3 ]] || fail "exit $code"
	has "$(<"$scratch/out")" /cpu/countdown
	jq -e '.endpoints[0] | .path == "/cpu/countdown" and
		all(.cells[] | select(.check); .check.status == "exact") and
		any(.cells[].check.rows[]?; .function == "countdown" and
			.reported == 20 * 101)' "$TARE_PROFILES/latest/run.json"
}

# others FILE LITERAL: source files but FILE with it as a string, comments aside.
others() {
	if [[ ! -d $scratch/bare ]]; then
		"$root/t/lib/bare" "$root" "$scratch/bare"
	fi
	(cd "$scratch/bare" && grep -rlF -- "\"$2\"" . | sed 's|^./||' |
		grep -vx -- "$1") || true
}

# Where a name may stand besides: mixed knows the answers of its parts, verify
# has to measure something, "memory" is also what a machine has, and a matrix a table.
may_name() {
	case $1:$2 in
	workloads/mixed.c:*) return 0 ;;
	cli/verify.c:fibonacci) return 0 ;;
	bench/machine.c:memory) return 0 ;;
	cli/report.c:matrix) return 0 ;;
	# A claim is about a tool by name, at an endpoint by path.
	report/claims.c:* | report/claimchecks.c:*) return 0 ;;
	# What each question is about.
	bench/accuracy.c:truth_*) return 0 ;;
	# What people need to know about.
	report/advise.c:memory) return 0 ;;
	# A verb, and a form of what it prints.
	cli/scope.c:scope | cli/scope.c:callgrind) return 0 ;;
	esac
	return 1
}

# one_place FILE NAME: nobody else has it.
one_place() {
	local file
	[[ -e $root/$1 ]] || fail "no $1"
	for file in $(others "$1" "$2"); do
		may_name "$file" "$2" || fail "$file has \"$2\" of $1"
	done
}

@test "an endpoint is in one file" {
	local name path
	while read -r name path; do
		[[ $name == countdown ]] && continue
		one_place "workloads/$name.c" "$name"
		one_place "workloads/$name.c" "$path"
	done < <(endpoints)
}

@test "a profiler is in one file" {
	local name
	for name in $(names_of profilers); do
		# A file's name has _ where a tool's has -.
		[[ $name == none || $name == cachegrind ]] ||
			one_place "profilers/${name//-/_}.c" "$name"
	done
}

@test "a verb is in one file" {
	local name
	for name in $("$TARE" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
		# "list" and the like are words of every day.
		grep -qF "\"$name\"" "$root/cli/$name.c" ||
			fail "verb $name is not in cli/$name.c"
		! grep -qF "\"$name\"" "$root/cli/main.c" ||
			fail "main.c knows $name"
	done
}
