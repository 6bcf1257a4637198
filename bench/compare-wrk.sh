#!/bin/bash
# compare-wrk.sh: `tare client` beside `wrk -t1` on one private nginx: a table of
# medians, and the medians of the ratios of neighbouring runs.
#
# usage: bench/compare-wrk.sh [ROUNDS [SECONDS [CONNECTIONS...]]]
#
# Runs alternate, and who is first alternates too, because on a shared machine the
# speed of both drifts by more than they differ. TARE names another tare.
set -euo pipefail

rounds=${1:-7}
seconds=${2:-2}
connections=("${@:3}")
[ ${#connections[@]} -gt 0 ] || connections=(1 64)
tare=${TARE:-$(dirname "$0")/../build/tare}

die() {
	echo "compare-wrk.sh: $*" >&2
	exit "${code:-1}"
}

[[ $rounds =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ ]] ||
	code=2 die "ROUNDS and SECONDS are whole numbers, from 1"
for tool in wrk nginx jq "$tare"; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing; \`make setup-test all\` gets it"
done

room=$(mktemp -d)
nginx_pid=
clean_up() {
	if [ -n "$nginx_pid" ]; then
		kill "$nginx_pid" 2>/dev/null || true
		wait "$nginx_pid" 2>/dev/null || true
	fi
	rm -rf "$room"
}
trap clean_up EXIT

write_configuration() {
	cat >"$room/nginx.conf" <<-END
		worker_processes 1;
		daemon off;
		pid nginx.pid;
		error_log stderr;
		events { worker_connections 1024; }
		http {
			access_log off;
			keepalive_requests 100000000;
			client_body_temp_path body;
			fastcgi_temp_path fastcgi;
			proxy_temp_path proxy;
			uwsgi_temp_path uwsgi;
			scgi_temp_path scgi;
			server {
				listen 127.0.0.1:$1;
				location / { return 200 "ok"; }
			}
		}
	END
}

start_nginx() {
	local port tries

	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 10000))
		url=http://127.0.0.1:$port/
		write_configuration $port
		nginx -e stderr -p "$room" -c nginx.conf >"$room/log" 2>&1 &
		nginx_pid=$!
		for ((tries = 0; tries < 300; tries++)); do
			kill -0 "$nginx_pid" 2>/dev/null || break
			[ "$(curl -s "$url")" != ok ] || return 0
		done
	done
	die "nginx does not start: $(tail -n1 "$room/log")"
}

# Each prints "P50_US REQUESTS_PER_S".
run_wrk() {
	wrk -t1 -c"$1" -d"$seconds" --latency "$url" | awk '
		function us(text) {
			return text ~ /us$/ ? text + 0 : text ~ /ms$/ ? \
				text * 1000 : text * 1000000
		}
		$1 == "50%" { p50 = us($2) }
		$1 == "Requests/sec:" { rate = $2 }
		END { print p50, rate }'
}

run_tare() {
	"$tare" client "$url" -c "$1" -d "$seconds" --json | jq -r '
		.result | "\(.latency_ns.p50 / 1000) \(.requests_per_s)"'
}

# Lines "WRK_P50 WRK_RATE TARE_P50 TARE_RATE" into a line of the table.
summarize() {
	awk -v connections="$1" '
		function median(values, n,    i, j, t) {
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
					t = values[j]
					values[j] = values[j - 1]
					values[j - 1] = t
				}
			return n % 2 ? values[(n + 1) / 2] : \
				(values[n / 2] + values[n / 2 + 1]) / 2
		}
		{
			wp[NR] = $1; wr[NR] = $2; tp[NR] = $3; tr[NR] = $4
			p[NR] = $3 / $1; r[NR] = $4 / $2
		}
		END {
			printf "%11d  %9.1f %9.1f  %6.3f  %9.0f %9.0f  %6.3f\n",
				connections, median(wp, NR), median(tp, NR),
				median(p, NR), median(wr, NR), median(tr, NR),
				median(r, NR)
		}'
}

start_nginx
echo "             p50 us                      requests/s"
echo "connections        wrk      tare   ratio        wrk      tare   ratio"
for count in "${connections[@]}"; do
	for ((round = 0; round < rounds; round++)); do
		if ((round % 2)); then
			ours=$(run_tare "$count")
			theirs=$(run_wrk "$count")
		else
			theirs=$(run_wrk "$count")
			ours=$(run_tare "$count")
		fi
		echo "$theirs $ours"
	done | summarize "$count"
done
echo "($rounds alternating runs of $seconds s each; medians; ratios tare / wrk)"
