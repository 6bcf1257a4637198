/* torn.c: two at once, held where it matters; one case by name. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int arrived[2], resumed[2]; /* pipes: somebody is there, and may go on */
static const void *held; /* what is held when it is copied */
static int held_file;

static void wait_there(void)
{
	char byte = 0;

	if (write(arrived[1], &byte, 1) != 1 || read(resumed[0], &byte, 1) != 1)
		_exit(3);
}

/* What comes after the first bytes is copied later. */
static void *held_memcpy(void *to, const void *from, size_t size)
{
	const size_t first = 64;

	if (from == held) {
		held = NULL;
		memmove(to, from, first);
		wait_there();
		memmove((char *)to + first, (const char *)from + first,
			size - first);
		return to;
	}
	return memmove(to, from, size);
}

static int held_fallocate(int fd, off_t start, off_t size)
{
	if (held_file)
		wait_there();
	return posix_fallocate(fd, start, size);
}

#define memcpy held_memcpy
#define posix_fallocate held_fallocate
#include "tare.h"
#include <sys/wait.h>

static void await(int end)
{
	char byte;

	if (read(end, &byte, 1) != 1)
		_exit(4);
}

static void tell(int end)
{
	if (write(end, "", 1) != 1)
		_exit(4);
}

static void first(void)
{
	TARE_FN();
}

static void second(void)
{
	TARE_FN();
}

static void third(void)
{
	TARE_FN();
}

/* The parent adds to the table that its child is copying. */
static void forks(void)
{
	int status = -1;
	pid_t pid;

	TARE_FN();
	held = tare__me()->table->nodes;
	pid = fork();
	if (pid == 0) {
		alarm(20);
		first();
		second();
		third();
		exit(0);
	}
	await(arrived[0]);
	first();
	tell(resumed[1]);
	waitpid(pid, &status, 0);
	if (status != 0)
		exit(1);
}

static void *one_call(void *data)
{
	(void)data;
	first();
	return NULL;
}

/* It is saved while a thread asks for more room in the file. */
static void grows(const char *path)
{
	pthread_t thread;
	int status;

	second();
	held_file = 1;
	pthread_create(&thread, NULL, one_call, NULL);
	await(arrived[0]);
	status = tare_save(path);
	tell(resumed[1]);
	pthread_join(thread, NULL);
	if (status != 0)
		exit(1);
}

static void *forker(void *data)
{
	int status;
	pid_t pid;

	(void)data;
	first();
	pid = fork();
	if (pid == 0) {
		second();
		exit(0);
	}
	waitpid(pid, &status, 0);
	return NULL;
}

/* A child of the second thread. */
static void forks_thread(void)
{
	pthread_t thread;

	first();
	pthread_create(&thread, NULL, forker, NULL);
	pthread_join(thread, NULL);
}

enum { RACERS = 4, LAPS = 100 };
static pthread_barrier_t line;

static void *racer(void *data)
{
	(void)data;
	pthread_barrier_wait(&line);
	for (int i = 0; i < LAPS; i++)
		first();
	return NULL;
}

/* Nobody has been here before: all want to set up. */
static void race(void)
{
	pthread_t threads[RACERS];

	pthread_barrier_init(&line, NULL, RACERS);
	for (int i = 0; i < RACERS; i++)
		pthread_create(&threads[i], NULL, racer, NULL);
	for (int i = 0; i < RACERS; i++)
		pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (pipe(arrived) < 0 || pipe(resumed) < 0)
		return 2;
	if (strcmp(name, "fork") == 0)
		forks();
	else if (strcmp(name, "grow") == 0 && argc > 2)
		grows(argv[2]);
	else if (strcmp(name, "thread") == 0)
		forks_thread();
	else if (strcmp(name, "race") == 0)
		race();
	else
		return 2;
	return 0;
}
