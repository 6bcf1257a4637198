#!/usr/bin/env bats
# rude.bats: clients that are slow, stop in the middle, or do not wait for the answer.
load ../lib/common
load ../lib/http
load ../lib/storm
export BATS_TEST_TIMEOUT=200

setup_file() {
	make_scratch
	up --profilers none
	targets >"$scratch/targets"
	workers | sort >"$scratch/before"
}

teardown_file() {
	drop_service
	drop_scratch
}

# call TEXT: a connection in $fd, on which that has been sent.
call() {
	exec {fd}<>"/dev/tcp/127.0.0.1/${base##*:}"
	printf '%b' "$1" >&"$fd"
}

# same_workers: nobody has died of it.
same_workers() {
	equal "$(<"$scratch/before")" "$(workers | sort)" workers
}

# connections: those that clients of ours hold.
connections() {
	ss -Htn state established "dport = :${base##*:}" | wc -l
}

good() {
	equal "true" "$(stormed 'requests > 0 and .requests == .good')" "$storm"
}

@test "slowloris" {
	local fds=() i open
	trap '' PIPE
	for ((i = 0; i < 200; i++)); do
		call 'GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: '
		fds+=("$fd")
	done
	open=$(connections)
	storm_begin -c 16 -d 4
	# A byte now and then, as such clients do.
	while kill -0 "$storming" 2>/dev/null; do
		for fd in "${fds[@]}"; do
			printf x >&"$fd" || true
		done
		pause 0.5
	done
	storm_end
	row "200 slowloris connections do not stop others" \
		"$open open, meanwhile $(stormed good) of $(stormed requests)" \
		"good, slowest $(stormed slowest_ms) ms"
	((open >= 200)) || fail "only $open connections"
	good
	# nginx lets go of each 5 s after it began.
	for fd in "${fds[@]}"; do
		timeout 60 cat <&"$fd" >"$scratch/rest" 2>&1 || true
		exec {fd}>&-
	done
	same_workers
}

@test "half a request" {
	local i texts=('GET /hea' 'GET /health HTTP/1.1\r\nHos'
		'GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc'
		'\r\n' 'GET /cpu/fibonacci?n=2'
		'GET /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na')
	storm_begin -c 8 -d 3600
	for ((i = 0; i < $(scaled 2000 300); i++)); do
		call "${texts[i % ${#texts[@]}]}"
		exec {fd}>&-
	done
	kill "$storming"
	storm_end
	row "requests that are cut short: others do not notice" \
		"$i cut, $(stormed good) of $(stormed requests) others good"
	good
	same_workers
}

@test "no wait for the answer" {
	local i
	storm_begin -c 4 -d 3600
	for ((i = 0; i < $(scaled 1000 150); i++)); do
		call 'GET /cpu/fibonacci?n=22 HTTP/1.1\r\nHost: a\r\n\r\n'
		((i % 2)) || call 'GET /io?count=5 HTTP/1.1\r\nHost: a\r\n\r\n'
		exec {fd}>&-
	done
	kill "$storming"
	storm_end
	row "clients that leave before the answer: others do not notice" \
		"$i left, $(stormed good) of $(stormed requests) others good"
	good
	same_workers
	poll 20 no_files || fail "left: $(ls "$TARE_ROOM/tmp")"
}

no_files() {
	[[ -z $(ls -A "$TARE_ROOM/tmp") ]]
}
