/* family.c: which processes a service consists of. */
#include "family.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/usage.h"

/* /proc/PID/stat: "PID (NAME) STATE PARENT ...", where NAME may hold anything. */
char family_state(pid_t pid, pid_t *parent)
{
	char *path = path_format("/proc/%ld/stat", (long)pid);
	struct reason ignored;
	struct buf text;
	const char *close;
	char state = 0;

	*parent = 0;
	buf_init(&text);
	if (file_read(path, &text, &ignored) == 0) {
		close = strrchr(text.text, ')');
		if (close && strlen(close) > 4) {
			state = close[2];
			*parent = (pid_t)strtol(close + 4, NULL, 10);
		}
	}
	buf_release(&text);
	free(path);
	return state;
}

/* Which processes are wanted. */
struct wish {
	pid_t above;	    /* its parent, or the first of its family */
	const char *binary; /* what it runs */
};

/* All processes that IS wanted, into PIDS, at most MOST. Returns how many there are. */
static size_t find(bool (*is)(pid_t pid, const struct wish *wish),
		   const struct wish *wish, pid_t *pids, size_t most)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	size_t count = 0;

	while (proc && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 1 || !is(pid, wish))
			continue;
		if (count < most)
			pids[count] = pid;
		count++;
	}
	if (proc)
		closedir(proc);
	return count;
}

static bool is_child(pid_t pid, const struct wish *wish)
{
	pid_t parent;

	return family_state(pid, &parent) && parent == wish->above;
}

size_t family_children(pid_t parent, pid_t *pids, size_t most)
{
	const struct wish children = { .above = parent };

	return find(is_child, &children, pids, most);
}

/* It has become the service, and is no longer what starts it. */
static bool runs(pid_t pid, const char *binary)
{
	char *link = path_format("/proc/%ld/exe", (long)pid);
	char program[4096];
	ssize_t length = readlink(link, program, sizeof(program) - 1);

	free(link);
	if (length < 0)
		return false;
	program[length] = '\0';
	return strcmp(program, binary) == 0;
}

/* Fill FAMILY from PID up to FIRST; false when FIRST is not above it. */
static bool climb(struct family *family, pid_t pid, pid_t first)
{
	family->count = 0;
	while (pid > 1 && family->count < FAMILY_MAX) {
		family->pids[family->count++] = pid;
		if (pid == first)
			return true;
		family_state(pid, &pid);
	}
	return false;
}

bool family_has(pid_t first, pid_t pid)
{
	struct family ignored;

	return climb(&ignored, pid, first);
}

static bool is_member(pid_t pid, const struct wish *wish)
{
	return runs(pid, wish->binary) && family_has(wish->above, pid);
}

size_t family_members(pid_t first, const char *binary, pid_t *pids, size_t most)
{
	const struct wish members = { first, binary };

	return find(is_member, &members, pids, most);
}

void family_find(struct family *family, pid_t first, const char *binary)
{
	pid_t service;

	if (family_members(first, binary, &service, 1) > 0 &&
	    climb(family, service, first))
		return;
	family->pids[0] = first;
	family->count = 1;
}

int64_t family_cpu_ns(const struct family *family)
{
	int64_t sum = family->count ? usage_cpu_ns(family->pids[0]) : -1;

	for (unsigned i = 1; i < family->count && sum >= 0; i++) {
		int64_t more = usage_cpu_ns(family->pids[i]);

		sum += more > 0 ? more : 0;
	}
	return sum;
}

double family_peak_rss(const struct family *family)
{
	double sum = family->count ? 0 : NAN;

	for (unsigned i = 0; i < family->count; i++)
		sum += usage_peak_rss(family->pids[i]);
	return sum;
}
