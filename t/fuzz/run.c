/* run.c: run.json and load.json, as they are shown and compared. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bench/compare.h"
#include "fuzz.h"
#include "report/load.h"
#include "report/report.h"

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

FUZZ(load, "run/load*.json")
{
	struct json_object *json = fuzz_json(text, length);

	if (json)
		print(json, load_print);
	json_object_put(json);
}
