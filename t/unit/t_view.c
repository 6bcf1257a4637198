/* t_view.c: a view is joined, ordered and advised right. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export/gzip.h"
#include "unit.h"
#include "view/advice.h"
#include "view/diff.h"
#include "view/load.h"
#include "view/show.h"
#include "view/view.h"

/* Evidence of one function with so much time, half of it in line 7 of FILE. */
static void cpu(struct evidence *evidence, const char *file, double seconds,
		double samples)
{
	evidence_init(evidence);
	evidence_function(evidence, "f")->self = seconds;
	evidence_line(evidence, file, 7)->self = seconds / 2;
	evidence->samples = samples;
	evidence->unit = "seconds";
}

UNIT(view_takes_each_column_from_the_first_who_says_it)
{
	struct evidence first, second;
	struct view view;

	cpu(&first, "/src/a.c", 2, 100);
	cpu(&second, "a.c", 8, 100);
	evidence_site(&second, "f", "a.c", 7)->allocations = 3;
	view_init(&view);
	assert_int_equal(view_add(&view, &first, "one", NULL), 0);
	assert_int_equal(view_add(&view, &second, "two", "exact"), 0);
	view_finish(&view);
	/* Two names of one file. */
	assert_int_equal(view.line_count, 1);
	assert_string_equal(view.lines[0].file, "/src/a.c");
	assert_true(view.lines[0].value[VIEW_USER] == 1);
	assert_true(view.lines[0].value[VIEW_ALLOCATIONS] == 3);
	assert_true(view_share(&view, &view.lines[0], VIEW_USER) == 0.5);
	assert_string_equal(view.said[GROUP_CPU].profiler, "one");
	assert_string_equal(view.said[GROUP_MEMORY].profiler, "two");
	assert_string_equal(view.said[GROUP_MEMORY].error, "exact");
	assert_false(view_has(&view, VIEW_KERNEL));
	view_release(&view);
	evidence_release(&first);
	evidence_release(&second);
}

/* Whether RULE's text is among the advice on LINE. */
static bool advised(const struct view *view, const struct view_line *line,
		    const char *rule)
{
	const struct advice *r = advice_rules;
	struct buf text;
	bool found;

	while (r->name && strcmp(r->name, rule) != 0)
		r++;
	assert_non_null(r->name);
	buf_init(&text);
	advice_add(view, line, &text);
	found = strstr(text.text, r->text) != NULL;
	buf_release(&text);
	return found;
}

/* RULE holds when COLUMN has ENOUGH of a total of 100 times that, not with LESS. */
struct threshold {
	const char *rule;
	enum view_column column;
	double total, enough, less;
	enum view_column other; /* is OF there */
	double of;
};

