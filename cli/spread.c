/* spread.c: how the spread of answers is shown. */
#include "cli/spread.h"

#include <stdio.h>

#include "base/json.h"

static void print_way(const char *name, const struct spread_way *way)
{
	printf("  %-26s sd %.3f %%, 95 %% of the answers within %.3f points, "
	       "%.0f %% of them over 5 %% off\n",
	       name, 100 * way->sd, 100 * way->span, 100 * way->over_5);
}

void spread_print(const struct spread *spread, const struct spread_plan *plan,
		  bool beside)
{
	const struct spread_way *usual = &spread->usual, *ours = &spread->ours;

	printf("%s against itself, %zu answers each, %ld requests a side%s%s\n",
	       plan->workload->path, ours->answers, plan->requests,
	       beside ? ", beside a busy neighbour" : "",
	       ours->answers < (size_t)plan->answers ? ", stopped early" : "");
	print_way("means, one after the other", usual);
	print_way("a block, both in turn", ours);
	printf("  the block is %.1f times narrower by sd, %.1f times by the 95 "
	       "%% span\n",
	       usual->sd / ours->sd, usual->span / ours->span);
}

static struct json_object *way_json(const struct spread_way *way)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "sd_log", way->sd);
	json_set_number(json, "span_95_log", way->span);
	json_set_number(json, "over_5_percent", way->over_5);
	return json;
}

void spread_print_json(const struct spread *spread,
		       const struct spread_plan *plan, bool beside)
{
	struct json_object *json = json_object_new_object();
	size_t answers = spread->ours.answers;

	json_set_text(json, "path", plan->workload->path);
	json_set_int(json, "answers", (int64_t)answers);
	json_set_int(json, "requests", plan->requests);
	json_set_bool(json, "neighbour", beside);
	json_set_bool(json, "complete", answers == (size_t)plan->answers);
	json_set(json, "sequential_means", way_json(&spread->usual));
	json_set(json, "block", way_json(&spread->ours));
	puts(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY));
	json_object_put(json);
}
