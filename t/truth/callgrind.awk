# callgrind.awk: adds up a callgrind profile written without compression.
#
# Prints "calls FUNCTION N" (into it, from anywhere), "allocations FUNCTION N"
# (its own calls of malloc and kin) and "kernel FUNCTION" (the function is in
# workloads/, and neither its registry nor its formula). Callgrind numbers the
# levels of a recursion, fib'2: they are one function.

function plain(name)
{
	sub(/'[0-9]+$/, "", name)
	return name
}

/^fl=/ {
	file = substr($0, 4)
}

/^fn=/ {
	self = plain(substr($0, 4))
	if (file ~ /(^|\/)workloads\/[a-z_]+\.c$/ &&
	    file !~ /\/(workload|truth|spin|delay)\.c$/ && self !~ /_(truth|thread)$/)
		kernel[self]
}

/^cfn=/ {
	callee = plain(substr($0, 5))
}

/^calls=/ {
	n = substr($1, 7)
	calls[callee] += n
	if (callee ~ /^(malloc|calloc|realloc|posix_memalign)$/)
		allocations[self] += n
}

END {
	for (name in calls)
		printf "calls %s %d\n", name, calls[name]
	for (name in allocations)
		printf "allocations %s %d\n", name, allocations[name]
	for (name in kernel)
		printf "kernel %s\n", name
}
