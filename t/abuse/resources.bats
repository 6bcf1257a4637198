#!/usr/bin/env bats
# resources.bats: no disk, no descriptor, no memory; and none lost over many requests.
load ../lib/common
load ../lib/http
load ../lib/storm
export BATS_TEST_TIMEOUT=590

setup() {
	make_scratch
	up --profilers none
}

teardown() {
	umount -l "$TARE_ROOM/tmp" 2>/dev/null || true
	drop_service
	drop_scratch
}

# pids ENDPOINT: of its workers.
pids() {
	workers "$1" | cut -d ' ' -f 1
}

# no_files: nothing is left where the service writes.
no_files() {
	equal "" "$(ls -A "$TARE_ROOM/tmp")" "left behind"
}

# answered STATUS PATH TIMES: each time as a problem, and by workers that live on.
answered() {
	local i before
	before=$(workers | sort)
	for ((i = 0; i < $3; i++)); do
		get "$2"
		problem "$1"
	done
	no_files
	equal "$before" "$(workers | sort)" workers
}

works() {
	get "$1"
	[[ $status == 200 ]]
}

@test "full disk" {
	mount -t tmpfs -o size=32k,mode=1777 tmpfs "$TARE_ROOM/tmp"
	answered 507 "/io?count=3" 20
	answered 507 /mixed 3
	mount -o remount,size=1m "$TARE_ROOM/tmp"
	works "/io?count=3" || fail "$body"
	no_files
	row "a full disk: 507, and all is well once there is room" \
		"23 of 23, 0 files left"
}

@test "no inode" {
	mount -t tmpfs -o nr_inodes=2,mode=1777 tmpfs "$TARE_ROOM/tmp"
	answered 507 "/io?count=3" 20
	row "a disk without inodes: 507" "20 of 20, 0 files left"
}

@test "read-only directory" {
	mount -t tmpfs -o ro,mode=1777 tmpfs "$TARE_ROOM/tmp"
	answered 503 "/io?count=3" 20
	umount "$TARE_ROOM/tmp"
	chmod 555 "$TARE_ROOM/tmp"
	chown root "$TARE_ROOM/tmp"
	answered 503 "/io?count=3" 20
	row "a directory that is read-only, or not ours: 503" \
		"40 of 40, 0 files left"
}

# limit_one PID RESOURCE VALUE: as its own user, who may.
limit_one() {
	setpriv --reuid "$(stat -c %u "/proc/$1")" \
		--regid "$(stat -c %g "/proc/$1")" --clear-groups \
		prlimit --pid "$1" "--$2=$3:"
}

# lowest_free PID: the number that its next descriptor will have.
lowest_free() {
	local n=0
	while [[ -L /proc/$1/fd/$n ]]; do
		n=$((n + 1))
	done
	echo "$n"
}

# limit RESOURCE VALUE ENDPOINT: of both workers.
limit() {
	local pid
	for pid in $(pids "$3"); do
		limit_one "$pid" "$1" "$2"
	done
}

@test "no descriptor for a file" {
	local pid
	works "/io?count=1"
	# One is left to each worker: the directory gets it, the file in it none.
	for pid in $(pids io); do
		limit_one "$pid" nofile $(($(lowest_free "$pid") + 1))
	done
	# What nginx keeps is used again, so the workers need none for that.
	answered 503 "/io?count=3" 20
	limit nofile 1024 io
	works "/io?count=3" || fail "$body"
	row "no descriptor for a file: 503" "20 of 20, 0 files left"
}

# ticks: CPU time of both workers of primes.
ticks() {
	local pid sum=0
	for pid in $(pids primes); do
		sum=$((sum + $(cut -d ' ' -f 14 "/proc/$pid/stat") +
			$(cut -d ' ' -f 15 "/proc/$pid/stat")))
	done
	echo "$sum"
}

@test "no descriptor for a connection" {
	local before spent pid
	works /cpu/primes
	before=$(workers | sort)
	for pid in $(pids primes); do
		limit_one "$pid" nofile "$(lowest_free "$pid")"
	done
	printf '%s/cpu/primes\tresult\n' "$base" >"$scratch/targets"
	storm -c 40 -n 400
	# Nobody asks now: nobody shall be busy.
	spent=$(ticks)
	pause 1
	spent=$(($(ticks) - spent))
	row "no descriptor for a connection: 503, at once" \
		"$(jq -r '"\(.good) good, \(.by_status|tostring) of \(.requests)"' \
			<<<"$storm" | tr -d '{}"'), then $spent ticks of CPU in 1 s"
	equal "true" "$(stormed 'requests == (.good + .problems)')" "$storm"
	equal "[]" "$(stormed 'by_status | keys - ["503"]')" "$storm"
	((spent < 50)) || fail "busy for nothing: $spent ticks"
	equal "$before" "$(workers | sort)" workers
	limit nofile 1024 primes
	poll 10 works /cpu/primes
}

@test "no memory" {
	local pid size
	works "/memory?num_lists=1&list_size=10"
	for pid in $(pids memory); do
		size=$(sed -n 's/^VmSize:\s*\([0-9]*\) kB/\1/p' \
			"/proc/$pid/status")
		limit_one "$pid" as $(((size + 8192) * 1024))
	done
	answered 503 "/memory?num_lists=16&list_size=100000" 10
	works "/memory?num_lists=1&list_size=1000" || fail "$body"
	row "no memory for a request: 503, and for a smaller one 200" "10 of 10"
}

# usage: "PID KB FILES SOCKETS" of every process that serves.
usage() {
	local pid
	for pid in $(workers | cut -d ' ' -f 1) \
		$(processes_of "$TARE_ROOM" 'tare serve|nginx: worker'); do
		echo "$pid $(sed -n 's/^VmRSS:\s*\([0-9]*\) kB/\1/p' \
			"/proc/$pid/status") $(find "/proc/$pid/fd" -mindepth 1 \
			! -lname 'socket:*' | wc -l)" \
			"$(find "/proc/$pid/fd" -lname 'socket:*' | wc -l)"
	done | sort -n
}

@test "many requests" {
	local total most files
	total=$(scaled 1000000 20000)
	targets | grep -v /mixed >"$scratch/targets"
	printf '%s\n' "$base/health?x=1"$'\t-' "$base/nope"$'\t-' \
		>>"$scratch/targets"
	storm -c 32 -d 3600 -n 5000
	usage >"$scratch/before"
	storm -c 32 -d 3600 -n "$total"
	usage >"$scratch/after"
	most=$(join "$scratch/before" "$scratch/after" |
		awk '{ d = $5 - $2; if (d > most) most = d }
			END { print most + 0 }')
	files=$(join "$scratch/before" "$scratch/after" |
		awk '{ d += $6 - $3 } END { print d + 0 }')
	row "memory and descriptors flat over $total requests" \
		"$most KiB more at most, $files files more," \
		"$(stormed wrong) wrong"
	equal "$(cut -d ' ' -f 1 "$scratch/before")" \
		"$(cut -d ' ' -f 1 "$scratch/after")" processes
	equal "true" "$(stormed "requests == $total and
		.requests == (.good + .problems)")" "$storm"
	equal '["400","404"]' "$(jq -c '.by_status | keys' <<<"$storm")"
	equal 0 "$files" "files"
	((most < 1024)) || fail "$(join "$scratch/before" "$scratch/after")"
	# A worker has what nginx keeps to it, 64; nginx has those to all of them.
	(($(awk '$4 > 600' "$scratch/after" | wc -l) == 0)) ||
		fail "sockets: $(<"$scratch/after")"
	no_files
}
