/* holm.c: p values of many cells, adjusted so that all claims hold together. */
#include "stats/holm.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* Gather what is not NAN, the index of each in WHERE. Returns how many. */
static size_t gather(const double *p, size_t count, double *kept, size_t *where)
{
	size_t m = 0;

	for (size_t i = 0; i < count; i++) {
		if (isnan(p[i]))
			continue;
		kept[m] = p[i];
		where[m++] = i;
	}
	return m;
}

static void step_down(const double *kept, const size_t *where,
		      const size_t *order, size_t m, double *adjusted)
{
	double largest = 0;

	for (size_t i = 0; i < m; i++) {
		double scaled = (double)(m - i) * kept[order[i]];

		largest = fmin(1, fmax(largest, scaled));
		adjusted[where[order[i]]] = largest;
	}
}

int holm_adjust(const double *p, double *adjusted, size_t count,
		struct reason *why)
{
	double *kept = calloc(count + 1, sizeof(*kept));
	size_t *where = calloc(2 * count + 1, sizeof(*where));
	size_t *order;
	size_t m;
	int status = -1;

	if (!kept || !where) {
		reason_set(why, "out of memory for %zu p values", count);
		goto out;
	}
	for (size_t i = 0; i < count; i++) {
		if (p[i] < 0 || p[i] > 1) {
			reason_set(why, "p value %zu is %g", i + 1, p[i]);
			goto out;
		}
	}
	m = gather(p, count, kept, where);
	order = where + count;
	gsl_sort_index(order, kept, 1, m);
	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	step_down(kept, where, order, m, adjusted);
	status = 0;
out:
	free(where);
	free(kept);
	return status;
}
