/* fib.c: the least that shows a function, a scope, and a region. */
#include "tare.h"

static long fib(long n)
{
	TARE_FN();
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void)
{
	TARE_FN();
	{
		TARE_SCOPE("twenty");
		TARE_REGION("twenty");
		return fib(20) == 6765 ? 0 : 1;
	}
}
