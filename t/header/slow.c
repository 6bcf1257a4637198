/* slow.c: what a timeline of the slowest calls may get wrong, one case by name. */
#include "tare.h"

#include <locale.h>
#include <setjmp.h>
#include <stdio.h>
#include <sys/wait.h>

#define APART __attribute__((noinline))

APART static void spin(double ms)
{
	int64_t end = tare__ns() + (int64_t)(ms * 1e6);

	while (tare__ns() < end)
		;
}

#define CALL(name)                                                             \
	APART static void name(double ms)                                      \
	{                                                                      \
		TARE_FN();                                                     \
		spin(ms);                                                      \
	}
CALL(a)
CALL(b)
CALL(c)
CALL(d)
CALL(e)

/* Three calls of each of four scopes take all twelve places. */
static void fill(void)
{
	for (int i = 0; i < 3; i++) {
		a(2);
		b(3);
		c(4);
		d(5);
	}
}

static void forks(void)
{
	pid_t pid;

	a(5);
	pid = fork();
	if (pid == 0) {
		b(5);
		exit(0);
	}
	waitpid(pid, NULL, 0);
}

static jmp_buf back;

APART static void fails(void)
{
	TARE_FN();
	b(5);
	longjmp(back, 1);
}

static void longjmps(void)
{
	if (setjmp(back) == 0)
		fails();
	a(5);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "short") == 0)
		a(0);
	else if (strcmp(name, "full") == 0)
		fill(), e(1);
	else if (strcmp(name, "reset") == 0)
		fill(), tare_reset(), e(1);
	else if (strcmp(name, "fork") == 0)
		forks();
	else if (strcmp(name, "longjmp") == 0)
		longjmps();
	else if (strcmp(name, "locale") == 0 && setlocale(LC_ALL, ""))
		printf("%.1f\n", 1.5), a(5);
	else
		return 2;
	return 0;
}
