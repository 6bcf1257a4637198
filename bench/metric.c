/* metric.c: the figures of a sample that are compared between arms. */
#include "metric.h"

#include <math.h>
#include <string.h>

#define OWN(member) offsetof(struct sample, member)

const struct metric metrics[] = {
	{ "latency", OWN(median_ns), OWN(pair_latency),
	  "latency seen by the client" },
	{ "latency_p90", OWN(p90_ns), 0, "90th percentile of the latency" },
	{ "handler_wall", OWN(handler_wall_ns), OWN(pair_handler_wall),
	  "time in the handler" },
	{ "handler_cpu", OWN(handler_cpu_ns), OWN(pair_handler_cpu),
	  "CPU time of the handler's thread" },
	{ "service_cpu", OWN(service_cpu_ns), OWN(pair_service_cpu),
	  "CPU time of the whole process, per request" },
	{ "latency_medians", OWN(median_ns), 0,
	  "latency as a ratio of block medians, not of pairs" },
	{ NULL, 0, 0, NULL },
};

const struct metric *metric_by_name(const char *name)
{
	const struct metric *metric = metrics;

	while (metric->name && strcmp(metric->name, name) != 0)
		metric++;
	return metric->name ? metric : NULL;
}

double sample_figure(const struct sample *sample, size_t offset)
{
	double value;

	memcpy(&value, (const char *)sample + offset, sizeof(value));
	return value;
}

size_t metric_values(const struct metric *metric,
		     const struct endpoint *endpoint, unsigned arm,
		     double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < endpoint->block_count; i++) {
		const struct sample *samples = endpoint->blocks[i].samples;
		double value =
			metric->pair ?
				sample_figure(&samples[arm], metric->pair) :
				log(sample_figure(&samples[arm], metric->own) /
				    sample_figure(&samples[0], metric->own));

		if (samples[arm].requests && samples[0].requests &&
		    isfinite(value))
			values[count++] = value;
	}
	return count;
}

size_t metric_own(size_t offset, const struct endpoint *endpoint, unsigned arm,
		  double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < endpoint->block_count; i++) {
		const struct sample *sample = &endpoint->blocks[i].samples[arm];
		double value = sample_figure(sample, offset);

		if (sample->requests && isfinite(value))
			values[count++] = value;
	}
	return count;
}
