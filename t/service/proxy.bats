#!/usr/bin/env bats
# proxy.bats: the proxy's limits, headers and doors, for clients near and far.
#
# Far is a network namespace at the other end of a cable, with an address that is
# neither loopback nor private: what nginx sees is a real client from outside.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	mkdir -p "$TARE_PROFILES/runs/x"
	chmod 755 "$TARE_PROFILES"
	echo '{"schema":1}' >"$TARE_PROFILES/runs/x/run.json"
	echo 'plain words' >"$TARE_PROFILES/runs/x/report.txt"
	echo '<script>1</script>' >"$TARE_PROFILES/runs/x/page.html"
	ln -s runs/x "$TARE_PROFILES/latest"
	ln -s /etc/hostname "$TARE_PROFILES/stray"
	chown -h 12345 "$TARE_PROFILES/stray"
	up --profilers none --host 0.0.0.0
	lay_cable
}

teardown_file() {
	ip netns del "$far"
	drop_service
	drop_scratch
}

# in_far COMMAND...: over there; `ip netns exec` remounts /, and cannot in a chroot.
in_far() {
	nsenter --net="/run/netns/$far" "$@"
}

# Two addresses of 198.18.0.0/15, which RFC 2544 keeps for tests like this.
lay_cable() {
	local net=198.18.$(($$ / 64 % 256)).$(($$ % 64 * 4))
	export far=tare-$$ here=${net%.*}.$((${net##*.} + 1))
	local there=${net%.*}.$((${net##*.} + 2))
	ip netns add "$far"
	ip link add "tare$$" type veth peer name cable netns "$far"
	ip addr add "$here/30" dev "tare$$"
	ip link set "tare$$" up
	in_far ip addr add "$there/30" dev cable
	in_far ip link set cable up
	in_far ip link set lo up
}

# from_far COMMAND...: with $base as it is seen from there.
from_far() {
	local base=http://$here:${base##*:}
	"$@"
}

# There is one `get`; from far its curl is another.
curl() {
	if [[ $base == *"$here"* ]]; then
		in_far curl "$@"
	else
		command curl "$@"
	fi
}

# raw TEXT: send it as it is, set $reply to all that comes until nginx closes.
raw() {
	exec 5<>"/dev/tcp/127.0.0.1/${base##*:}"
	printf '%b' "$1" >&5
	reply=$(timeout 30 cat <&5 | tr -d '\r')
	exec 5>&-
}

# raw_problem STATUS TEXT
raw_problem() {
	raw "$2"
	has "$reply" "HTTP/1.1 $1 " "reply to $2"
	headers=${reply%%$'\n\n'*} body=${reply#*$'\n\n'} status=$1
	problem "$1"
	secure
}

# The last reply has the headers that every reply has.
secure() {
	equal nginx "$(header Server)" "what nginx tells of itself"
	equal nosniff "$(header X-Content-Type-Options)" type
	equal DENY "$(header X-Frame-Options)" frames
	equal no-referrer "$(header Referrer-Policy)" referrer
	equal same-origin "$(header Cross-Origin-Resource-Policy)" resource
	has "$(header Content-Security-Policy)" "frame-ancestors 'none'" policy
	has "$(header Content-Security-Policy)" "default-src '" policy
}

@test "every reply has the security headers, once, errors too" {
	local path
	for path in /health /v/none/cpu/primes /health?x=1 /nope / \
		/v/gprof/health /profiles/ "/health?$(printf '%9000s' '' | tr ' ' x)"; do
		get "$path"
		secure
	done
	equal 7 "$(grep -cE '^(Server|Content-Security|X-|Referrer|Cross)' \
		<<<"$headers"$'\nX-Test: counts')" "headers"
}

@test "data may load nothing; a page its own" {
	get /health
	has "$(header Content-Security-Policy)" "default-src 'none'"
	get /profiles/
	has "$(header Content-Type)" text/html
	has "$(header Content-Security-Policy)" "default-src 'self'"
}

@test "methods are refused by the proxy, with Allow" {
	local method
	for method in POST PUT DELETE PATCH OPTIONS TRACE PROPFIND X; do
		get /health -X "$method"
		problem 405
		equal "GET, HEAD" "$(header Allow)" "$method"
		secure
	done
	get /health
	equal "" "$(header Allow)" "Allow where nothing was refused"
}

@test "lines, headers and bodies have limits, and each says which" {
	get "/health?$(printf '%9000s' '' | tr ' ' x)"
	problem 414
	get /health -H "X: $(printf '%9000s' '' | tr ' ' x)"
	problem 431
	get /health -X GET --data-binary "$(printf '%20000s' '' | tr ' ' x)"
	problem 413
	secure
	raw_problem 400 'GET /health HTTP/1.1\r\nHost: a b\r\n\r\n'
	raw_problem 400 'nonsense\r\n\r\n'
	raw_problem 501 'GET /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: odd\r\n\r\n'
	# Two reasons at once: the second is not looked for any more.
	raw_problem 501 'GET /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: odd\r\nContent-Length: 17000\r\n\r\n'
	raw_problem 505 'GET /health HTTP/3.0\r\nHost: a\r\n\r\n'
}

@test "a client that stops in the middle is let go in seconds" {
	local start=$SECONDS
	raw 'GET /health HTTP/1.1\r\nHost: a\r\nX-Half'
	equal "" "$reply" "half a header"
	raw 'GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'
	equal "" "$reply" "half a body"
	((SECONDS - start < 30)) || fail "after $((SECONDS - start)) s"
}

@test "a service sees no header of the client but one, from this machine" {
	grep -q 'fastcgi_pass_request_headers off' "$TARE_ROOM/nginx.conf"
	equal 5 "$(grep -c '^\s*fastcgi_param' "$TARE_ROOM/nginx.conf")" parameters
	grep -q 'fastcgi_param TARE_DELAY $delay if_not_empty;' "$TARE_ROOM/nginx.conf"
	grep -q 'fastcgi_param HTTP_PROXY "";' "$TARE_ROOM/nginx.conf"
	if grep -nE '^\s*(rewrite|if|set)\b|~' <(sed 's/#.*//' "$TARE_ROOM"/*.conf)
	then fail "rewrites"; fi
}

# statuses CLIENT...: what `tare client` counted, "2XX 4XX 5XX".
statuses() {
	"$@" --json | jq -r '.result.status |
		"\(.["2xx"]) \(.["4xx"]) \(.["5xx"])"'
}

@test "near clients are not limited" {
	local good refused failed
	read -r good refused failed < <(statuses "$TARE" client \
		"$base/health" -c 64 -d 1)
	((good > 500)) || fail "$good replies only"
	equal "0 0" "$refused $failed" "refused and failed"
}

@test "far clients are limited: requests" {
	local good refused failed
	read -r good refused failed < <(statuses in_far \
		"$TARE" client "http://$here:${base##*:}/health" -c 1 -d 1)
	# A burst of 100 and 50 a second, in one second and what it takes to start.
	((good >= 100 && good <= 300)) || fail "$good replies"
	((refused > 0)) || fail "none refused"
	equal 0 "$failed" failed
	in_far "$TARE" client "http://$here:${base##*:}/health" \
		-c 1 -d 3 >/dev/null 3>&- &
	poll 3 refused_now
	problem 429
	equal 1 "$(header Retry-After)" "Retry-After"
	secure
	wait $!
	poll 10 recovered
}

refused_now() {
	from_far get /health
	[[ $status == 429 ]]
}

recovered() {
	from_far get /health
	[[ $status == 200 ]]
}

@test "far clients are limited: connections" {
	local good refused failed
	poll 10 recovered
	# All of them wait for the two workers at first.
	read -r good refused failed < <(statuses in_far \
		"$TARE" client "http://$here:${base##*:}/cpu/fibonacci?n=35" \
		-c 40 -d 0.2)
	((refused >= 8)) || fail "$refused of 40 connections refused"
	equal 0 "$failed" failed
	poll 10 recovered
}

@test "results are for near clients, and read only" {
	local method
	get /profiles/
	equal 200 "$status"
	has "$body" runs/
	get /profiles/latest/run.json
	equal "200 application/json" "$status $(header Content-Type)"
	body_is '.schema == 1'
	get /profiles/runs/x/report.txt
	equal "text/plain; charset=utf-8" "$(header Content-Type)"
	for method in PUT DELETE POST; do
		get /profiles/runs/x/run.json -X "$method"
		problem 405
	done
	get /profiles/latest/run.json -H 'Range: bytes=2-'
	equal "206 schema\":1}" "$status ${body#\"}"
	get /profiles/latest/run.json -H 'Range: bytes=999-'
	problem 416
	get /profiles/latest/run.json -H 'If-Match: "other"'
	problem 412
	get /profiles/nope
	problem 404
	poll 10 recovered
	for path in /profiles/ /profiles/latest/run.json /profiles/nope; do
		from_far get "$path"
		problem 403
		secure
	done
	from_far get /cpu/primes
	equal 200 "$status" "what is for all"
}

@test "no script of a result runs here, and no link leads out" {
	get /profiles/runs/x/page.html
	equal application/octet-stream "$(header Content-Type)"
	get /profiles/stray
	problem 403
	get /profiles/../nginx.conf --path-as-is
	problem 404
	get /profiles/..%2fnginx.conf --path-as-is
	problem 404
	get /nginx.conf
	problem 404
}

@test "the comparison of servers has all that nginx.conf includes" {
	local name
	while read -r name; do
		grep -qE "(conf/|room/)$name\b" "$root/bench/compare-servers.sh" ||
			fail "compare-servers.sh writes no $name"
	done < <(sed -n 's/^[[:blank:]]*include \([a-z]*\.conf\);$/\1/p' "$root/conf/nginx.conf")
}

@test "a worker that is woken does not interrupt nginx" {
	local pid
	pid=$(curl -sf "$base/health" | jq .pid)
	has "$(chrt -p "$pid")" SCHED_BATCH
}
