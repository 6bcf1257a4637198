/* pass.c: one process under one tool, from its start to its evidence. */
#include "pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/stop.h"
#include "bench/target.h"
#include "client/client.h"
#include "profilers/array.h"
#include "stats/quantile.h"

enum { REQUEST_TIMEOUT_MS = 300000 };

/* The share of the first part, of each request. */
struct shares {
	double *value;
	size_t count;
};

/* Add what the program's own clocks say in the last reply. */
static int add_parts(struct pass *pass, struct shares *shares,
		     const struct truth *truth, const struct client *client)
{
	double first = NAN, all = 0, *value;

	if (truth->part_count == 0)
		return 0;
	for (unsigned i = 0; i < truth->part_count; i++) {
		const char *text = client->server_timing;
		int64_t ns = server_timing_ns(text, strlen(text),
					      truth->part[i].name);
		double s = ns < 0 ? NAN : (double)ns / 1e9;

		evidence_add(&pass->part_cpu_s[i], s);
		all += s;
		first = i == 0 ? s : first;
	}
	value = array_grow(shares->value, shares->count, sizeof(*value));
	if (!value)
		return -1;
	shares->value = value;
	if (!isnan(first / all))
		value[shares->count++] = first / all;
	return 0;
}

/* Enough was sent, by one of the three bounds; the first request is always. */
static bool enough(const struct pass *pass, const struct pass_plan *plan,
		   const struct target *target, int64_t cpu_ns, int64_t start)
{
	double n = pass->requests, cpu_s, wall_s;

	if (pass->requests >= plan->requests)
		return true;
	if (pass->requests == 0)
		return false;
	cpu_s = (double)(target_service_cpu_ns(target) - cpu_ns) / 1e9;
	wall_s = (double)(clock_wall_ns() - start) / 1e9;
	return (plan->cpu_s > 0 && cpu_s >= plan->cpu_s) ||
	       (plan->limit_s > 0 && wall_s * (n + 1) / n > plan->limit_s);
}

static int request(struct pass *pass, struct shares *shares,
		   const struct truth *truth, struct client *client,
		   struct reason *why)
{
	int code = client_get(client, REQUEST_TIMEOUT_MS, why);

	if (code > 0 && code != 200)
		reason_set(why, "request %u was answered with %d",
			   pass->requests + 1, code);
	if (code != 200)
		return -1;
	if (stop_wanted())
		return reason_set(why, "it was interrupted");
	pass->latency_ns += (double)client->timing.latency_ns;
	pass->requests++;
	if (add_parts(pass, shares, truth, client) < 0)
		return reason_set(why, "no memory for what clocks say");
	return 0;
}

/* All must be answered, or nothing can be said about the sum. */
static int send_all(struct pass *pass, const struct pass_plan *plan,
		    const struct target *target, const char *url,
		    struct reason *why)
{
	struct truth truth = { .count = 0 };
	struct shares shares = { NULL, 0 };
	int64_t start = clock_wall_ns();
	int64_t cpu_ns = target_service_cpu_ns(target);
	struct client client;
	int status = client_init(&client, url, why);

	plan->workload->truth(plan->args, &truth);
	if (status == 0 && plan->delay)
		status = client_add_header(&client, "Tare-Delay", plan->delay,
					   why);
	while (status == 0 && !enough(pass, plan, target, cpu_ns, start))
		status = request(pass, &shares, &truth, &client, why);
	pass->latency_ns /= pass->requests;
	pass->service_cpu_s = (double)target_service_cpu_ns(target) / 1e9;
	pass->serving_cpu_s = pass->service_cpu_s - (double)cpu_ns / 1e9;
	pass->clock_share = quantile_of(shares.value, shares.count, 0.5);
	client_release(&client);
	free(shares.value);
	return status;
}

/* Nothing is known yet. */
static void pass_clear(struct pass *pass)
{
	*pass = (struct pass){ .service_cpu_s = NAN, .serving_cpu_s = NAN,
			      .clock_share = NAN };
	for (unsigned i = 0; i < PART_MAX; i++)
		pass->part_cpu_s[i] = NAN;
}

int pass_capture(struct pass *pass, const struct pass_plan *plan,
		 struct stage *stage, const char *out, struct reason *why)
{
	char *socket = stage_socket(stage, 0);
	char *url = stage_url_of(stage, 0, plan->workload, plan->args);
	struct target_plan start = { .room = &stage->room,
				     .profiler = plan->profiler,
				     .workload = plan->workload,
				     .socket = socket,
				     .out = out,
				     .cpu_plus_1 = stage->pin.service };
	struct target target;
	int status = target_start(&target, &start, why);
	int64_t since = clock_wall_ns();

	pass_clear(pass);
	if (status == 0)
		status = send_all(pass, plan, &target, url, why);
	pass->serve_ns = (double)(clock_wall_ns() - since);
	target_stop(&target);
	pass->start_ns = (double)target.start_ns;
	pass->attach_ns = (double)target.attach_ns;
	pass->stop_ns = (double)target.stop_ns;
	pass->written_bytes = dir_size(out);
	if (status == 0 && (target.killed || target.unwatched))
		status = reason_set(why, "%s", target.why.text);
	free(socket);
	free(url);
	return status;
}

int pass_read(struct pass *pass, const struct pass_plan *plan,
	      const struct stage *stage, const char *out,
	      struct evidence *evidence, struct reason *why)
{
	const struct profiler *profiler = plan->profiler;
	int64_t start = clock_wall_ns();
	struct capture capture = { .profiler = profiler,
				   .out = out,
				   .text = plan->text };
	char *binary;
	int status = -1;

	evidence_init(evidence);
	if (!profiler->read)
		return 0;
	binary = room_binary(&stage->room, profiler->flavour, why);
	capture.binary = binary;
	if (binary && dir_make(plan->text, why) == 0)
		status = profiler->read(&capture, evidence, why);
	pass->read_ns = (double)(clock_wall_ns() - start);
	free(binary);
	return status;
}

int pass_measure(struct pass *pass, const struct pass_plan *plan,
		 struct stage *stage, struct evidence *evidence,
		 struct reason *why)
{
	char *out = stage_out(stage, plan->profiler, why);
	int status;

	pass_clear(pass);
	evidence_init(evidence);
	if (!out)
		return -1;
	status = pass_capture(pass, plan, stage, out, why);
	if (status == 0)
		status = pass_read(pass, plan, stage, out, evidence, why);
	dir_remove(out);
	free(out);
	return status;
}

double pass_watched_s(const struct pass *pass, const struct profiler *profiler)
{
	return profiler->apply == APPLY_ATTACH ? pass->serving_cpu_s :
						 pass->service_cpu_s;
}
