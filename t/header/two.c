/* two.c: a library with a copy of tare.h of its own, or a program that has two. */
#include "tare.h"

#ifdef LIBRARY

int LIBRARY(int n);

int LIBRARY(int n)
{
	TARE_FN();
	TARE_SCOPE("shared name");
	return n;
}

#else

#include <dlfcn.h>

int first(int n);

/* The second library comes and goes at run time. */
int main(int argc, char **argv)
{
	void *library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW);
	int (*second)(int) = NULL;
	int sum = 0;

	TARE_FN();
	if (!library)
		return 1;
	*(void **)&second = dlsym(library, "second");
	for (int i = 0; i < 10; i++) {
		TARE_SCOPE("shared name");
		sum += first(i) + second(i) + second(i);
	}
	dlclose(library);
	return sum == 135 ? 0 : 1;
}

#endif
