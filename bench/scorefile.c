/* scorefile.c: a score as JSON. */
#include "scorefile.h"

#include <math.h>
#include <stddef.h>

#include "base/json.h"
#include "base/member.h"

static const struct {
	const char *key;
	size_t offset;
} rows[] = {
	{ "calls_error", offsetof(struct score, calls_error) },
	{ "cpu_worst_points", offsetof(struct score, cpu_worst) },
	{ "cpu_mean_points", offsetof(struct score, cpu_mean) },
	{ "overlap", offsetof(struct score, overlap) },
	{ "edge_recall", offsetof(struct score, edge_recall) },
	{ "edge_wrong", offsetof(struct score, edge_wrong) },
	{ "tail_seen", offsetof(struct score, tail_seen) },
	{ "allocations_error", offsetof(struct score, allocations_error) },
	{ "bytes_error", offsetof(struct score, bytes_error) },
	{ "peak_error", offsetof(struct score, peak_error) },
	{ "leaks_error", offsetof(struct score, leaks_error) },
	{ "yield", offsetof(struct score, yield) },
	{ "imbalance", offsetof(struct score, imbalance) },
	{ "wrongness", offsetof(struct score, wrongness) },
};

struct json_object *score_json(const struct score *score)
{
	struct json_object *json = json_object_new_object();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double value = member_number(score, rows[i].offset);

		if (!isnan(value))
			json_set_number(json, rows[i].key, value);
	}
	if (score->imbalance > 0)
		json_set_text(json, "imbalance_of", score->imbalance_of);
	if (!isnan(score->calls_error)) {
		json_set_int(json, "calls_missing", score->calls_missing);
		json_set_int(json, "calls_invented", score->calls_invented);
	}
	if (score->part_count) {
		json_set_number(json, "share", score->share[0]);
		json_set_text(json, "hottest", score->hottest);
		json_set_bool(json, "hottest_right", score->hottest_right);
	}
	return json;
}
