#!/usr/bin/env bats
# worker.bats: tare-app on a FastCGI socket, as CGI, and from the shell.
load ../lib/common

setup() {
	make_scratch
	socket=$scratch/app.sock
	holders=()
}

teardown() {
	local pid
	for pid in "${holders[@]}" ${worker:-}; do
		kill -KILL "$pid" 2>/dev/null || true
	done
	drop_scratch
}

# start [OPTION...]: one worker on the socket; its pid in $worker.
start() {
	spawn-fcgi -n -s "$socket" -- "$APP" "$@" 3>&- \
		>"$scratch/log" 2>&1 &
	worker=$!
	poll 10 test -S "$socket"
	poll 10 ask /nope
}

# ask PATH [QUERY] [METHOD]: one request; the reply in $reply, its body in $body.
ask() {
	reply=$(REQUEST_METHOD=${3:-GET} DOCUMENT_URI=$1 QUERY_STRING=${2:-} \
		timeout 60 cgi-fcgi -bind -connect "$socket" 2>/dev/null |
		tr -d '\r')
	body=${reply#*$'\n\n'}
	[[ -n $reply ]]
}

# hold FILE PEER-ARGUMENT...: a peer in the background, its words in FILE.
hold() {
	local file=$1
	shift
	"$HELPERS/peer" "$@" 3>&- >"$file" 2>&1 &
	holders+=($!)
	poll 10 grep -q '^peer: waiting' "$file"
}

ticks() {
	cut -d ' ' -f 14 "/proc/$worker/stat"
}

works_since() {
	(($(ticks) > $1 + 2))
}

# ends_well SIGNAL: within a second, which the service promises, with exit 0.
ends_well() {
	local code=0
	kill -s "$1" "$worker"
	poll 1 gone "$worker" || fail "not gone a second after SIG$1"
	wait "$worker" || code=$?
	worker=
	equal 0 "$code" "exit code on SIG$1"
}

@test "answers without nginx" {
	start
	ask /cpu/fibonacci n=10
	has "$reply" "Status: 200 OK"
	equal 55 "$(jq .result.value <<<"$body")"
	ask /v/none/cpu/fibonacci n=11
	equal 89 "$(jq .result.value <<<"$body")"
}

@test "answers 404 itself and names the endpoints" {
	start
	ask /nope
	has "$reply" "Status: 404 Not Found"
	has "$reply" "Content-Type: application/problem+json"
	jq -e '.status == 404 and .instance == "/nope" and
		(.endpoints | index("/health"))' <<<"$body"
}

@test "answers 405 itself with Allow" {
	start
	ask /health "" POST
	has "$reply" "Status: 405 Method Not Allowed"
	has "$reply" "Allow: GET, HEAD"
	jq -e '.got == "POST"' <<<"$body"
}

@test "with --only, one endpoint answers" {
	start --only fibonacci
	ask /cpu/fibonacci n=10
	has "$reply" "Status: 200 OK"
	ask /health
	has "$reply" "Status: 404"
	jq -e '.endpoints == ["/cpu/fibonacci"]' <<<"$body"
}

@test "SIGTERM, SIGINT and SIGUSR1 end an idle worker with exit 0" {
	local signal
	for signal in TERM INT USR1; do
		start
		ends_well "$signal"
		rm -f -- "$socket"
	done
}

@test "SIGTERM ends a worker with an idle kept connection within a second" {
	start
	hold "$scratch/kept" keep "$socket" /cpu/fibonacci n=10
	has "$(cat "$scratch/kept")" '"value":55'
	ends_well TERM
	poll 5 grep -q '^peer: closed' "$scratch/kept"
}

@test "SIGTERM ends a worker that has silent peers within a second" {
	start
	hold "$scratch/silent1" hold "$socket"
	hold "$scratch/silent2" hold "$socket"
	ends_well TERM
}

@test "a signal lets a long request finish" {
	local signal client before code
	for signal in TERM INT USR1; do
		start
		before=$(ticks)
		REQUEST_METHOD=GET DOCUMENT_URI=/cpu/fibonacci QUERY_STRING=n=40 \
			timeout 60 cgi-fcgi -bind -connect "$socket" 3>&- \
			>"$scratch/reply" &
		client=$!
		poll 20 works_since "$before"
		# Stopped, it cannot have answered by the time that the signal comes.
		kill -STOP "$worker"
		[[ ! -s $scratch/reply ]] || fail "it had answered before"
		kill -s "$signal" "$worker"
		kill -CONT "$worker"
		wait "$client" || fail "the client failed on SIG$signal"
		has "$(cat "$scratch/reply")" "Status: 200 OK"
		has "$(cat "$scratch/reply")" '"value":102334155'
		code=0
		wait "$worker" || code=$?
		equal 0 "$code" "exit code on SIG$signal"
		rm -f -- "$socket"
	done
}

@test "a silent peer does not stop others" {
	local i
	start
	for i in 1 2 3; do
		hold "$scratch/silent$i" hold "$socket"
	done
	ask /cpu/fibonacci n=10
	equal 55 "$(jq .result.value <<<"$body")"
}

@test "kept connections beyond the number of workers do not starve others" {
	local i
	start
	for i in {1..20}; do
		hold "$scratch/kept$i" keep "$socket" /health ""
	done
	ask /cpu/fibonacci n=10
	equal 55 "$(jq .result.value <<<"$body")"
}

# sends BYTES-COMMAND...: its output to the socket, until the worker hangs up.
sends() {
	"$@" | timeout 60 "$HELPERS/peer" send "$socket" >"$scratch/sent"
	grep -q '^peer: closed' "$scratch/sent"
}

@test "garbage on the socket does not kill the worker" {
	local i
	start
	sends head -c 100000 /dev/zero
	sends head -c 100000 /dev/urandom
	sends printf 'GET / HTTP/1.1\r\n\r\n'
	sends printf ''
	sends printf '\001\001\000\001\000\010\000\000'
	sends printf '\001\001\000\001\377\377\377\000'
	sends printf '\001\004\000\001\000\004\000\000\377\377\377\377'
	# Begin, then a parameter with a length beyond its record.
	sends printf '%b' '\001\001\000\001\000\010\000\000\000\001\000\000' \
		'\000\000\000\000\001\004\000\001\000\004\000\000' \
		'\377\377\377\377\001\004\000\001\000\000\000\000'
	for i in {1..50}; do
		sends head -c $((RANDOM % 400)) /dev/urandom
	done
	! gone "$worker" || fail "dead: $(tail -n 5 "$scratch/log")"
	ask /cpu/fibonacci n=10
	equal 55 "$(jq .result.value <<<"$body")"
	ends_well TERM
}

@test "a client that leaves in mid-request does not kill the worker" {
	local client before
	start
	before=$(ticks)
	REQUEST_METHOD=GET DOCUMENT_URI=/cpu/fibonacci QUERY_STRING=n=40 \
		cgi-fcgi -bind -connect "$socket" 3>&- >"$scratch/reply" &
	client=$!
	poll 20 works_since "$before"
	# On a busy machine the answer may have been faster than we are.
	kill -KILL "$client" 2>/dev/null || true
	wait "$client" || true
	ask /cpu/fibonacci n=10
	equal 55 "$(jq .result.value <<<"$body")"
}

@test "plain CGI: DOCUMENT_URI, else PATH_INFO, and the query" {
	local out
	out=$(REQUEST_METHOD=GET DOCUMENT_URI=/cpu/fibonacci QUERY_STRING=n=10 \
		"$APP" </dev/null | tr -d '\r')
	has "$out" "Status: 200 OK"
	equal 55 "$(jq .result.value <<<"${out#*$'\n\n'}")"
	out=$(REQUEST_METHOD=GET SCRIPT_NAME=/cgi-bin/tare-app \
		PATH_INFO=/cpu/fibonacci QUERY_STRING=n=11 "$APP" </dev/null |
		tr -d '\r')
	equal 89 "$(jq .result.value <<<"${out#*$'\n\n'}")"
	out=$(REQUEST_METHOD=HEAD PATH_INFO=/health "$APP" </dev/null |
		tr -d '\r')
	has "$out" "Server-Timing:"
	equal "" "$(sed '1,/^$/d' <<<"$out")"
	out=$(REQUEST_METHOD=GET PATH_INFO=/health QUERY_STRING=x=1 "$APP" \
		</dev/null | tr -d '\r')
	has "$out" "Status: 400 Bad Request"
}

@test "--run runs every workload, --list --json has them all" {
	local name
	for name in $("$APP" --list --json | jq -r '.[].name'); do
		"$APP" --run "$name" | jq -e --arg name "$name" \
			'.endpoint == $name and (.result | length > 0)'
		has "$("$APP" --list)" "$name"
	done
	equal 55 "$("$APP" --run fibonacci n=10 --repeat 3 | jq .result.value)"
	equal 3 "$("$APP" --repeat 3 --run fibonacci n=10 | jq .repeat)"
	"$APP" --list --json | jq -e 'length >= 7 and all(.[];
		(.path | startswith("/")) and (.summary | length > 0) and
		all(.parameters[]; .min <= .default and .default <= .max))'
}

# refuses PART ARGUMENT...: exit 2, nothing printed, and a message with PART.
refuses() {
	local part=$1 code=0
	shift
	"$APP" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
	equal 2 "$code" "exit code of $*"
	[[ ! -s $scratch/out ]] || fail "$*: printed $(cat "$scratch/out")"
	has "$(cat "$scratch/err")" "$part" "$*"
}

@test "what is wrong on the command line is said, with exit 2" {
	refuses 'no workload is called "nope"' --run nope
	refuses 'parameter "n" must be an integer from 0 to 40, not "41"' \
		--run fibonacci n=41
	refuses 'not "x"' --run fibonacci n=x
	refuses 'unknown parameter "m"' --run fibonacci m=1
	refuses 'expected NAME=VALUE, not "28"' --run fibonacci 28
	refuses 'twice' --run fibonacci n=1 n=2
	refuses 'needs a value' --run
	refuses 'from 1 to' --run fibonacci --repeat 0
	refuses 'from 1 to' --run fibonacci --repeat x
	refuses 'did you mean --repeat' --run fibonacci --repaet 2
	refuses 'unexpected "n=1"' n=1
	refuses 'no workload is called "nope"' --only nope
}

@test "with nothing to do it explains itself" {
	local code=0
	env -u REQUEST_METHOD "$APP" </dev/null >"$scratch/out" 2>&1 || code=$?
	equal 2 "$code"
	has "$(cat "$scratch/out")" "usage: tare-app"
	has "$("$APP" --help)" "usage: tare-app"
	has "$("$APP" --version)" "tare-app "
}

@test "an output that cannot be written is an error" {
	local code=0
	"$APP" --list >/dev/full 2>"$scratch/err" || code=$?
	equal 1 "$code"
	has "$(cat "$scratch/err")" "cannot write"
	# So much of it that nothing is left to be written at the end.
	code=0
	REQUEST_METHOD=GET DOCUMENT_URI=/$(printf 'x%.0s' {1..9000}) \
		"$APP" >/dev/full 2>"$scratch/err" || code=$?
	equal 1 "$code"
	has "$(cat "$scratch/err")" "cannot write"
}

# sockets_are COUNT: of the worker $first, the listener included.
sockets_are() {
	(($(find "/proc/$first/fd" -lname 'socket:*' | wc -l) == $1))
}

is_stopped() {
	grep -q '^State:.T' "/proc/$1/status"
}

# late FILE N: a connected peer that will ask for fibonacci(N) on SIGCONT; what it says is
# added to $scratch/order, too.
late() {
	"$HELPERS/peer" late "$socket" /cpu/fibonacci "n=$2" 3>&- \
		> >(tee -a "$scratch/order" >"$1") 2>&1 &
	holders+=($!)
	poll 10 is_stopped $!
}

@test "who waits keeps its place when the worker leaves" {
	spawn-fcgi -n -s "$socket" -- "$(command -v multiwatch)" -f 1 -- \
		/usr/bin/env setpriv --pdeathsig TERM "$APP" 3>&- \
		>"$scratch/log" 2>&1 &
	worker=$!
	poll 10 pgrep -P "$worker" tare-app >"$scratch/pid"
	first=$(<"$scratch/pid")
	poll 10 sockets_are 1
	hold "$scratch/gone" hold "$socket"
	poll 10 sockets_are 2
	late "$scratch/one" 35
	poll 10 sockets_are 3
	# Who comes now gets a slot before it; but it has not waited as long.
	kill "${holders[0]}"
	poll 10 sockets_are 2
	late "$scratch/two" 34
	poll 10 sockets_are 3
	kill -STOP "$first"
	kill -CONT "${holders[@]:1}"
	poll 10 grep -q asked "$scratch/one"
	poll 10 grep -q asked "$scratch/two"
	kill -HUP "$first"
	kill -CONT "$first"
	poll 20 grep -q waiting "$scratch/one"
	poll 20 grep -q waiting "$scratch/two"
	equal "35 34" "$(grep -ao '"n":[0-9]*' "$scratch/order" | cut -d : -f 2 |
		paste -sd ' ')" "order of the answers"
}
