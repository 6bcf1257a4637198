#!/usr/bin/env bash
# layers.sh: who may include whom: the layer rule of ARCHITECTURE.md, by machine.
#
#	t/layers.sh		fails where one is broken
#	t/layers.sh --list	the layers, one a line
set -euo pipefail
cd "$(dirname "$0")/.."

# The directories that each one may include from, itself besides.
declare -A may=(
	[base]=""
	[include]=""
	[workloads]="base include"
	[fcgi]="base workloads"
	[profilers]="base include"
	[export]="base profilers"
	[view]="base profilers"
	[stats]="base"
	[client]="base stats"
	[bench]="base profilers export workloads stats client"
	[torture]="base workloads profilers client bench"
	[report]="base"
	[cli]="base workloads profilers export view stats client bench torture report"
)
if [[ ${1:-} == --list ]]; then
	printf '%s\n' "${!may[@]}" | sort
	exit
fi
bad=0
for layer in "${!may[@]}"; do
	while IFS=: read -r file line text; do
		included=${text#*\"}
		included=${included%\"*}
		from=$layer
		[[ $included == */* ]] && from=${included%%/*}
		[[ " $layer ${may[$layer]} " == *" $from "* ]] && continue
		echo "not ok $file:$line includes $included: $layer may include only itself and ${may[$layer]:-nothing}"
		bad=1
	done < <(grep -nE '^#include "' "$layer"/*.[ch])
	grep -qx "COPY $layer /src/$layer/" Dockerfile || {
		echo "not ok Dockerfile does not copy $layer"
		bad=1
	}
done
exit $bad
