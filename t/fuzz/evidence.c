/* evidence.c: what is done with evidence, and evidence.json as it is read back. */
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "export/form.h"
#include "fuzz.h"

static void check_same(struct json_object *a, struct json_object *b)
{
	const int flags = JSON_C_TO_STRING_PLAIN;

	check(strcmp(json_object_to_json_string_ext(a, flags),
		     json_object_to_json_string_ext(b, flags)) == 0);
}

/* Written and read back, it is the same. */
static void check_json(const struct evidence *evidence)
{
	struct json_object *json = evidence_to_json(evidence);
	const char *text = json_object_to_json_string(json);
	struct json_object *read = fuzz_json(text, strlen(text));
	struct json_object *again;
	struct evidence back;
	struct reason why;

	evidence_init(&back);
	check(read && evidence_from_json(&back, read, &why) == 0);
	again = evidence_to_json(&back);
	check_same(again, json);
	evidence_release(&back);
	json_object_put(again);
	json_object_put(read);
	json_object_put(json);
}

static void check_merge(const struct evidence *evidence)
{
	struct evidence sum;

	evidence_init(&sum);
	check(evidence_merge(&sum, evidence) == 0);
	check(evidence_merge(&sum, evidence) == 0);
	check(sum.function_count == evidence->function_count);
	check(sum.stack_count == evidence->stack_count);
	evidence_release(&sum);
}

/* What is asked of it by name. */
static void check_sums(const struct evidence *evidence)
{
	double bytes;

	for (size_t i = 0; i < evidence->function_count; i++)
		evidence_calls(evidence, evidence->functions[i].name);
	for (size_t i = 0; i < evidence->site_count; i++)
		evidence_allocations(evidence, evidence->sites[i].function,
				     &bytes);
}

/* Every form can be made of it, or it has no stacks. */
static void check_forms(const struct evidence *evidence)
{
	static const char *const names[] = { "folded", "pprof", "speedscope",
					     "svg" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct reason why = { "" };
		struct buf out;

		buf_init(&out);
		if (form_write(form_by_name(names[i]), evidence, "it", &out,
			       &why) == 0)
			check(out.len > 0 && evidence->stack_count > 0);
		else
			check(why.text[0] && evidence->stack_count == 0);
		buf_release(&out);
	}
}

void fuzz_use(struct evidence *evidence)
{
	struct buf text;

	buf_init(&text);
	evidence_sort(evidence);
	evidence_print(evidence, &text);
	evidence_print_sites(evidence, &text);
	check_json(evidence);
	check_merge(evidence);
	check_sums(evidence);
	check_forms(evidence);
	buf_release(&text);
}

FUZZ(evidence, "*/*.json")
{
	struct json_object *json = fuzz_json(text, length);
	struct evidence evidence;
	struct reason why = { "" };

	evidence_init(&evidence);
	if (json && evidence_from_json(&evidence, json, &why) == 0)
		fuzz_use(&evidence);
	else
		check(!json || why.text[0]);
	evidence_release(&evidence);
	json_object_put(json);
}
