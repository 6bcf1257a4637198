/* matrix.c: the lifecycle matrix as JSON. */
#include <stdlib.h>

#include "base/json.h"
#include "base/proc.h"
#include "bench/machine.h"
#include "bench/parts.h"
#include "torture/torture.h"

static void set_measures(struct json_object *json,
			 const struct outcome *outcome)
{
	struct json_object *measures = json_object_new_array();

	for (unsigned i = 0; i < outcome->measure_count; i++) {
		const struct measure *m = &outcome->measures[i];
		struct json_object *one = json_object_new_object();

		json_set_text(one, "what", m->what);
		json_set_number(one, "expected", m->expected);
		json_set_number(one, "reported", m->reported);
		json_object_array_add(measures, one);
	}
	json_set(json, "measures", measures);
}

static const char *text_or_null(const struct reason *reason)
{
	return *reason->text ? reason->text : NULL;
}

static struct json_object *trial_json(const struct trial *trial)
{
	const struct outcome *o = &trial->outcome;
	struct json_object *json = json_object_new_object();
	char ended[64];

	json_set_text(json, "verdict", fate_name(trial->fate));
	json_set_text(json, "because", text_or_null(&trial->because));
	if (trial->fate == FATE_NOT_APPLICABLE || trial->fate == FATE_UNKNOWN)
		return json;
	json_set_int(json, "requests", o->sent);
	json_set_int(json, "failed", o->failed);
	json_set_text(json, "ended",
		      o->late ? "killed: late" :
				proc_status_text(o->status, ended,
						 sizeof(ended)));
	json_set_text(json, "said", text_or_null(&o->said));
	json_set_text(json, "unread", o->read ? NULL : o->unread.text);
	json_set_number(json, "written_bytes", o->written_bytes);
	set_measures(json, o);
	json_set_number(json, "took_s", o->took_s);
	return json;
}

/* "kept", or "kept|lost" where tries differ; malloc'd. */
static char *merge_fates(const struct torture *torture, unsigned o, unsigned s)
{
	unsigned seen = 0;
	struct buf text;

	buf_init(&text);
	for (unsigned t = 0; t < torture->tries; t++) {
		enum fate fate = torture_trial(torture, o, s, t)->fate;

		/* A try that there was no time for says nothing. */
		if (seen & 1u << fate || (t > 0 && fate == FATE_UNKNOWN))
			continue;
		buf_addf(&text, "%s%s", seen ? "|" : "", fate_name(fate));
		seen |= 1u << fate;
	}
	return buf_detach(&text);
}

static struct json_object *cell_json(const struct torture *torture, unsigned o,
				     unsigned s)
{
	struct json_object *json = json_object_new_object();
	struct json_object *tries = json_object_new_array();
	char *verdict = merge_fates(torture, o, s);

	json_set_text(json, "event", torture->ordeals[o].event->name);
	json_set_text(json, "arm", torture->subjects[s].arm->label);
	json_set_text(json, "verdict", verdict);
	for (unsigned t = 0; t < torture->tries; t++)
		json_object_array_add(
			tries, trial_json(torture_trial(torture, o, s, t)));
	json_set(json, "tries", tries);
	free(verdict);
	return json;
}

static struct json_object *ordeal_json(const struct ordeal *ordeal)
{
	const struct outcome *o = &ordeal->unwatched;
	struct json_object *json = json_object_new_object();
	char ended[64];

	json_set_text(json, "name", ordeal->event->name);
	json_set_text(json, "title", ordeal->event->title);
	json_set_text(json, "unwatched",
		      proc_status_text(o->status, ended, sizeof(ended)));
	json_set_int(json, "failed", o->failed);
	return json;
}

struct json_object *torture_json(const struct torture *torture)
{
	struct json_object *json = json_object_new_object();
	struct json_object *rows = json_object_new_array();
	struct json_object *cells = json_object_new_array();

	set_head(json, torture->run, 1);
	json_set(json, "machine", machine_describe());
	json_set(json, "versions", versions_describe());
	set_arms(json, torture->run);
	json_set_int(json, "tries", torture->tries);
	for (unsigned o = 0; o < torture->ordeal_count; o++) {
		json_object_array_add(rows, ordeal_json(&torture->ordeals[o]));
		for (unsigned s = 0; s < torture->subject_count; s++)
			json_object_array_add(cells,
					      cell_json(torture, o, s));
	}
	json_set(json, "events", rows);
	json_set(json, "cells", cells);
	return json;
}
