/* runtext.c: a run.json for tests, of arms with known costs and known answers. */
#include "runtext.h"

#include "base/buf.h"
#include "unit.h"

static void add_arms(struct buf *text, const struct runtext_arm *arms,
		     size_t count)
{
	buf_adds(text, "\"arms\":[{\"label\":\"none\",\"role\":\"baseline\"}");
	for (size_t i = 0; i < count; i++) {
		buf_addf(text,
			 ",{\"label\":\"%s\",\"role\":\"measured\","
			 "\"answers\":%s,\"settings\":{",
			 arms[i].label, arms[i].answers);
		if (arms[i].freq)
			buf_addf(text, "\"freq\":%d", arms[i].freq);
		buf_adds(text, "}}");
	}
	buf_adds(text, "],\"accuracy\":{\"arms\":[");
	for (size_t i = 0; i < count; i++)
		buf_addf(text, "%s{\"arm\":\"%s\",\"asked\":1,\"given\":%d%s%s}",
			 i ? "," : "", arms[i].label, *arms[i].accuracy != 0,
			 *arms[i].accuracy ? "," : "", arms[i].accuracy);
	buf_adds(text, "]}");
}

static void add_cell(struct buf *text, const struct runtext_arm *arm,
		     const struct runtext_cost *cost)
{
	buf_addf(text, ",{\"arm\":\"%s\",\"estimates\":{", arm->label);
	for (int latency = 0; latency < 2 && !isnan(cost->ratio); latency++)
		buf_addf(text,
			 "%s\"%s\":{\"blocks\":8,\"ratio\":%.6f,\"low\":%.6f,"
			 "\"high\":%.6f}",
			 latency ? "," : "",
			 latency ? "latency" : "service_cpu", cost->ratio,
			 cost->low, cost->high);
	buf_adds(text, "},\"check\":{\"status\":\"exact\",\"rows\":[]}}");
}

struct json_object *runtext_make(const struct runtext_arm *arms, size_t count)
{
	struct json_object *run;
	struct buf text;

	buf_init(&text);
	buf_adds(&text, "{\"id\":\"x\",\"complete\":true,\"elapsed_s\":1,"
			"\"trust\":{\"trusted\":true},");
	add_arms(&text, arms, count);
	buf_adds(&text, ",\"endpoints\":[");
	for (size_t e = 0; e < 4 && arms[0].costs[e].path; e++) {
		buf_addf(&text, "%s{\"path\":\"%s\",\"cells\":[{\"arm\":\"none\"}",
			 e ? "," : "", arms[0].costs[e].path);
		for (size_t a = 0; a < count; a++)
			add_cell(&text, &arms[a], &arms[a].costs[e]);
		buf_adds(&text, "]}");
	}
	buf_adds(&text, "]}");
	run = json_tokener_parse(text.text);
	if (!run)
		fail_msg("no JSON: %s", text.text);
	buf_release(&text);
	return run;
}
