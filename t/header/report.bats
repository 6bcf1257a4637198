#!/usr/bin/env bats
# report.bats: what a program with tare.h prints and writes, and what can go wrong.
load lib

setup_file() {
	make_scratch
	program cases
}

setup() {
	dir=$(mktemp -d "$scratch/run.XXXXXX")
	cd "$dir" || return
}

teardown_file() {
	drop_scratch
}

# One line on stderr that has TEXT, and the program went on.
one_line() {
	"$scratch/cases" fib 10 2>err || fail "exit $?"
	equal 1 "$(grep -c '^tare: ' err)" "lines: $(<err)"
	has "$(<err)" "$1"
}

@test "at exit the table goes to stderr, and nothing is left" {
	"$scratch/cases" fib 20 2>err
	equal "$(printf '%s\n' ncalls tottime percall cumtime percall \
		'filename:lineno(function)' | xargs)" \
		"$(grep ncalls err | xargs)"
	expect err fib=21891/1
	has "$(<err)" "21891 function calls (1 primitive calls) in 0."
	has "$(<err)" "own cost of "
	grep -q 'residue [+-][0-9.]* ns' err
	equal err "$(ls)"
	equal "" "$(find /dev/shm -name "tare.$!.scope")"
}

@test "which clock it is" {
	local clock="CLOCK_MONOTONIC"
	! grep -q nonstop_tsc /proc/cpuinfo ||
		clock="time-stamp counter, [0-9.]* MHz"
	"$scratch/cases" fib 5 2>err
	grep -q "Clock: $clock" err
	TARE=count "$scratch/cases" fib 5 2>err
	has "$(<err)" "Clock: none"
}

@test "off at run time: not a word, not a file" {
	TARE=0 TARE_OUT=$dir/out "$scratch/cases" fib 20 2>err
	equal "" "$(<err)"
	equal err "$(ls)"
}

@test "sorted and cut" {
	local order
	for order in "ncalls fib" "tottime left" "cumtime request" "name fib"; do
		TARE_SORT=${order% *} TARE_TOP=1 TARE_OUT=out \
			"$scratch/cases" requests
		equal 1 "$(grep -c 'cases.c:' out)" "rows by $order"
		has "$(grep cases.c: out)" "(${order#* })" "first by $order"
	done
	TARE_SORT=name TARE_OUT=out "$scratch/cases" longjmp
	equal "after again deep jump_often jump_once longjmps try" \
		"$(sed -n 's/.*cases.c:.*(\(.*\))$/\1/p' out | xargs)"
}

@test "every form, from the program and from tare scope" {
	local form
	for form in folded trace.json speedscope.json callgrind pb scope; do
		TARE_OUT=$dir/a.$form "$scratch/cases" mutual 11
	done
	for form in folded:folded trace:trace.json callgrind:callgrind \
		speedscope:speedscope.json pprof:pb; do
		"$tare" scope a.scope --format "${form%:*}" >"b.${form#*:}"
	done
	for form in a b; do
		equal "even even;odd even;odd;even even;odd;odd" \
			"$(cut -d' ' -f1 $form.folded | sort | xargs)"
		jq -e '[.traceEvents[] | select(.ph == "X") | .args.calls] |
			add == 12' $form.trace.json
		jq -e '.shared.frames as $f | .profiles[0] |
			(.samples | length) == (.weights | length) and
			(.weights | add) == .endValue and
			all(.samples[][]; $f[.].name)' $form.speedscope.json ||
			fail "$(<$form.speedscope.json)"
		callgrind_annotate --inclusive=yes $form.callgrind >annotated
		grep -q 'cases.c:even' annotated
	done
	"$tare" scope a.scope --format json | jq -e '[.functions[] |
		select(.function == "even" or .function == "odd") | .ncalls] |
		add == 12'
}

@test "pprof: the protocol buffer holds what the table says" {
	TARE_OUT=$dir/a.pb "$scratch/cases" fib 20
	# A field of strings is 0x32; two samples of two values each.
	protoc --decode_raw <a.pb >decoded
	equal "calls count time nanoseconds fib" "$(sed -n 's/^6: "\(.\+\)"$/\1/p' \
		decoded | head -n 5 | xargs)"
	equal 2 "$(grep -c '^2 {' decoded)" samples
	equal 3 "$(grep '^14: ' decoded | tr -dc 0-9 | cut -c3-)" "default type"
}

