/* t_export.c: the forms of a profile, as far as no reader of theirs is needed. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "export/form.h"
#include "base/utf8.h"
#include "unit.h"

static void add_stack(struct evidence *evidence, const char *frames,
		      double weight)
{
	struct evidence_stack *stack = evidence_stack(evidence, frames);

	assert_non_null(stack);
	evidence_add(&stack->weight, weight);
}

static void write_form(const char *form, const struct evidence *evidence,
		       struct buf *out)
{
	struct reason why;

	buf_init(out);
	if (form_write(form_by_name(form), evidence, "a<b: \"c\"", out, &why) < 0)
		fail_msg("%s: %s", form, why.text);
}

UNIT(every_form_that_an_option_takes_is_one)
{
	char *names = strdup(FORM_NAMES);
	char *rest = names;
	size_t count = 0;

	for (char *name; (name = strsep(&rest, "|")); count++) {
		char file[64];

		assert_non_null(form_by_name(name));
		snprintf(file, sizeof(file), "x%s", form_by_name(name)->suffix);
		assert_ptr_equal(form_by_file(file), form_by_name(name));
	}
	assert_int_equal(count, 4);
	assert_null(form_by_name("png"));
	assert_null(form_by_file(".svg"));
	free(names);
}

UNIT(folded_is_in_samples_where_there_are_some)
{
	struct evidence e;
	struct buf out;

	evidence_init(&e);
	e.unit = "seconds";
	add_stack(&e, "main;work<int>(a, b);inner", 0.03);
	add_stack(&e, "main", 0.01);
	write_form("folded", &e, &out);
	assert_string_equal(out.text, "main;work<int>(a, b);inner 30000000\n"
				      "main 10000000\n");
	buf_release(&out);
	e.period = 0.01;
	write_form("folded", &e, &out);
	assert_string_equal(out.text, "main;work<int>(a, b);inner 3\nmain 1\n");
	buf_release(&out);
	evidence_release(&e);
}

UNIT(what_has_no_stacks_has_no_form)
{
	struct evidence e;
	struct reason why;
	struct buf out;

	evidence_init(&e);
	evidence_function(&e, "main")->calls = 1;
	buf_init(&out);
	assert_int_equal(form_write(form_by_name("svg"), &e, "x", &out, &why),
			 -1);
	assert_non_null(strstr(why.text, "no stacks"));
	assert_int_equal(out.len, 0);
	assert_int_equal(form_save_all("/nonexistent", "x", "y", &e, &why), 0);
	add_stack(&e, "main", 1);
	assert_int_equal(form_save_all("/nonexistent", "x", "y", &e, &why), -1);
	evidence_release(&e);
}

UNIT(stacks_know_where_their_frames_are)
{
	struct evidence_function *f;
	struct stacks stacks;
	struct evidence e;
	struct reason why;

	evidence_init(&e);
	e.unit = "seconds";
	add_stack(&e, "main;work;work", 2);
	f = evidence_function(&e, "work");
	f->file = strdup("work.c");
	f->line = 7;
	evidence_site(&e, "main", "main.c", 3);
	assert_int_equal(stacks_open(&stacks, &e, &why), 0);
	assert_int_equal(stacks.frame_count, 2);
	assert_string_equal(stacks.frames[0].file, "main.c");
	assert_int_equal(stacks.frames[0].line, 0);
	assert_string_equal(stacks.frames[1].file, "work.c");
	assert_int_equal(stacks.frames[1].line, 7);
	assert_int_equal(stacks.list[0].depth, 3);
	assert_int_equal(stacks.list[0].path[2], 1);
	stacks_release(&stacks);
	evidence_release(&e);
}

static void clean(const char *text, const char *expected)
{
	char *copy = utf8_copy(text);

	assert_non_null(copy);
	assert_string_equal(copy, expected);
	free(copy);
}

#define BAD "\xef\xbf\xbd"

/* The limits of each length, the surrogates, what is not the shortest, controls. */
UNIT(what_is_not_utf8_is_replaced)
{
	clean("", "");
	clean("operator<<", "operator<<");
	clean("\xc2\xa0\xdf\xbf", "\xc2\xa0\xdf\xbf");
	clean("\xe0\xa0\x80\xef\xbf\xbd", "\xe0\xa0\x80\xef\xbf\xbd");
	clean("\xf0\x90\x80\x80\xf4\x8f\xbf\xbd", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbd");
	clean("a\nb\x7f", "a" BAD "b" BAD);
	clean("\xff", BAD);
	clean("\x80", BAD);
	clean("\xc3", BAD);
	clean("\xc3(", BAD "(");
	clean("\xc1\xbf", BAD BAD);
	clean("\xc2\x85", BAD BAD);
	clean("\xed\xa0\x80", BAD BAD BAD);
	clean("\xef\xbf\xbf", BAD BAD BAD);
	clean("\xf4\x90\x80\x80", BAD BAD BAD BAD);
	clean("\xf0\x80\x80\x80", BAD BAD BAD BAD);
}

/* Names may hold anything, and weights be beyond what a reader can count. */
UNIT(no_name_and_no_weight_breaks_a_form)
{
	static const char *const names[] = { "folded", "pprof", "speedscope",
					     "svg" };
	struct json_object *json;
	struct reason why;
	struct evidence e;
	struct buf out;

	evidence_init(&e);
	e.unit = "bytes";
	add_stack(&e, "", 1);
	add_stack(&e, ";;\xff;a\"&<>'\n]]>", 1e300);
	add_stack(&e, "x", NAN);
	add_stack(&e, "y", -1);
	for (size_t i = 0; i < 4; i++) {
		write_form(names[i], &e, &out);
		assert_true(out.len > 0);
		if (i == 2) {
			json = json_parse(out.text, out.len, "it", &why);
			assert_non_null(json);
			json_object_put(json);
		}
		if (i == 3) {
			assert_non_null(strstr(out.text, "a&lt;b: &quot;c&quot;"));
			assert_null(strstr(out.text, "a\"&<"));
		}
		buf_release(&out);
	}
	evidence_release(&e);
}

/* A unit that no tool has, long enough to be cut in the drawing. */
UNIT(no_text_of_the_evidence_is_markup)
{
	static const char *const names[] = { "folded", "pprof", "speedscope",
					     "svg" };
	struct evidence e;
	struct buf out;

	evidence_init(&e);
	e.unit = "<script>alert(1)</script>\xff\x01&amp;, and forty letters more";
	e.note = strdup("<script>note</script>\x01");
	assert_non_null(e.note);
	add_stack(&e, "<script>main</script>", 3);
	for (size_t i = 0; i < 4; i++) {
		write_form(names[i], &e, &out);
		assert_true(out.len > 0);
		if (i == 2)
			assert_null(memchr(out.text, 0xff, out.len));
		if (i == 3) {
			assert_null(strstr(out.text, "<script>alert"));
			assert_null(strstr(out.text, "<script>note"));
			assert_null(strstr(out.text, "<script>main"));
			assert_null(strpbrk(out.text, "\x01\xff"));
			assert_non_null(strstr(out.text,
					       "3 &lt;script&gt;alert(1)"));
		}
		buf_release(&out);
	}
	evidence_release(&e);
}
