/* run.c: run.json, load.json and torture.json, as they are shown and compared. */
#include <stdlib.h>

#include "base/json.h"
#include "bench/compare.h"
#include "fuzz.h"
#include "report/accuracy.h"
#include "report/advise.h"
#include "report/claims.h"
#include "report/load.h"
#include "report/report.h"
#include "report/torture.h"

/* In every format: a reason, or some text. */
static void print(struct json_object *json,
		  int (*show)(struct json_object *json, const char *format,
			      FILE *out, struct reason *why))
{
	static const char *const formats[] = { "text", "md", "csv", "json" };

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct reason why = { "" };
		char *shown = NULL;
		size_t length = 0;
		FILE *out = open_memstream(&shown, &length);
		int status;

		check(out);
		status = show(json, formats[i], out, &why);
		fclose(out);
		check(status == 0 ? length > 0 : why.text[0]);
		free(shown);
	}
}

FUZZ(run, "run/run*.json")
{
	struct json_object *json = fuzz_json(text, length);

	if (!json)
		return;
	print(json, report_print);
	print(json, report_matrix);
	print(json, accuracy_print);
	report_trusted(json);
	json_object_put(json);
}

/* One table at a time, of a run or of its answers. */
FUZZ(tables, "run/run*.json")
{
	static const char *const tables[] = { "head", "latency", "price",
					      "sentences", "none" };
	struct json_object *json = fuzz_json(text, length);
	char *shown = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&shown, &size);

	check(out);
	for (size_t i = 0; json && i < sizeof(tables) / sizeof(*tables); i++) {
		struct reason why = { "" };

		if (report_table(json, tables[i], "md", out, &why) < 0)
			check(why.text[0]);
	}
	fclose(out);
	free(shown);
	json_object_put(json);
}

static void check_advice(struct json_object *run, const char *need,
			 double budget, const char *endpoint)
{
	struct advice *advice = calloc(1, sizeof(*advice));
	struct reason why = { "" };

	check(advice);
	if (advise(advice, run, need, budget, endpoint, &why) < 0)
		check(why.text[0]);
	else
		check(!advice->best || advice->best->able);
	free(advice);
}

/* What a run says of its profilers: advice for every need, and all claims in full. */
FUZZ(judgement, "run/run*.json")
{
	static const char *const needs[] = { "calls", "cpu",   "lines",
					     "memory", "leaks", "none" };
	struct json_object *json = fuzz_json(text, length);
	struct facts facts[FACTS_MAX];
	char *shown = NULL;
	size_t size = 0, count;
	FILE *out = open_memstream(&shown, &size);

	check(out);
	for (size_t i = 0; json && i < sizeof(needs) / sizeof(*needs); i++) {
		check_advice(json, needs[i], 0.05, NULL);
		check_advice(json, needs[i], 0.2, "/memory");
		check_advice(json, needs[i], 1, NULL);
	}
	count = facts_make(json, facts);
	claims_print(json, facts, count, sheet_format("md"), out);
	claims_list(json, facts, count, out);
	fclose(out);
	check(size > 0);
	free(shown);
	json_object_put(json);
}

/* A list of two runs. */
FUZZ(compare, "run/pair*.json")
{
	struct json_object *json = fuzz_json(text, length);
	struct comparison comparison;
	struct reason why = { "" };

	if (compare_runs(&comparison, json_at(json, 0), json_at(json, 1),
			 "latency", 0.05, 0.01, &why) < 0)
		check(why.text[0]);
	comparison_release(&comparison);
	json_object_put(json);
}

FUZZ(torture, "run/torture*.json")
{
	struct json_object *json = fuzz_json(text, length);

	if (!json)
		return;
	print(json, torture_print);
	torture_trusted(json);
	json_object_put(json);
}

FUZZ(load, "run/load*.json")
{
	struct json_object *json = fuzz_json(text, length);

	if (json)
		print(json, load_print);
	json_object_put(json);
}
