/* plain.c: what -DTARE_OFF leaves is what is here without the macros. */
#include <stdio.h>
#ifdef WITH
#include "tare.h"
#define MACRO(text) text
#else
#define MACRO(text)
#endif

int work(int n);

int work(int n)
{
	int sum = 0;

	MACRO(TARE_FN();)
	for (int i = 0; i < n; i++) {
		MACRO(TARE_SCOPE("loop");)
		sum ^= sum * 31 + i;
		if (sum == 7) {
			MACRO(TARE_REGION("rare");)
			printf("%d\n", sum);
		}
	}
	return sum;
}
