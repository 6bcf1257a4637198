/* metric.c: the figures of a sample that are compared between arms. */
#include "metric.h"

#include <math.h>
#include <string.h>

const struct metric metrics[] = {
	{ "latency", offsetof(struct sample, median_ns),
	  "median latency seen by the client" },
	{ "latency_p90", offsetof(struct sample, p90_ns),
	  "90th percentile of the latency" },
	{ "handler_wall", offsetof(struct sample, handler_wall_ns),
	  "median time in the handler" },
	{ "handler_cpu", offsetof(struct sample, handler_cpu_ns),
	  "median CPU time of the handler's thread" },
	{ "service_cpu", offsetof(struct sample, service_cpu_ns),
	  "CPU time of the whole process, per request" },
	{ NULL, 0, NULL },
};

double metric_of(const struct metric *metric, const struct sample *sample)
{
	double value;

	memcpy(&value, (const char *)sample + metric->offset, sizeof(value));
	return value;
}

size_t metric_values(const struct metric *metric,
		     const struct endpoint *endpoint, unsigned arm,
		     double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < endpoint->block_count; i++) {
		const struct sample *samples = endpoint->blocks[i].samples;
		double value = log(metric_of(metric, &samples[arm]) /
				   metric_of(metric, &samples[0]));

		if (samples[arm].requests && samples[0].requests &&
		    isfinite(value))
			values[count++] = value;
	}
	return count;
}

size_t metric_absolute(const struct metric *metric,
		       const struct endpoint *endpoint, unsigned arm,
		       double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < endpoint->block_count; i++) {
		const struct sample *sample = &endpoint->blocks[i].samples[arm];
		double value = metric_of(metric, sample);

		if (sample->requests && isfinite(value))
			values[count++] = value;
	}
	return count;
}
