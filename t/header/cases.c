/* cases.c: what a profiler of scopes may get wrong, one case by name. */
#include "tare.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>

#define APART __attribute__((noinline))

static volatile long sink;

APART static long fib(long n)
{
	TARE_FN();
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/* --- mutual recursion: even(n) makes n / 2 + 1 calls of even, n / 2 of odd ---- */

static int odd(unsigned n);

APART static int even(unsigned n)
{
	TARE_FN();
	return n == 0 ? 1 : odd(n - 1);
}

APART static int odd(unsigned n)
{
	TARE_FN();
	return n == 0 ? 0 : even(n - 1);
}

/* --- work of a known time --------------------------------------------------- */

static double seconds(void)
{
	return (double)tare__ns() / 1e9;
}

APART static void spin(double length)
{
	double end = seconds() + length;

	while (seconds() < end)
		sink++;
}

/* What they really took, by the clock alone. */
static double truth_left, truth_right;

APART static void left(double length)
{
	double start = seconds();

	TARE_FN();
	spin(length);
	truth_left += seconds() - start;
}

APART static void right(double length)
{
	double start = seconds();

	TARE_FN();
	spin(length);
	truth_right += seconds() - start;
}

/* Turn by turn, so that what disturbs the machine disturbs both. */
static void split(double share, long turns)
{
	TARE_FN();
	for (long i = 0; i < turns; i++) {
		left(0.001 * share);
		right(0.001 * (1 - share));
	}
}

static void split_truth(double share, long turns)
{
	double start = seconds();

	split(share, turns);
	printf("%.9f %.9f %.9f\n", truth_left, truth_right,
	       seconds() - start);
}

/* --- left by longjmp ---------------------------------------------------------- */

static jmp_buf back;

/* (The compiler shall not find out that it never returns.) */
APART static void deep(int n)
{
	TARE_FN();
	if (n == sink - sink)
		longjmp(back, 1);
	if (n > 0)
		deep(n - 1);
	sink++;
}

APART static void after(void)
{
	TARE_FN();
	sink++;
}

APART static void jump_once(void)
{
	TARE_FN();
	if (setjmp(back) == 0) {
		TARE_SCOPE("try");
		deep(5);
	}
	after();
}

/* In one function, so that no frame has gone: 100 tries, none in another. */
APART static void jump_often(void)
{
	volatile int i;

	TARE_FN();
	for (i = 0; i < 100; i++) {
		if (setjmp(back) == 0) {
			TARE_SCOPE("again");
			deep(3);
		}
	}
}

static void longjmps(void)
{
	TARE_FN();
	for (int i = 0; i < 10; i++)
		jump_once();
	jump_often();
	after();
}

/* --- threads ----------------------------------------------------------------- */

static void *die_inside(void *data)
{
	TARE_FN();
	fib(10);
	if (data)
		pthread_exit(NULL);
	return NULL;
}

/* COUNT threads, eight at a time, every other dying inside its scope. */
static void threads(long count)
{
	TARE_FN();
	for (long i = 0; i < count; i += 8) { /* COUNT: a multiple */
		pthread_t ids[8];

		for (long k = 0; k < 8; k++)
			pthread_create(&ids[k], NULL, die_inside,
				       k % 2 ? &ids : NULL);
		for (long k = 0; k < 8; k++)
			pthread_join(ids[k], NULL);
	}
}

/* --- processes ----------------------------------------------------------------- */

static void child(int how)
{
	TARE_FN();
	fib(12);
	if (how == 1)
		_exit(0);
	exit(0);
}

/* A scope does not change it, least of all the first one of a child. */
APART static int error_inside(void)
{
	TARE_FN();
	return errno;
}

static void errors(void)
{
	int status = 0;
	pid_t pid;

	errno = 7;
	if (error_inside() != 7)
		exit(3);
	pid = fork();
	errno = 8;
	if (pid == 0)
		_exit(error_inside() == 8 ? 0 : 4);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		exit(5);
}

static void forks(void)
{
	TARE_FN();
	fib(10);
	for (int how = 0; how < 3; how++) {
		pid_t pid = fork();

		if (pid == 0 && how == 2)
			execlp("true", "true", (char *)NULL);
		if (pid == 0)
			child(how);
		waitpid(pid, NULL, 0);
	}
	fib(10);
}

APART static void leave_inside(void)
{
	TARE_FN();
	spin(0.02);
	exit(0);
}

APART static void killed(void)
{
	TARE_FN();
	fib(15);
	left(0.01);
	raise(SIGKILL);
}

static void on_alarm(int number)
{
	TARE_SCOPE("handler");
	sink += number;
}

/* 50 signals on a stack of their own, which is not below ours. */
static void alternate(void)
{
	static char memory[65536];
	stack_t stack = { .ss_sp = memory, .ss_size = sizeof(memory) };
	struct sigaction action = { .sa_handler = on_alarm };

	TARE_FN();
	action.sa_flags = SA_ONSTACK;
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 50; i++) {
		raise(SIGUSR1);
		after();
	}
}

/* --- room ---------------------------------------------------------------------- */

APART static long dive(long n)
{
	TARE_FN();
	return n == 0 ? 0 : 1 + dive(n - 1);
}

static void resets(void)
{
	double start;

	TARE_FN();
	fib(20);
	spin(0.05);
	start = seconds();
	tare_reset();
	fib(10);
	printf("%.9f\n", seconds() - start);
}

/* Requests, of which some are slow. */
static void request(double length)
{
	TARE_FN();
	{
		TARE_SCOPE("parse");
		fib(3);
	}
	left(length);
}

static void requests(void)
{
	for (int i = 0; i < 40; i++)
		request(i % 10 == 9 ? 0.02 + 0.001 * i : 0.0005);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	long number = argc > 2 ? strtol(argv[2], NULL, 10) : 0;

	if (strcmp(name, "fib") == 0)
		sink = fib(number);
	else if (strcmp(name, "mutual") == 0)
		sink = even((unsigned)number);
	else if (strcmp(name, "split") == 0)
		split_truth((double)number / 100, 300);
	else if (strcmp(name, "longjmp") == 0)
		longjmps();
	else if (strcmp(name, "threads") == 0)
		threads(number);
	else if (strcmp(name, "fork") == 0)
		forks();
	else if (strcmp(name, "errno") == 0)
		errors();
	else if (strcmp(name, "exit") == 0)
		leave_inside();
	else if (strcmp(name, "kill") == 0)
		killed();
	else if (strcmp(name, "alternate") == 0)
		alternate();
	else if (strcmp(name, "dive") == 0)
		sink = dive(number);
	else if (strcmp(name, "reset") == 0)
		resets();
	else if (strcmp(name, "requests") == 0)
		requests();
	else
		return 2;
	return 0;
}
