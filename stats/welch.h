/* welch.h: the difference of two independent means whose noise may differ. */
#ifndef TARE_WELCH_H
#define TARE_WELCH_H

#include <stddef.h>

struct welch {
	double difference; /* mean of A - mean of B */
	double freedom;	   /* degrees, by Satterthwaite (1946) */
	double error;	   /* standard error of the difference */
	double low, high;  /* interval; infinite below two values a side */
	double p;	   /* two-sided, of "no difference"; NAN then */
};

/* Welch's (1947) t interval at CONFIDENCE, in (0, 1). */
void welch_compare(struct welch *welch, const double *a, size_t a_count,
		   const double *b, size_t b_count, double confidence);

/* What is known of one side. */
struct welch_side {
	double mean;
	double error;	/* standard error of the mean */
	double freedom; /* degrees of it: values - 1, fewer when trimmed */
};

/* The same from sides: of FIRST - SECOND. */
void welch_from(struct welch *welch, const struct welch_side *first,
		const struct welch_side *second, double confidence);

#endif
