/* times.c: the figures that a histogram of times is reported by. */
#include "times.h"

#include <math.h>

#include "base/json.h"
#include "stats/histogram.h"

const struct times_quantile times_quantiles[TIMES_QUANTILES] = {
	{ "p50", 0.5 },
	{ "p90", 0.9 },
	{ "p99", 0.99 },
	{ "p99.9", 0.999 },
};

double times_quantile(const struct histogram *histogram, double share)
{
	double above = (double)histogram->count * (1 - share);

	/* 1000 * (1 - 0.999) must not count as less than 1. */
	if (above < 1 - 1e-9)
		return NAN;
	return histogram_quantile(histogram, share);
}

struct json_object *times_json(const struct histogram *histogram)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "count", (int64_t)histogram->count);
	json_set_number(json, "mean", histogram_mean(histogram));
	json_set_number(json, "min", histogram_min(histogram));
	for (unsigned i = 0; i < TIMES_QUANTILES; i++)
		json_set_number(json, times_quantiles[i].name,
				times_quantile(histogram,
					       times_quantiles[i].share));
	json_set_number(json, "max", histogram_max(histogram));
	return json;
}
