/*
 * uftrace_text.c: reads what `uftrace report` prints.
 *
 *	  Total time   Self time       Calls  Function
 *	  ==========  ==========  ==========  ====================
 *	    1.148  s   92.830 us           1  worker_serve
 *	    5.588 ms    5.588 ms       21891  fib
 */
#include "uftrace_text.h"

#include <stdlib.h>

#include "profilers/scan.h"

/* "5.588 ms" as seconds. */
static bool read_time(struct scan *line, double *seconds)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "ns", 1e-9 }, { "us", 1e-6 }, { "ms", 1e-3 },
		      { "s", 1 },     { "m", 60 },    { "h", 3600 } };
	struct scan word;
	double number;

	if (!scan_number(line, &number) || !scan_word(line, &word))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (scan_equals(&word, units[i].name)) {
			*seconds = number * units[i].seconds;
			return true;
		}
	}
	return false;
}

static int read_row(struct scan line, struct evidence *evidence, double *sum)
{
	struct evidence_function *f = NULL;
	double total, self, calls;
	char *name;

	if (!read_time(&line, &total) || !read_time(&line, &self) ||
	    !scan_number(&line, &calls))
		return -1;
	scan_skip_spaces(&line);
	if (scan_left(&line) == 0)
		return -1;
	name = scan_copy(&line);
	if (name)
		f = evidence_function(evidence, name);
	free(name);
	if (!f)
		return -1;
	evidence_add(&f->calls, calls);
	evidence_add(&f->self, self);
	evidence_add(&f->total, total);
	*sum += calls;
	return 0;
}

/* The titles, and the rule below them. */
static bool read_title(struct scan *text)
{
	static const char *const words[] = { "Total", "time",  "Self",
					     "time",  "Calls", "Function" };
	struct scan line, word;

	if (!scan_line(text, &line))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!scan_word(&line, &word) || !scan_equals(&word, words[i]))
			return false;
	return scan_line(text, &line) && scan_starts(&line, "  ===");
}

int uftrace_text_parse(const char *text, size_t length,
		       struct evidence *evidence, double *calls,
		       struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct scan line;

	*calls = 0;
	if (length == 0)
		return reason_set(why, "uftrace reports nothing");
	if (!read_title(&rest))
		return reason_set(why, "this is not what uftrace reports: it "
				       "has no titles");
	if (text[length - 1] != '\n')
		return reason_set(why, "uftrace's report is cut short, in a "
				       "line");
	evidence->unit = "seconds";
	while (scan_line(&rest, &line)) {
		if (read_row(line, evidence, calls) < 0)
			return reason_set(why,
					  "uftrace's report has a row that "
					  "cannot be read: \"%.*s\"",
					  scan_quoted(&line),
					  line.at);
	}
	if (evidence->function_count == 0)
		return reason_set(why, "uftrace's report has no function");
	return 0;
}
