#!/bin/bash
# compare-servers.sh: /health through nginx beside other ways to serve the same JSON, on
# one machine in one run: a table of medians, and of ratios to nginx's own `return 200`.
#
# usage: bench/compare-servers.sh [ROUNDS [SECONDS [CONNECTIONS...]]]
#
# Each round asks every server once, in an order that turns, because on a shared machine
# the speed of all drifts by more than they differ; a ratio is of one round. The client
# has a CPU of its own and what serves, nginx included, shares another, where there are
# two or more: left to the scheduler (PIN=0), the figures are of where it puts whom. What
# it needs beyond `make all` is the group `compare` of conf/packages, installed here.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-9}
seconds=${2:-0.5}
connections=("${@:3}")
[ ${#connections[@]} -gt 0 ] || connections=(1 8 64)
build=$PWD/${BUILD:-build}
app=$build/plain/tare-app

die() {
	echo "compare-servers.sh: $*" >&2
	exit "${code:-1}"
}

[[ $rounds =~ ^[1-9][0-9]*$ && $seconds =~ ^[0-9]+(\.[0-9]+)?$ &&
	"${connections[*]}" =~ ^[1-9][0-9]*(\ [1-9][0-9]*)*$ ]] || code=2 die \
	"ROUNDS and CONNECTIONS are whole numbers from 1, SECONDS a number"
[[ -x $build/tare && -x $app ]] || die "build it first: make all"
conf/setup run test compare

# CPUs that we may use, one per line; "0-3,6" as the kernel has it.
allowed() {
	local range
	for range in $(taskset -cp $$ | sed 's/.*: //; s/,/ /g'); do
		seq "${range%-*}" "${range#*-}"
	done
}

mapfile -t cpus < <(allowed)
client=("$build/tare" client) placed="placed by the scheduler"
if [ "${PIN:-1}" != 0 ] && [ ${#cpus[@]} -gt 1 ]; then
	client=(taskset -c "${cpus[0]}" "${client[@]}")
	placed="the client on CPU ${cpus[0]}, all that serves on CPU ${cpus[1]}"
	taskset -cp "${cpus[1]}" $$ >/dev/null
fi

room=$(mktemp -d /tmp/tare-servers.XXXXXX)
chmod 711 "$room"
# Services end with us; the proxy's workers are another user when we are root.
pids=()
clean_up() {
	[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$room"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

port=$((20000 + RANDOM % 10000))
proxy=http://127.0.0.1:$port

# NAME URL WHAT, in the order of the table; the first is what others are divided by.
servers=(
	"return $proxy/return nginx's own return 200"
	"unix $proxy/v/unix/health tare, unix socket, kept"
	"unix-new $proxy/v/unix-new/health tare, unix socket, not kept"
	"tcp $proxy/v/tcp/health tare, TCP, kept"
	"tcp-new $proxy/v/tcp-new/health tare, TCP, not kept"
	"cgi $proxy/v/cgi/health tare as plain CGI, fcgiwrap"
	"microhttpd $proxy/v/microhttpd/health libmicrohttpd, proxied, kept"
	"node http://127.0.0.1:$((port + 3))/health Node, without nginx"
	"fastapi http://127.0.0.1:$((port + 4))/health FastAPI + uvicorn, without nginx"
)

start() { # COMMAND...: in the background, until the end
	"$@" >>"$room/log" 2>&1 </dev/null &
	pids+=($!)
}

serve() { # WHERE...: two supervised workers, as `tare serve` has them
	start spawn-fcgi -n "$@" -- /usr/bin/env multiwatch -f 2 -- \
		"$app" --only health --batch
}

location() { # PATH TEXT
	printf 'location = %s {\n%s\n}\n' "$1" "$2"
}

# nginx.conf as it is, with routes of our own: what tare generates, and its rivals.
configure() {
	local reply
	reply=$(QUERY_STRING='' REQUEST_METHOD=GET DOCUMENT_URI=/health "$app" |
		sed '1,/^\r*$/d')
	cp conf/nginx.conf conf/access.conf "$room"
	mkdir "$room/tmp-nginx"
	: >"$room/private.conf"
	echo "listen 127.0.0.1:$port;" >"$room/listen.conf"
	cat >"$room/upstreams.conf" <<-END
		upstream unix { server unix:$room/app.sock; keepalive 64; keepalive_requests 100000000; }
		upstream tcp { server 127.0.0.1:$((port + 1)); keepalive 64; keepalive_requests 100000000; }
		upstream microhttpd { server 127.0.0.1:$((port + 2)); keepalive 64; keepalive_requests 100000000; }
	END
	{
		location /return "default_type application/json; return 200 '$reply\\n';"
		location /v/unix/health "fastcgi_pass unix;"
		location /v/unix-new/health \
			"fastcgi_keep_conn off; fastcgi_pass unix:$room/app.sock;"
		location /v/tcp/health "fastcgi_pass tcp;"
		location /v/tcp-new/health \
			"fastcgi_keep_conn off; fastcgi_pass 127.0.0.1:$((port + 1));"
		location /v/cgi/health "fastcgi_keep_conn off;
			fastcgi_param REQUEST_METHOD \$request_method;
			fastcgi_param QUERY_STRING \$query_string;
			fastcgi_param DOCUMENT_URI \$document_uri;
			fastcgi_param HTTP_PROXY '';
			fastcgi_param SCRIPT_FILENAME $app;
			fastcgi_pass unix:$room/cgi.sock;"
		location /v/microhttpd/health "proxy_http_version 1.1;
			proxy_set_header Connection '';
			proxy_pass http://microhttpd;"
	} >"$room/locations.conf"
}

start_all() {
	local globals='daemon off;'
	[ "$(id -u)" != 0 ] || globals+=' user www-data;'
	gcc -O2 bench/servers/microhttpd.c -lmicrohttpd -o "$room/microhttpd"
	serve -s "$room/app.sock" -M 0666
	serve -a 127.0.0.1 -p $((port + 1))
	# Not by its own -c 2: the children of that outlive it.
	start spawn-fcgi -n -s "$room/cgi.sock" -M 0666 -- \
		/usr/bin/env multiwatch -f 2 -- /usr/sbin/fcgiwrap
	start "$room/microhttpd" $((port + 2))
	start node bench/servers/node.js $((port + 3))
	start env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m uvicorn \
		--app-dir bench/servers fastapi_app:app \
		--host 127.0.0.1 --port $((port + 4)) --log-level warning \
		--no-access-log --loop uvloop --http httptools
	start nginx -e stderr -p "$room" -c nginx.conf -g "$globals"
}

# Every one gives the same JSON, but for process and times.
await() { # NAME URL
	local until=$((SECONDS + 60))
	while ((SECONDS < until)); do
		if curl -sf "$2" | jq -e '.result.alive == 1 and
			.truth.functions[0].calls == 1' >/dev/null 2>&1; then
			return
		fi
		read -rt 0.05 <> <(:) || true
	done
	die "$1 does not answer: $(tail -n 3 "$room/log")"
}

# Lines "CONNECTIONS NAME ROUND REQUESTS_PER_S P50_US P99_US".
measure() {
	local count round i name url said count_servers=${#servers[@]}
	for count in "${connections[@]}"; do
		for ((round = 0; round < rounds; round++)); do
			for ((i = 0; i < count_servers; i++)); do
				read -r name url _ <<<"${servers[(i + round) % count_servers]}"
				# Not in a pipe: jq would begin beside the client, and where we serve.
				said=$("${client[@]}" "$url" -c "$count" -d "$seconds" --json) ||
					die "$name does not answer"
				jq -r <<<"$said" \
					--arg at "$count $name $round" '.result |
					if .errors > 0 then error("errors") else
					"\($at) \(.requests_per_s) \(
						.latency_ns.p50 / 1000) \(
						(.latency_ns.p99 // 0) / 1000)" end' ||
					die "$name does not answer all requests"
			done
		done
	done
}

summarize() {
	printf '%s\n' "${servers[@]}" | awk -v counts="${connections[*]}" '
		function median(text,    v, n, i, j, t) {
			n = split(text, v)
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
					t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
				}
			return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
		}
		FNR == NR {
			order[++servers] = $1
			$2 = ""; name = $1; $1 = ""; sub(/^ +/, ""); what[name] = $0
			next
		}
		{
			rate[$1, $2, $3] = $4; rates[$1, $2] = rates[$1, $2] " " $4
			p50[$1, $2] = p50[$1, $2] " " $5
			p99[$1, $2] = p99[$1, $2] " " $6
			rounds = $3 > rounds ? $3 : rounds
		}
		function ratio(count, name, to,    all, r) {
			for (r = 0; r <= rounds; r++)
				all = all " " rate[count, name, r] / rate[count, to, r]
			return median(all)
		}
		END {
			columns = split(counts, count, " ")
			for (c = 1; c <= columns; c++) {
				printf "%s%-33s %9s %9s %9s %8s %8s\n", (c > 1 ? "\n" : ""),
					(count[c] " connection" (count[c] > 1 ? "s" : "")),
					"req/s", "p50 us", "p99 us", "/return", "/FastAPI"
				for (s = 1; s <= servers; s++) {
					at = count[c] SUBSEP order[s]
					printf "%-33s %9.0f %9.1f %9.1f %8.3f %8.2f\n",
						what[order[s]], median(rates[at]),
						median(p50[at]), median(p99[at]),
						ratio(count[c], order[s], order[1]),
						ratio(count[c], order[s], "fastapi")
				}
			}
		}' - "$room/figures"
}

configure
start_all
for server in "${servers[@]}"; do
	read -r name url _ <<<"$server"
	await "$name" "$url"
done
measure >"$room/figures"
summarize
echo "($rounds rounds of $seconds s each, on ${#cpus[@]} CPUs, $placed; medians; ratios of requests/s within a round)"
