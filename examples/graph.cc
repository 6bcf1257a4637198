// graph.cc: C++, and a region: under callgrind, perf, gperftools, heaptrack or jemalloc's
// profiler, only build_edges() is looked at. valgrind --tool=callgrind ./graph
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "../include/tare.h"

using edges = std::vector<std::vector<int>>;

static edges build_edges(int nodes)
{
	TARE_FN();
	TARE_REGION("build_edges");
	edges all(static_cast<std::size_t>(nodes));

	for (int a = 0; a < nodes; a++) {
		for (int b = 2 * a; b < nodes && b <= 2 * a + 2; b++)
			all[static_cast<std::size_t>(a)].push_back(b);
	}
	return all;
}

struct walker {
	const edges &all;
	std::vector<bool> seen;

	void visit(int node)
	{
		TARE_FN();
		if (seen[static_cast<std::size_t>(node)])
			throw std::runtime_error("seen before");
		seen[static_cast<std::size_t>(node)] = true;
		for (int next : all[static_cast<std::size_t>(node)]) {
			try {
				visit(next);
			} catch (const std::runtime_error &) {
				TARE_SCOPE("again");
			}
		}
	}
};

int main()
{
	const edges all = build_edges(2000);
	walker walk{ all, std::vector<bool>(all.size()) };

	walk.visit(0);
	std::size_t count = 0;
	for (bool seen : walk.seen)
		count += seen;
	std::printf("%zu nodes\n", count);
	return 0;
}