UNIT(advice_follows_its_thresholds)
{
	static const struct threshold rows[] = {
		{ "library", VIEW_LIBRARY, 100, 5, 4.9, VIEW_USER, 4 },
		{ "library", VIEW_LIBRARY, 100, 20, 10, VIEW_USER, 15 },
		{ "kernel", VIEW_KERNEL, 100, 5, 4.9, VIEW_USER, 0 },
		{ "calls", VIEW_CALLS, 4e5, 1e5, 99999, VIEW_USER, 0 },
		{ "calls", VIEW_CALLS, 1e6, 25e4, 24e4, VIEW_USER, 0 },
		{ "loop", VIEW_ALLOCATIONS, 2000, 1000, 999, VIEW_BYTES, 1 },
		{ "loop", VIEW_ALLOCATIONS, 40000, 2000, 1999, VIEW_BYTES, 1 },
		{ "loop", VIEW_ALLOCATIONS, 2000, 1000, 1000.0 - 1, VIEW_BYTES,
		  4096000 },
		{ "temporary", VIEW_TEMPORARY, 1000, 100, 99, VIEW_ALLOCATIONS,
		  150 },
		{ "temporary", VIEW_TEMPORARY, 1000, 200, 199,
		  VIEW_ALLOCATIONS, 400 },
		{ "leak", VIEW_LEAKED, 5000, 1024, 1023, VIEW_BYTES, 2000 },
		{ "leak", VIEW_LEAKED, 5000, 2000, 1999, VIEW_BYTES, 200000 },
		{ "copy", VIEW_COPIED, 2e6, 1e6, 999999, VIEW_USER, 0 },
		{ "copy", VIEW_COPIED, 2e7, 2e6, 1.9e6, VIEW_USER, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct threshold *row = &rows[i];
		struct view_line *line;
		struct view view;

		view_init(&view);
		line = view_line(&view, "a.c", 1);
		view.total[row->column] = row->total;
		line->value[row->other] = row->of;
		line->value[row->column] = row->enough;
		if (!advised(&view, line, row->rule))
			fail_msg("row %zu: \"%s\" does not hold", i, row->rule);
		line->value[row->column] = row->less;
		if (advised(&view, line, row->rule))
			fail_msg("row %zu: \"%s\" holds", i, row->rule);
		view_release(&view);
	}
}

/* A line with a text, and a value in the column of user time. */
static void put(struct view *view, int number, const char *text, double seconds)
{
	struct view_line *line = view_line(view, "a.c", number);

	line->text = strdup(text);
	line->value[VIEW_USER] = seconds;
	view->total[VIEW_USER] = 10;
	view->said[GROUP_CPU].samples = 1000;
}

UNIT(diff_finds_lines_that_moved)
{
	struct view before, after;
	struct change *changes;
	size_t count;

	view_init(&before);
	view_init(&after);
	put(&before, 10, "\tslow();", 8);
	put(&before, 11, "\tgone();", 1);
	put(&before, 12, "\tsame();", 1);
	put(&after, 20, "\t\tslow();", 2);
	put(&after, 22, "\tsame();", 1.02);
	changes = diff_lines(&before, &after, VIEW_USER, &count);
	assert_int_equal(count, 3);
	assert_int_equal(changes[0].before->line, 10);
	assert_int_equal(changes[0].after->line, 20);
	assert_false(changes[0].noise);
	assert_int_equal(changes[1].before->line, 11);
	assert_null(changes[1].after);
	/* 100 samples against 102: chance. */
	assert_int_equal(changes[2].after->line, 22);
	assert_true(changes[2].noise);
	free(changes);
	view_release(&before);
	view_release(&after);
}

UNIT(diff_of_two_units_is_in_shares)
{
	struct view before, after;
	struct change *changes;
	size_t count;

	view_init(&before);
	view_init(&after);
	put(&before, 10, "\tslow();", 8);
	put(&after, 10, "\tslow();", 500);
	before.said[GROUP_CPU].unit = strdup("seconds");
	after.said[GROUP_CPU].unit = strdup("instructions");
	after.said[GROUP_CPU].samples = NAN;
	after.total[VIEW_USER] = 625;
	assert_string_equal(diff_unit(&before, &after, VIEW_USER), "% of all");
	changes = diff_lines(&before, &after, VIEW_USER, &count);
	assert_int_equal(count, 1);
	assert_true(changes[0].was == 80 && changes[0].is == 80);
	free(changes);
	/* 800 of 1000 samples are 80 % +- 5.7 in 95 of 100 cases. */
	after.lines[0].value[VIEW_USER] = 0.85 * 625;
	changes = diff_lines(&before, &after, VIEW_USER, &count);
	assert_true(changes[0].noise);
	free(changes);
	after.lines[0].value[VIEW_USER] = 0.87 * 625;
	changes = diff_lines(&before, &after, VIEW_USER, &count);
	assert_false(changes[0].noise);
	free(changes);
	view_release(&before);
	view_release(&after);
}

/* Every column at once, on a terminal of 80, and the code can still be read. */
UNIT(view_leaves_room_for_the_source)
{
	static const char file[] = "t/golden/sample.c";
	const struct show show = { .title = "sample", .width = 80 };
	struct evidence evidence;
	struct evidence_line *line;
	struct evidence_site *site;
	struct sources sources;
	struct view view;
	struct buf out;
	const char *row;

	cpu(&evidence, file, 2, 100);
	line = evidence_line(&evidence, file, 47);
	line->self = line->kernel = line->library = 0.3;
	site = evidence_site(&evidence, "list_push", file, 47);
	*site = (struct evidence_site){ .function = site->function,
					.file = site->file,
					.line = site->line,
					.allocations = 60000,
					.bytes = 4e6,
					.peak_bytes = 3e6,
					.leaked_bytes = 1e6,
					.temporary = 1000 };
	view_init(&view);
	assert_int_equal(view_add(&view, &evidence, "one", NULL), 0);
	view_finish(&view);
	assert_int_equal(sources_open(&sources, &view,
				      (const char *const[]){ NULL }), 0);
	buf_init(&out);
	show_text(&show, &view, &sources, &out);
	row = strstr(out.text, "    47  KEEP static");
	assert_non_null(row);
	while (row[-1] != '\n')
		row--;
	assert_true(strcspn(row, "\n") <= 80);
	buf_release(&out);
	sources_close(&sources);
	view_release(&view);
	evidence_release(&evidence);
}

/* As `cat a.gz b.gz` makes it; cut short, it is said. */
UNIT(view_reads_every_member_of_a_gzip_file)
{
	static const char first[] = "main;f 1\n", second[] = "main;g 2\n";
	struct load load = { .path = "both.gz" };
	struct reason why;

	buf_init(&load.bytes);
	gzip_add(&load.bytes, first, strlen(first));
	gzip_add(&load.bytes, second, strlen(second));
	assert_int_equal(load_inflate(&load, &why), 0);
	assert_string_equal(load.bytes.text, "main;f 1\nmain;g 2\n");
	buf_release(&load.bytes);

	buf_init(&load.bytes);
	gzip_add(&load.bytes, first, strlen(first));
	gzip_add(&load.bytes, second, strlen(second));
	load.bytes.len--;
	assert_int_equal(load_inflate(&load, &why), -1);
	assert_non_null(strstr(why.text, "cut short"));
	buf_release(&load.bytes);
}

#define MARK "<script>alert(1)</script>&\""

/* Of everything that a foreign evidence.json may say. */
static void mark(struct view *view, double seconds)
{
	struct evidence evidence;
	struct evidence_function *function;
	struct evidence_line *line;

	cpu(&evidence, MARK ".c", seconds, 100);
	evidence.unit = MARK;
	evidence.note = strdup(MARK);
	function = evidence_function(&evidence, MARK);
	function->self = seconds;
	function->file = strdup(MARK ".c");
	line = evidence_line(&evidence, MARK ".c", 8);
	line->self = seconds;
	line->function = strdup(MARK);
	line->into = strdup(MARK);
	view_init(view);
	assert_int_equal(view_add(view, &evidence, MARK, MARK), 0);
	view_finish(view);
	buf_adds(&view->notes, MARK);
	evidence_release(&evidence);
}

static void expect_no_markup(struct buf *out)
{
	assert_non_null(strstr(out->text, "&lt;script&gt;alert(1)"));
	assert_null(strstr(out->text, "<script"));
	assert_null(strstr(out->text, "&\""));
	buf_release(out);
	buf_init(out);
}

UNIT(no_text_of_a_profile_is_markup_of_a_page)
{
	const struct show show = { .title = MARK }, sorted = { .title = MARK,
							       .sort = "user" };
	struct view before, after;
	struct sources sources;
	struct buf out;

	mark(&before, 2);
	mark(&after, 3);
	assert_int_equal(sources_open(&sources, &before,
				      (const char *const[]){ MARK, NULL }), 0);
	buf_init(&out);
	show_html(&show, &before, &sources, &out);
	expect_no_markup(&out);
	show_html(&sorted, &before, &sources, &out);
	expect_no_markup(&out);
	diff_html(&show, &before, &after, &out);
	expect_no_markup(&out);
	buf_release(&out);
	sources_close(&sources);
	view_release(&before);
	view_release(&after);
}

/* Of the lines a hundred to six hundred FORM has those of NUMBERS, and no other. */
static void expect_lines(const char *form, struct buf *out, const char *before,
			 const char *after, const int *numbers)
{
	for (int n = 100; n <= 600; n += 100) {
		bool wanted = n == numbers[0] || n == numbers[1];
		char text[64];

		snprintf(text, sizeof(text), "%s%d%s", before, n, after);
		if ((strstr(out->text, text) != NULL) != wanted)
			fail_msg("%s: line %d: %s", form, n, out->text);
	}
	buf_release(out);
	buf_init(out);
}

static void expect_top(const struct show *show, struct view *view,
		       const int *numbers)
{
	struct json_object *json;
	struct sources none;
	struct buf out;

	assert_int_equal(sources_open(&none, view,
				      (const char *const[]){ NULL }), 0);
	json = show_json(show, view, &none);
	buf_init(&out);
	show_text(show, view, &none, &out);
	/* The head has a line of each column, with its file. */
	expect_lines("text", &out, "   ", "  (f)", numbers);
	show_html(show, view, &none, &out);
	expect_lines("page", &out, show->sort ? ":" : "<td>", "</td><td>f",
		     numbers);
	show_csv(show, view, &out);
	expect_lines("CSV", &out, "c\",", ",", numbers);
	buf_adds(&out, json_object_to_json_string_ext(json, 0));
	expect_lines("JSON", &out, "\"line\":", ",\"function\":\"f\",\"into",
		     numbers);
	buf_release(&out);
	json_object_put(json);
	sources_close(&none);
}

/* The same lines in every form: those with most of anything, or of one column. */
UNIT(view_top_leaves_the_lines_that_weigh_most)
{
	static const double seconds[] = { 1, 2, 3, 1, 2, 1 };
	static const double bytes[] = { 0, 0, 0, 0, 10, 90 };
	const struct show top = { .title = "it", .top = 2, .width = 80 },
			  sorted = { .title = "it", .top = 2, .sort = "user" },
			  reduced = { .title = "it", .top = 2, .reduced = true };
	struct view view;

	view_init(&view);
	for (int i = 0; i < 6; i++) {
		struct view_line *line = view_line(
			&view, i % 2 ? "b.c" : "a.c", 100 * (i + 1));

		line->function = strdup("f");
		line->value[VIEW_USER] = seconds[i];
		line->value[VIEW_BYTES] = bytes[i];
	}
	view.total[VIEW_USER] = 10;
	view.total[VIEW_BYTES] = 100;
	view_finish(&view);
	expect_top(&top, &view, (const int[]){ 300, 600 });
	expect_top(&reduced, &view, (const int[]){ 300, 600 });
	expect_top(&sorted, &view, (const int[]){ 300, 500 });
	view_release(&view);
}
