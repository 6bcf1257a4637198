/* findings.c: what a profiler knows just now of the endpoints of its variant. */
#include "findings.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"

static const struct timespec pause_between = { .tv_nsec = 5 * NS_PER_MS };

static void begin(struct findings *findings, const struct workload *only)
{
	const struct findings_source *source = findings->source;

	clock_gettime(CLOCK_REALTIME, &findings->taken_at);
	findings->directory = path_format("%s/live/%s.%d", source->room->path,
				       source->profiler->name, source->number);
	for (size_t i = 0; i < source->count; i++) {
		const struct served *served = &source->served[i];
		struct part *part = &findings->parts[findings->count];

		if (only && served->plan.workload != only)
			continue;
		findings->count++;
		evidence_init(&part->evidence);
		if (snapshot_init(&part->snapshot, served, source->number,
				  findings->directory, &part->why) < 0)
			part->state = PART_FAILED;
	}
}

/* Returns how many parts are waited for. */
static size_t go_on(struct findings *findings)
{
	size_t waiting = 0;

	for (size_t i = 0; i < findings->count; i++) {
		struct part *part = &findings->parts[i];
		int status;

		if (part->state != PART_WAITING)
			continue;
		status = snapshot_go_on(&part->snapshot, &part->why);
		if (status != 0)
			part->state = status > 0 ? PART_WHOLE : PART_FAILED;
		waiting += status == 0;
	}
	return waiting;
}

/* 0 when each part has what it waited for, or never will. */
static int gather(struct findings *findings, struct reason *why)
{
	int64_t since = clock_wall_ns();

	while (go_on(findings) > 0) {
		if (clock_wall_ns() - since > FINDINGS_PATIENCE_S * NS_PER_S)
			break;
		nanosleep(&pause_between, NULL);
	}
	findings->took_ns = clock_wall_ns() - since;
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->parts[i].state == PART_WAITING) {
			snapshot_missing(&findings->parts[i].snapshot, why);
			return -1;
		}
	}
	return 0;
}

static int read_part(struct findings *findings, struct part *part)
{
	if (snapshot_read(&part->snapshot, &part->evidence, &part->why) < 0)
		return -1;
	if (evidence_merge(&findings->evidence, &part->evidence) < 0)
		return reason_set(&part->why, "no memory for evidence");
	findings->workers += part->snapshot.workers;
	findings->known++;
	return 0;
}

static void read_all(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct part *part = &findings->parts[i];

		if (part->state == PART_WHOLE)
			part->state = read_part(findings, part) < 0 ? PART_FAILED :
								   PART_READ;
	}
	evidence_sort(&findings->evidence);
}

int findings_take(struct findings *findings,
		  const struct findings_source *source,
		  const struct workload *only, struct reason *why)
{
	*findings = (struct findings){ .source = source };
	evidence_init(&findings->evidence);
	begin(findings, only);
	if (gather(findings, why) < 0)
		return -1;
	read_all(findings);
	if (findings->known > 0 || findings->count == 0)
		return 0;
	return reason_set(why, "%s has no data of %s: %.300s",
			  source->profiler->name,
			  findings->parts[0].snapshot.served->plan.workload->name,
			  findings->parts[0].why.text);
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		snapshot_release(&findings->parts[i].snapshot);
		evidence_release(&findings->parts[i].evidence);
	}
	evidence_release(&findings->evidence);
	dir_remove(findings->directory);
	free(findings->directory);
}
