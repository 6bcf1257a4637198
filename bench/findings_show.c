/* findings_show.c: what a profiler knows just now, as JSON and as a table. */
#include "findings.h"

#include <stdio.h>

#include "base/json.h"
#include "base/units.h"

/* "2026-11-22T14:00:00.123Z" (RFC 3339). */
static const char *time_text(const struct timespec *time, char *text,
			     size_t size)
{
	char whole[32];
	struct tm utc;

	gmtime_r(&time->tv_sec, &utc);
	strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text, size, "%s.%03ldZ", whole, time->tv_nsec / 1000000);
	return text;
}

/* Move the members of FROM behind those of TO, and put FROM. */
static void append(struct json_object *to, struct json_object *from)
{
	json_object_object_foreach(from, key, value)
		json_object_object_add(to, key, json_object_get(value));
	json_object_put(from);
}

static struct json_object *part_json(const struct part *part)
{
	const struct served *served = part->snapshot.served;
	const struct workload *workload = served->plan.workload;
	struct json_object *json = json_object_new_object();

	json_set_text(json, "endpoint", workload->name);
	json_set_text(json, "path", workload->path);
	json_set_text(json, "because",
		      part->state == PART_READ ? NULL : part->why.text);
	if (served->unwatched.text[0])
		json_set_text(json, "unwatched", served->unwatched.text);
	if (part->state != PART_READ)
		return json;
	json_set_int(json, "workers", (int64_t)part->snapshot.workers);
	append(json, evidence_to_json(&part->evidence));
	return json;
}

struct json_object *findings_json(const struct findings *findings)
{
	const struct profiler *profiler = findings->source->profiler;
	struct json_object *json = json_object_new_object();
	struct json_object *endpoints = json_object_new_array();
	char text[64];

	json_set_text(json, "profiler", profiler->name);
	json_set_text(json, "counts", profiler->unit);
	json_set_text(json, "taken_at",
		      time_text(&findings->taken_at, text, sizeof(text)));
	json_set_int(json, "took_ns", findings->took_ns);
	json_set_bool(json, "complete", findings->known == findings->count);
	json_set_int(json, "workers", (int64_t)findings->workers);
	append(json, evidence_to_json(&findings->evidence));
	for (size_t i = 0; i < findings->count; i++)
		json_object_array_add(endpoints,
				      part_json(&findings->parts[i]));
	json_set(json, "endpoints", endpoints);
	return json;
}

/* What else is to be known before the table is read; NAN: the tool does not say. */
static void print_numbers(const struct evidence *evidence, struct buf *out)
{
	const struct {
		const char *name;
		double value;
	} rows[] = { { evidence->samples == 1 ? "sample" : "samples",
		       evidence->samples },
		     { "lost", evidence->lost },
		     { "unknown", evidence->unknown },
		     { "truncated", evidence->truncated } };
	const char *before = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].value >= 0) {
			buf_addf(out, "%s%.0f %s", before, rows[i].value,
				 rows[i].name);
			before = ", ";
		}
	}
	if (evidence->note)
		buf_addf(out, "%s%s", before, evidence->note);
	if (*before || evidence->note)
		buf_adds(out, "\n");
}

static void print_head(const struct findings *findings, struct buf *out)
{
	char text[64];

	buf_addf(out, "%s: %zu worker%s of %zu endpoint%s, %s\n",
		 findings->source->profiler->name, findings->workers,
		 plural((double)findings->workers, "s"), findings->known,
		 plural((double)findings->known, "s"),
		 time_text(&findings->taken_at, text, sizeof(text)));
	for (size_t i = 0; i < findings->count; i++) {
		const struct part *part = &findings->parts[i];
		const struct served *served = part->snapshot.served;

		if (part->state != PART_READ)
			buf_addf(out, "without %s: %s\n",
				 served->plan.workload->name, part->why.text);
		if (served->unwatched.text[0])
			buf_addf(out, "a worker of %s is not watched: %s\n",
				 served->plan.workload->name,
				 served->unwatched.text);
	}
	print_numbers(&findings->evidence, out);
	buf_adds(out, "\n");
}

void findings_print(const struct findings *findings, struct buf *out)
{
	unsigned answers = findings->source->profiler->answers;

	print_head(findings, out);
	if (answers & (ANSWER_ALLOCATIONS | ANSWER_PEAK))
		evidence_print_sites(&findings->evidence, out);
	else
		evidence_print(&findings->evidence, out);
}
