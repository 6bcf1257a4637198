/* shell.c: workloads straight from the command line, with no server. */
#include "shell.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jot.h"
#include "base/version.h"
#include "fcgi/describe.h"

static void print_object(struct json_object *object)
{
	puts(json_object_to_json_string_ext(
		object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static void print_run(const struct workload *workload, const long *args,
		      long repeat, const struct result *result, int64_t wall,
		      int64_t cpu)
{
	struct buf out;

	buf_init(&out);
	jot_open(&out, NULL, '{');
	jot_text(&out, "endpoint", workload->name);
	jot_text(&out, "version", TARE_VERSION);
	jot_int(&out, "repeat", repeat);
	jot_open(&out, "timing", '{');
	jot_int(&out, "wall_ns", wall);
	jot_int(&out, "cpu_ns", cpu);
	jot_close(&out, '}');
	describe_answer(&out, workload, args, result);
	jot_close(&out, '}');
	puts(out.text);
	buf_release(&out);
}

int shell_run(const char *name, int word_count, char **words, long repeat,
	      struct reason *why)
{
	const struct workload *workload = workload_by_name(name);
	struct result result = { 0 };
	long args[PARAM_MAX];
	int64_t wall, cpu;

	if (!workload)
		return reason_set(why,
				  "no workload is called \"%s\"; --list shows "
				  "them",
				  name);
	if (workload_set_words(workload, word_count, words, args, why) < 0)
		return -1;
	wall = clock_wall_ns();
	cpu = clock_cpu_ns();
	for (long i = 0; i < repeat; i++) {
		result = (struct result){ 0 };
		if (workload->run(args, &result) < 0)
			return reason_errno(why, "%s failed", name);
	}
	cpu = clock_cpu_ns() - cpu;
	wall = clock_wall_ns() - wall;
	print_run(workload, args, repeat, &result, wall, cpu);
	return 0;
}

static void list_row(const struct workload *workload)
{
	printf("%-12s %-16s %s\n", workload->name, workload->path,
	       workload->summary);
	for (const struct param *p = workload->params; p && p->name; p++)
		printf("%29s %s=%ld  from %ld to %ld: %s\n", "", p->name,
		       p->fallback, p->min, p->max, p->help);
}

void shell_list(bool as_json)
{
	struct json_object *all = json_object_new_array();

	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if (as_json)
			json_object_array_add(all, describe_workload(*w));
		else
			list_row(*w);
	}
	if (as_json)
		print_object(all);
	else
		json_object_put(all);
}
