#!/usr/bin/env bats
# chaos.bats: parts of the service killed and stopped at random, under load.
load ../lib/common
load ../lib/http
load ../lib/storm
export BATS_TEST_TIMEOUT=400

setup_file() {
	ulimit -c 0
	make_scratch
	up --profilers none
	targets >"$scratch/targets"
	serve=$(processes_of "$TARE_ROOM" 'tare serve none')
	export serve
}

teardown_file() {
	drop_service
	drop_scratch
}

# stopped PID
stopped() {
	[[ $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status") == T ]]
} 2>/dev/null

# supervisor_of ENDPOINT: its pid.
supervisor_of() {
	pgrep -P "$serve" -f -- "--only $1( |$)"
}

# whole ENDPOINT VICTIM KIND: both workers of it run, and the victim no longer does, or
# runs again.
whole() {
	local above pid count=0
	above=$(supervisor_of "$1") || return 1
	if [[ $3 == STOP ]]; then
		! stopped "$2" || return 1
	else
		gone "$2" || return 1
	fi
	for pid in $(pgrep -P "$above"); do
		! stopped "$pid" || return 1
		count=$((count + 1))
	done
	((count == 2))
}

# strike ENDPOINT WHOM KIND: a line in the log of events: from, to, whom, path.
strike() {
	local victim from
	victim=$(supervisor_of "$1")
	[[ $2 == supervisor ]] || victim=$(pgrep -P "$victim" | shuf -n 1)
	from=$EPOCHREALTIME
	kill -s "$3" "$victim"
	poll 20 whole "$1" "$victim" "$3" || fail "$1 after SIG$3 to its $2"
	printf '%s\t%s\t%s\t%s\n' "$from" "$EPOCHREALTIME" "$2 SIG$3" \
		"${paths[$1]}" >>"$scratch/events"
}

# unexplained: failures without an event at the same endpoint and time. What is not good
# has to have begun before all was whole again, and ended after it was struck.
unexplained() {
	awk -F '\t' 'NR == FNR { from[NR] = $1; to[NR] = $2; path[NR] = $4
			count = NR; next }
		{ split($4, url, /[0-9]\/|\?/); seen = 0
			for (i = 1; i <= count; i++)
				if ("/" url[2] == path[i] && $1 <= to[i] &&
					$2 >= from[i]) seen = 1
			if (!seen) print }' "$scratch/events" "$scratch/failures"
}

@test "chaos" {
	local until name path names=() kinds=(KILL STOP SEGV) strikes=0 whom longest
	local seed=${ABUSE_SEED:-$$}
	RANDOM=$seed
	local -A paths
	while read -r name path; do
		names+=("$name")
		paths[$name]=$path
	done < <(endpoints)
	until=$((SECONDS + $(scaled 60 8)))
	storm_begin -c 16 -d 3600
	while ((SECONDS < until)); do
		whom=worker
		((RANDOM % 4)) || whom=supervisor
		strike "${names[RANDOM % ${#names[@]}]}" $whom \
			"${kinds[RANDOM % 3]}"
		strikes=$((strikes + 1))
		pause "0.$((RANDOM % 10))"
	done
	kill "$storming"
	storm_end
	longest=$(awk '{ t = $2 - $1; if (t > most) most = t }
		END { printf "%.2f", most }' "$scratch/events")
	row "workers and supervisors killed: only the victim's requests fail" \
		"$strikes struck, $(stormed problems) of $(stormed requests)" \
		"failed, as $(stormed "by_status|tostring"), whole after $longest s at most (ABUSE_SEED=$seed)"
	equal "" "$(unexplained)" "failures elsewhere"
	equal "0 0 0 0" "$(jq -r '"\(.wrong) \(.unproblematic) \(.timeouts) \(
		.lost)"' <<<"$storm")" "wrong, no problem, timed out, lost"
	equal "[]" "$(stormed 'by_status | keys - ["502", "503", "504"]' |
		jq -c .)" statuses
	((strikes > 2)) || fail "$strikes strikes only"
}

@test "nginx reloaded" {
	local i master
	master=$(<"$TARE_ROOM/nginx.pid")
	storm_begin -c 32 -d 3600
	for ((i = 0; i < $(scaled 50 5); i++)); do
		kill -HUP "$master"
		pause 0.2
	done
	kill "$storming"
	storm_end
	row "nginx reloaded $i times under load: 0 lost" \
		"$(jq -r '"\(.requests - .good) of \(.requests) lost"' \
			<<<"$storm")"
	equal "true" "$(stormed 'requests > 0 and .requests == .good')" "$storm"
}

# another_proxy: instead of the one that runs; what it says in $scratch/proxy.
another_proxy() {
	local proxy
	proxy=$(processes_of "$TARE_ROOM" 'tare proxy')
	kill -TERM "$proxy"
	poll 20 gone "$proxy" || fail "the proxy does not end"
	"$TARE" proxy --port "${base##*:}" --room "$TARE_ROOM" 3>&- >"$scratch/proxy" 2>&1 &
	disown
	poll 20 grep -q '^listening' "$scratch/proxy" ||
		fail "$(<"$scratch/proxy")"
}

@test "nginx restarted" {
	local i
	storm_begin -c 32 -d 3600
	for ((i = 0; i < $(scaled 20 3); i++)); do
		another_proxy
		pause 0.2
	done
	kill "$storming"
	storm_end
	row "nginx restarted $i times under load: what it has taken is answered" \
		"$(jq -r '"\(.good) of \(.requests) good, \(.refused) " +
			"connections refused, \(.lost) cut before nginx " +
			"accepted them"' <<<"$storm")"
	# The kernel resets what waits to be accepted: at most all of them, each time.
	equal "true" "$(stormed "requests > 0 and .requests == .good + .lost and
		.lost <= 32 * $i")" "$storm"
}

@test "nginx killed" {
	local proxy master
	another_proxy
	proxy=$(processes_of "$TARE_ROOM" 'tare proxy')
	master=$(<"$TARE_ROOM/nginx.pid")
	kill -KILL "$master"
	poll 20 gone "$proxy" || fail "the proxy does not notice"
	poll 20 no_nginx || fail "left: $(processes_of "$TARE_ROOM" nginx)"
	row "nginx killed: its proxy ends, and nothing of it is left" \
		"0 processes left"
	has "$(cat "$scratch/proxy")" "nginx ended"
}

no_nginx() {
	[[ -z $(processes_of "$TARE_ROOM" 'nginx: ') ]]
}
