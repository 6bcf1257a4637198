/* evidence_print.c: the functions as a table like that of Python's cProfile, and the sites. */
#include "evidence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "3", "635621/1" (all / primitive, when they differ), or "-". */
static const char *calls_text(const struct evidence_function *f, char *text,
			      size_t size)
{
	if (isnan(f->calls))
		snprintf(text, size, "-");
	else if (isnan(f->primitive) || f->primitive == f->calls)
		snprintf(text, size, "%.0f", f->calls);
	else
		snprintf(text, size, "%.0f/%.0f", f->calls, f->primitive);
	return text;
}

/* A function that nobody calls has no cost per call. */
static void print_cost(struct buf *out, double cost, int digits)
{
	if (isfinite(cost))
		buf_addf(out, " %8.*f", digits, cost);
	else
		buf_addf(out, " %8s", "-");
}

static void print_function(struct buf *out, const struct evidence_function *f,
			   int digits)
{
	char text[64];

	buf_addf(out, "%9s", calls_text(f, text, sizeof(text)));
	print_cost(out, f->self, digits);
	print_cost(out, f->self / f->calls, digits);
	print_cost(out, f->total, digits);
	print_cost(out, f->total / f->primitive, digits);
	if (f->file)
		buf_addf(out, " %s:%d(%s)\n", f->file, f->line, f->name);
	else
		buf_addf(out, " {%s}\n", f->name);
}

void evidence_print(const struct evidence *evidence, struct buf *out)
{
	const char *unit = evidence->unit ? evidence->unit : "seconds";
	/* Seconds have parts, what else is counted has not. */
	int digits = strcmp(unit, "seconds") == 0 ? 3 : 0;
	double calls = NAN, primitive = 0, cost = 0;

	for (size_t i = 0; i < evidence->function_count; i++) {
		evidence_add(&calls, evidence->functions[i].calls);
		evidence_add(&primitive, evidence->functions[i].primitive);
		evidence_add(&cost, evidence->functions[i].self);
	}
	/* A sampler saw no calls, which is not to have seen that there are none. */
	if (isnan(calls))
		buf_addf(out, "%17.*f %s", digits, cost, unit);
	else
		buf_addf(out,
			 "%17.0f function calls (%.0f primitive calls) in %.*f "
			 "%s",
			 calls, primitive, digits, cost, unit);
	buf_adds(out, "\n\n   Ordered by: internal time\n\n"
		      "   ncalls  tottime  percall  cumtime  percall "
		      "filename:lineno(function)\n");
	for (size_t i = 0; i < evidence->function_count; i++)
		print_function(out, &evidence->functions[i], digits);
}

static void print_sums(struct buf *out, double allocations, double bytes,
		       double peak_bytes, double leaked_bytes)
{
	const double numbers[] = { allocations, bytes, peak_bytes,
				   leaked_bytes };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (isfinite(numbers[i]))
			buf_addf(out, "%13.0f", numbers[i]);
		else
			buf_addf(out, "%13s", "-");
	}
}

void evidence_print_sites(const struct evidence *evidence, struct buf *out)
{
	buf_adds(out, "  allocations        bytes      at peak         left "
		      "filename:lineno(function)\n");
	print_sums(out, evidence->allocations, evidence->bytes,
		   evidence->peak_bytes, evidence->leaked_bytes);
	buf_adds(out, " in all\n");
	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *site = &evidence->sites[i];

		print_sums(out, site->allocations, site->bytes,
			   site->peak_bytes, site->leaked_bytes);
		if (site->line)
			buf_addf(out, " %s:%d(%s)\n", site->file, site->line,
				 site->function);
		else
			buf_addf(out, " {%s}\n", site->function);
	}
}