@test "a timeline of the slowest calls" {
	TARE_SLOW_MS=20 TARE_OUT=$dir/out.txt "$scratch/cases" requests
	expect out.txt request=40 left=40
	# 4 of the 40 take more than 20 ms; the 3 slowest are kept, in full.
	jq -e '[.traceEvents[] | select(.name == "request")] |
		length == 3 and all(.dur >= 20000)' out.txt.slow.json
	jq -e '[.traceEvents[] | .name] | sort == (["left", "parse", "request"] +
		["fib", "fib", "fib", "fib", "fib"] | . + . + . | sort)' \
		out.txt.slow.json
	jq -e '.traceEvents as $e | [$e[] | select(.name == "request")] |
		all(. as $r | [$e[] | select(.name == "left" and .ts >= $r.ts and
			.ts + .dur <= $r.ts + $r.dur + 0.001)] | length == 1)' \
		out.txt.slow.json
	TARE_SLOW_MS=100000 TARE_OUT=$dir/none.txt "$scratch/cases" requests
	jq -e '.traceEvents == []' none.txt.slow.json
}

@test "bad values in the environment cost a line each" {
	TARE=maybe one_line 'TARE="maybe" is not known; taken as "time"'
	TARE_TOP=-1 one_line 'TARE_TOP="-1" is no number from 0'
	TARE_TOP=ten one_line 'TARE_TOP="ten"'
	TARE_SORT=size one_line 'TARE_SORT="size" is not known; taken as "tottime"'
	TARE_SLOW_MS=x one_line 'TARE_SLOW_MS="x"'
	TARE_SLOW_MS=. one_line 'TARE_SLOW_MS="."'
	TARE_SLOW_MS=1e3 one_line 'TARE_SLOW_MS="1e3"'
	TARE_OUT=/$(printf 'x%.0s' {1..600}) one_line "TARE_OUT is longer"
	expect err fib=177/1
}

@test "a path that cannot be written: a line, and the report on stderr" {
	TARE_OUT=/nonexistent/a.txt one_line "cannot write /nonexistent/a.txt"
	expect err fib=177/1
	TARE_OUT=/nonexistent/a.scope one_line "No such file or directory"
	expect err fib=177/1
	: >file
	TARE_OUT=$dir/file/a.txt one_line "Not a directory"
}

@test "a device, a fifo or a link is written to, not replaced" {
	local path reader
	mkfifo fifo
	echo older >file
	ln -s file link
	cat fifo >got &
	reader=$!
	for path in fifo link; do
		TARE_OUT=$dir/$path "$scratch/cases" fib 10 2>err
		equal "" "$(<err)"
	done
	wait "$reader"
	expect got fib=177/1
	expect file fib=177/1
	[[ -p fifo && -L link ]]
}

@test "a draft is written through no link, and one that was left is in nobody's way" {
	local name
	for name in victim nobody; do
		echo older >victim
		bash -c 'ln -s "$1" "$2/a.txt.$$.new" && TARE_OUT=$2/a.txt exec "$3" fib 10' \
			- "$name" "$dir" "$scratch/cases" 2>err
		equal "" "$(<err)"
		equal older "$(<victim)"
		expect a.txt fib=177/1
		equal "a.txt err victim" "$(echo *)" "files"
		rm a.txt
	done
}

@test "a set-uid program takes no word of its user's" {
	# Of another user than ours, so that its rights are others.
	install -o nobody -m 4755 "$scratch/cases" cases
	chmod 777 "$dir"
	TARE=count TARE_TOP=ten TARE_SLOW_MS=1 TARE_OUT=$dir/out.txt \
		TARE_PERF_CTL=$dir/fifo ./cases fib 10 2>err
	expect err fib=177/1
	has "$(<err)" "Clock: "
	refuses grep -q 'Clock: none\|TARE_TOP' err
	equal "cases err" "$(echo *)" "files"
}

