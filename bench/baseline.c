/* baseline.c: a plain run that was saved, to compare with later ones. */
#include "baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "bench/metric.h"
#include "bench/stage.h"

static char *baseline_path(const char *profiles)
{
	return path_format("%s/baseline.json", profiles);
}

int baseline_open(struct baseline *baseline, const char *profiles,
		  struct reason *why)
{
	char *path = baseline_path(profiles);

	baseline->run = NULL;
	if (access(path, R_OK) < 0)
		reason_set(why,
			   "there is no saved baseline (%s); `tare bench "
			   "--mode baseline` makes one",
			   path);
	else
		baseline->run = json_read(path, why);
	free(path);
	return baseline->run ? 0 : -1;
}

void baseline_release(struct baseline *baseline)
{
	if (baseline->run)
		json_object_put(baseline->run);
	baseline->run = NULL;
}

int baseline_save(const struct run *run, const char *profiles,
		  struct reason *why)
{
	char *from = path_format("%s/run.json", run->directory);
	char *to = baseline_path(profiles);
	int status = file_copy(from, to, 0644, why);

	free(from);
	free(to);
	return status;
}

/* The saved endpoint with the same target, parameters included. */
static struct json_object *find_endpoint(struct json_object *run,
					 const struct endpoint *endpoint)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	char *target = endpoint_target(endpoint);
	struct json_object *found = NULL;

	for (size_t i = 0;
	     i < json_length(endpoints); i++) {
		struct json_object *saved =
			json_at(endpoints, i);

		if (strcmp(json_text(saved, "target", ""), target) == 0)
			found = saved;
	}
	free(target);
	return found;
}

/* The saved block medians of the plain arm, as logs; malloc'd. */
static double *saved_values(struct json_object *endpoint, size_t *count)
{
	struct json_object *blocks = json_get(endpoint, "blocks");
	size_t length = json_length(blocks);
	double *values = calloc(length + 1, sizeof(*values));

	*count = 0;
	for (size_t i = 0; values && i < length; i++) {
		struct json_object *block =
			json_at(blocks, i);
		struct json_object *arm =
			json_at(json_get(block, "arms"), 0);
		double value = log(json_get_number(arm, metrics[0].name, NAN));

		if (isfinite(value))
			values[(*count)++] = value;
	}
	return values;
}

/* An arm's block medians of this run, as logs; malloc'd. */
static double *own_values(const struct endpoint *endpoint, unsigned arm,
			  size_t *count)
{
	double *values = calloc(endpoint->block_count + 1, sizeof(*values));

	*count = values ? metric_own(metrics[0].own, endpoint, arm, values) :
			  0;
	for (size_t i = 0; i < *count; i++)
		values[i] = log(values[i]);
	return values;
}

void baseline_compare(const struct baseline *baseline, const struct run *run,
		      const struct endpoint *endpoint, unsigned arm,
		      struct across *across)
{
	struct json_object *saved = find_endpoint(baseline->run, endpoint);
	size_t then_count, now_count, arm_count;
	double *then, *now, *cell;

	*across = (struct across){ .known = saved != NULL };
	if (!saved)
		return;
	then = saved_values(saved, &then_count);
	now = own_values(endpoint, 0, &now_count);
	cell = own_values(endpoint, arm, &arm_count);
	welch_compare(&across->cell, cell, arm_count, then, then_count,
		      run->plan.confidence);
	welch_compare(&across->drift, now, now_count, then, then_count,
		      run->plan.confidence);
	free(then);
	free(now);
	free(cell);
}
