/*
 * strace_text.c: reads the summary of `strace -c`.
 *
 *	    calls     seconds    errors syscall
 *	--------- ----------- --------- ----------------
 *	       40    0.000412         1 openat
 *	       80    0.000318           write
 *	--------- ----------- --------- ----------------
 *	      120    0.000730         1 total
 */
#include "strace_text.h"

#include <stdlib.h>
#include <string.h>

#include "profilers/scan.h"

struct row {
	double calls, seconds, errors;
	struct scan name;
};

static bool read_row(struct scan line, struct row *row)
{
	row->errors = 0;
	if (!scan_number(&line, &row->calls) ||
	    !scan_number(&line, &row->seconds))
		return false;
	/* A call that never failed has nothing there. */
	scan_number(&line, &row->errors);
	return scan_word(&line, &row->name) && scan_left(&line) == 0;
}

static int add_row(const struct row *row, struct evidence *evidence)
{
	struct evidence_function *f = NULL;
	char *name = scan_copy(&row->name);

	if (name)
		f = evidence_function(evidence, name);
	free(name);
	if (!f)
		return -1;
	evidence_add(&f->calls, row->calls);
	evidence_add(&f->self, row->seconds);
	evidence_add(&f->total, row->seconds);
	return 0;
}

/* The titles and the rule below them. */
static bool read_title(struct scan *text)
{
	static const char *const words[] = { "calls", "seconds", "errors",
					     "syscall" };
	struct scan line, word;

	if (!scan_line(text, &line))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!scan_word(&line, &word) || !scan_equals(&word, words[i]))
			return false;
	return scan_line(text, &line) && scan_starts(&line, "----");
}

/* The last line; it must have its newline. */
static int check_total(struct scan *text, double calls, struct reason *why)
{
	struct scan line;
	struct row total;

	if (!memchr(text->at, '\n', scan_left(text)) ||
	    !scan_line(text, &line) || !read_row(line, &total) ||
	    !scan_equals(&total.name, "total"))
		return reason_set(why, "it is cut short: its total is missing");
	if (total.calls != calls)
		return reason_set(why,
				  "it is damaged: its calls add up to %.0f, "
				  "its total is %.0f",
				  calls, total.calls);
	return 0;
}

int strace_text_parse(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why)
{
	struct scan rest = scan_text(text, length);
	double calls = 0;
	struct scan line;

	if (length == 0)
		return reason_set(why, "it is empty: strace was killed, or "
				       "there was no system call");
	if (!read_title(&rest))
		return reason_set(why, "it is no summary of strace");
	while (scan_line(&rest, &line)) {
		struct row row;

		if (scan_starts(&line, "----"))
			break;
		if (!read_row(line, &row))
			return reason_set(why, "it is damaged, or cut short, "
					       "in a row");
		if (add_row(&row, evidence) < 0)
			return reason_set(why, "no memory for system calls");
		calls += row.calls;
	}
	evidence->unit = "seconds";
	return check_total(&rest, calls, why);
}