@test "what the program prints to is gone on with, and not cut" {
	local path
	for path in /dev/stdout /dev/stderr; do
		echo older >out
		TARE_SLOW_MS=1 TARE_OUT=$path "$scratch/cases" split 50 \
			>>out 2>&1
		equal older "$(head -n 1 out)"
		# What it printed itself, and then the table.
		[[ $(sed -n 2p out) =~ ^[0-9.]+\ [0-9.]+\ [0-9.]+$ ]] ||
			fail "$(<out)"
		expect out left=300 right=300
		rm -f tare.*.slow.json
		equal out "$(echo *)" "files"
		[[ ! -e $path.slow.json && ! -e $path.scope && -L $path ]]
	done
}

@test "the file that is mapped is not cut by who saves into it" {
	build save gcc -std=gnu11 "${strict[@]}" -- -x c - <<-'END'
		#include "tare.h"
		int main(int argc, char **argv)
		{
			TARE_FN();
			return argc > 1 && tare_save(argv[1]) == 0 ? 0 : 1;
		}
	END
	ln -s a.scope link.scope
	run env TARE_OUT="$dir/a.scope" "$scratch/save" "$dir/link.scope"
	equal 1 "$status" "$output"
	has "$output" "tare: cannot write $dir/link.scope: Device or resource busy"
	"$tare" scope a.scope >table
	expect table main=1
}

@test "a full disk: a line, and the program goes on" {
	mkdir full
	mount -t tmpfs -o size=100k tmpfs full
	TARE_OUT=$dir/full/a.txt one_line "No space left on device"
	expect err fib=177/1
	equal "" "$(ls full)"
	umount full
	# Room for one thread: what the others count is in the report all the same.
	mount -t tmpfs -o size=600k tmpfs full
	TARE_OUT=$dir/full/a.scope "$scratch/cases" threads 8 2>err
	grep -q '^tare: cannot add a thread to .*No space left on device' err
	"$tare" scope full/a.scope >left
	has "$(<left)" "not in the file"
	rm full/a.scope
	TARE_OUT=$dir/full/b.txt "$scratch/cases" threads 8 2>err
	expect full/b.txt die_inside=8 fib=1416/8
	umount full
}

@test "an older file is replaced, not cut: somebody may have it mapped" {
	echo old >a.scope
	exec 8<a.scope
	TARE_OUT=$dir/a.scope "$scratch/cases" fib 5
	equal old "$(cat <&8)"
	"$tare" scope a.scope >out
	expect out fib=15/1
}

@test "a program that changes its directory writes where it was told" {
	TARE_OUT=sub/%p.txt
	export TARE_OUT
	mkdir sub
	bash -c "cd / && exec '$scratch/cases' fib 5" || true
	unset TARE_OUT
	build chdir gcc -std=gnu11 -D_GNU_SOURCE -- -x c - <<-'END'
		#include "tare.h"
		int main(void)
		{
			TARE_FN();
			return chdir("/");
		}
	END
	TARE_OUT=sub/a.txt "$scratch/chdir"
	expect sub/a.txt main=1
}

@test "the file is read while the program runs" {
	build wait gcc -std=gnu11 -D_GNU_SOURCE -- -x c - <<-'END'
		#include "tare.h"
		static void step(void)
		{
			TARE_FN();
		}
		int main(void)
		{
			char c;

			TARE_FN();
			for (int i = 0; i < 5; i++)
				step();
			return (int)read(0, &c, 1);
		}
	END
	mkfifo in
	TARE_OUT=$dir/a.scope "$scratch/wait" <in 3>&- &
	exec 7>in
	counted() {
		"$tare" scope a.scope >out 2>/dev/null &&
			[[ $(calls out step) == 5 ]]
	}
	poll 20 counted || fail "$(cat out)"
	expect out main=1
	exec 7>&-
	wait $!
}

@test "tare scope names what it cannot read" {
	run "$tare" scope
	equal 2 "$status"
	run "$tare" scope /nonexistent
	equal 2 "$status"
	has "$output" "/nonexistent"
	TARE_OUT=$dir/a.scope "$scratch/cases" fib 5
	head -c 1000 a.scope >cut.scope
	run "$tare" scope cut.scope
	equal 2 "$status"
	has "$output" "cut.scope cannot be used: it is cut short"
	run "$tare" scope a.scope --format xml
	equal 2 "$status"
}
