# lib.bash: programs with include/tare.h, built in $scratch, and their reports.
# shellcheck source=t/lib/common.bash
load ../lib/common

strict=(-Wall -Wextra -Wconversion -Wshadow -pedantic -Werror)
# What tests set TARE to is no mode of tare.h.
tare=$TARE
unset TARE TARE_OUT TARE_TOP TARE_SORT TARE_SLOW_MS

# build NAME COMPILER OPTION... -- SOURCE...
build() {
	local name=$1 options=()
	shift
	while [[ $1 != -- ]]; do
		options+=("$1")
		shift
	done
	shift
	"${options[@]}" -I"$root/include" "$@" -o "$scratch/$name"
}

# program NAME: t/header/NAME.c, built as usual
program() {
	build "$1" gcc -std=gnu11 -D_GNU_SOURCE -O2 "${strict[@]}" -- \
		"$root/t/header/$1.c"
}

# fresh_run: what a program writes goes to a directory of its own, $dir.
fresh_run() {
	dir=$(mktemp -d "$scratch/run.XXXXXX")
	export TARE_OUT=$dir/out.txt
}

# calls FILE NAME: its ncalls, or nothing
calls() {
	awk -v name="($2)" 'index($NF, name) && $NF ~ /:[0-9]+\(/ { print $1 }' "$1"
}

# column FILE NAME N: 2 is tottime, 4 cumtime
column() {
	awk -v name="($2)" -v n="$3" 'index($NF, name) { print $n }' "$1"
}

# expect FILE NAME=NCALLS...
expect() {
	local file=$1 pair
	shift
	for pair; do
		equal "${pair#*=}" "$(calls "$file" "${pair%%=*}")" \
			"calls of ${pair%%=*}"
	done
}

# refuses COMMAND...: it fails. (A plain ! would not end a test.)
refuses() {
	! "$@" || fail "not so: $*"
}
