# http.bash: requests through nginx to what `tare up` serves at $base.

# up [OPTION...]: serve, in private; sets $base, "http://127.0.0.1:PORT".
up() {
	local said
	said=$("$TARE" up --port 0 "$@" 3>&-) || return 1
	base=$(sed -n 's|^up: \(http://\)localhost\(:[0-9]*\)/.*|\1127.0.0.1\2|p' \
		<<<"$said")
	[[ -n $base ]] || fail "no address in: $said"
	export base
}

# get PATH [CURL-OPTION...]: sets $status, $headers and $body.
get() {
	local path=$1
	shift
	status=$(curl -sS --max-time 60 -o "$scratch/body" -D "$scratch/headers" \
		-w '%{http_code}' "$@" "$base$path") || status=failed
	headers=$(tr -d '\r' <"$scratch/headers")
	body=$(cat "$scratch/body" 2>/dev/null)
	rm -f -- "$scratch/body"
}

# header NAME: its value in the last reply.
header() {
	sed -n "s/^$1: //Ip" <<<"$headers"
}

# body_is FILTER [JQ-OPTION...]: the last reply is JSON for which it is true.
body_is() {
	jq -e "$@" <<<"$body" >/dev/null ||
		fail "status $status, not so: $* : $body"
}

# problem STATUS: the last reply is an RFC 9457 problem with this status.
problem() {
	equal "$1" "$status" status
	equal application/problem+json "$(header Content-Type)" type
	body_is --argjson status "$1" '.status == $status and
		(.type | startswith("urn:tare:problem:")) and
		(.title | length > 0) and (.detail | length > 0)'
}

# endpoints: "NAME PATH" of every one, one a line.
endpoints() {
	"$TARE" list --json | jq -r '.endpoints[] | "\(.name) \(.path)"'
}

# parameters: "PATH NAME MIN MAX" of every one, one a line.
parameters() {
	"$APP" --list --json | jq -r '.[] | .path as $path |
		.parameters[] | "\($path) \(.name) \(.min) \(.max)"'
}

# End what `up` started, without its profiles: all goes when its parent goes.
drop_service() {
	local pid
	for pid in $(processes_of "$TARE_ROOM" 'tare (serve|proxy) '); do
		kill -KILL "$pid"
	done
	poll 20 nothing_runs_in "$TARE_ROOM"
}
