/* delay.c: a known amount of work added to one kernel of the request in hand. */
#include "delay.h"

#include <stdio.h>
#include <string.h>

#include "base/option.h"
#include "workloads/spin.h"
#include "workloads/workload.h"

enum { QUOTE_MAX = 64 };

/* A process serves one request at a time. */
static struct {
	const char *function; /* NULL: no delay */
	uint64_t rounds;
} delay;

/* The kernel whose name TEXT begins with, up to LENGTH; or NULL. */
static const char *find_kernel(const struct workload *workload,
			       const char *text, size_t length)
{
	const char *const *name = workload->delays;

	for (; name && *name; name++) {
		if (strlen(*name) == length && memcmp(*name, text, length) == 0)
			return *name;
	}
	return NULL;
}

static int no_kernel(const struct workload *workload, const char *text,
		     struct reason *why)
{
	char names[128] = "none";
	size_t used = 0;

	for (const char *const *name = workload->delays; name && *name; name++) {
		snprintf(names + used, sizeof(names) - used, "%s%s",
			 used ? ", " : "", *name);
		used = strlen(names);
	}
	return reason_set(why,
			  "a delay is FUNCTION=NS, not \"%.*s\"; of %s these "
			  "functions take one: %s",
			  QUOTE_MAX, text, workload->name, names);
}

int delay_set(const struct workload *workload, const char *text,
	      struct reason *why)
{
	size_t length;
	long ns;

	delay.function = NULL;
	if (!text || !*text)
		return 0;
	length = strcspn(text, "=");
	if (!text[length] || !find_kernel(workload, text, length))
		return no_kernel(workload, text, why);
	if (parse_long(text + length + 1, &ns) < 0 || ns < 0 ||
	    ns > DELAY_NS_MOST)
		return reason_set(why,
				  "a delay must be an integer from 0 to %d ns, "
				  "not \"%.*s\"",
				  DELAY_NS_MOST, QUOTE_MAX, text + length + 1);
	delay.function = find_kernel(workload, text, length);
	delay.rounds = (uint64_t)((double)ns / spin_scale()->round_ns);
	return 0;
}

uint64_t delay_rounds(const char *function)
{
	if (!delay.function || strcmp(delay.function, function) != 0)
		return 0;
	return delay.rounds;
}
