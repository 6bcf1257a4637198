#!/usr/bin/env bats
# region.bats: TARE_REGION() limits what other profilers see, and else does nothing.
#
# t/header/region.c works in left(), in right(), which alone is in a region, and in
# left() again, equally long; with -DTARE_OFF there is no region.
load lib

setup_file() {
	make_scratch
	local usual=(gcc -std=gnu11 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer)
	build on "${usual[@]}" "${strict[@]}" -- "$root/t/header/region.c"
	build off "${usual[@]}" -DTARE_OFF -include stdlib.h -- \
		"$root/t/header/region.c"
}

setup() {
	dir=$(mktemp -d "$scratch/run.XXXXXX")
	cd "$dir" || return
}

teardown_file() {
	drop_scratch
}

@test "callgrind: only the region has costs" {
	local which
	for which in on off; do
		valgrind -q --tool=callgrind --callgrind-out-file=$which \
			"$scratch/$which" 100000
		callgrind_annotate --show-percs=no $which >$which.table
		grep -q 'region.c:right' $which.table
	done
	refuses grep -q 'region.c:left' on.table
	grep -q 'region.c:left' off.table
	# And it is nearly all of what there is.
	callgrind_annotate on | grep -Eq '\((99\.[0-9]|9[0-9]\.[0-9]+|100\.0)[0-9]*%\) .*region.c:right' ||
		fail "$(callgrind_annotate on | head -n 40)"
}

@test "perf record, told by its fifo" {
	mkfifo control answer
	# Both ends held, so that nobody waits for the other to open them.
	exec 7<>control 8<>answer
	timeout 60 perf record -q -e cpu-clock -F 999 -D -1 \
		--control fifo:control,answer -o data -- \
		env TARE_PERF_CTL="$dir/control" TARE_PERF_ACK="$dir/answer" \
		"$scratch/on" 200000000 >log 2>&1 3>&- || fail "$(<log)"
	perf script -i data >symbols 2>/dev/null
	grep -q ' right+' symbols || fail "no samples: $(<log)"
	refuses grep -q ' left+' symbols
}

@test "perf's fifo is not there: a line, and the program goes on" {
	TARE_PERF_CTL=/nonexistent "$scratch/on" 100 2>err
	equal "tare: TARE_PERF_CTL: cannot write to /nonexistent: No such file or directory" \
		"$(<err)"
}

@test "gperftools: only samples in the region" {
	local library which
	library=$(ldconfig -p | awk '/libprofiler.so/ { print $NF; exit }')
	for which in on off; do
		LD_PRELOAD=$library CPUPROFILE=$dir/$which \
			CPUPROFILE_FREQUENCY=250 "$scratch/$which" 300000000
		"$root/t/header/samples" $which >$which.count
	done
	# A third of them, and a good part of nothing to spare.
	awk '{ n[NR] = $1 } END { exit !(n[2] > 60 &&
		n[1] > 0.15 * n[2] && n[1] < 0.6 * n[2]) }' \
		on.count off.count || fail "$(<on.count) of $(<off.count)"
}

@test "heaptrack: what is allocated after a region is not seen" {
	local library=/usr/lib/heaptrack/libheaptrack_preload.so
	[[ -e $library ]] || library=$(find /usr/lib -name "${library##*/}" |
		head -n 1)
	build heap gcc -std=gnu11 -D_GNU_SOURCE -O1 -- -x c - <<-'END'
		#include "tare.h"
		static void *volatile kept;
		int main(void)
		{
			for (int round = 0; round < 3; round++) {
				TARE_REGION("allocate");
				for (int i = 0; i < 10; i++)
					kept = malloc(4242);
			}
			for (int i = 0; i < 1000; i++)
				kept = malloc(1717);
			return 0;
		}
	END
	LD_PRELOAD=$library DUMP_HEAPTRACK_OUTPUT=$dir/raw "$scratch/heap"
	/usr/lib/heaptrack/libexec/heaptrack_interpret <raw >text 2>/dev/null
	# An allocation is "a SIZE TRACE", in hexadecimal; "+ ALLOCATION" is one made.
	awk '$1 == "a" { size[n++] = $2 }
		$1 == "+" { id = index("0123456789abcdef", $2) - 1
			if (length($2) == 1) made[size[id]]++ }
		END { exit !(made["1092"] == 30 && made["6b5"] == 0) }' text ||
		fail "$(grep -c '^+' text) allocations"
}

@test "nobody looks on: not a system call more, but for memory of dlsym" {
	local which
	for which in on off; do
		strace -o $which.trace "$scratch/$which" 100
		sed -i '/^brk\|^getrandom/d; s/(.*//' $which.trace
	done
	diff off.trace on.trace
}
