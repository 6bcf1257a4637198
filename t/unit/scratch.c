/* scratch.c: a directory for one test, and programs built and run in it. */
#include "scratch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "bench/companion.h"
#include "bench/usage.h"
#include "unit.h"

void scratch_needs(const struct profiler *profiler)
{
	struct reason why;

	if (profiler_probe(profiler, &why) < 0)
		fail_msg("%s does not work here: %s", profiler->name, why.text);
}

char *scratch_directory(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = path_format("%s/tare-unit-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(path));
	return path;
}

void scratch_init(struct scratch *scratch, const char *flag)
{
	struct reason why;
	char *log;

	scratch->dir = scratch_directory();
	scratch->binary = path_format("%s/sample", scratch->dir);
	scratch->out = path_format("%s/out", scratch->dir);
	scratch->text = path_format("%s/text", scratch->dir);
	scratch->capture = (struct capture){ .out = scratch->out,
					     .binary = scratch->binary,
					     .text = scratch->text };
	assert_int_equal(dir_make(scratch->out, &why), 0);
	assert_int_equal(dir_make(scratch->text, &why), 0);
	log = path_format("%s/log", scratch->dir);
	assert_int_equal(dir_make(log, &why), 0);
	free(log);

	const char *const argv[] = { "gcc",
				     "-O2",
				     "-g",
				     "-fno-optimize-sibling-calls",
				     "t/golden/sample.c",
				     "-o",
				     scratch->binary,
				     flag,
				     NULL };
	if (proc_run(argv, NULL, &why) < 0)
		fail_msg("%s", why.text);
}

void scratch_release(struct scratch *scratch)
{
	assert_int_equal(dir_remove(scratch->dir), 0);
	free(scratch->dir);
	free(scratch->binary);
	free(scratch->out);
	free(scratch->text);
}

/* TEXT with its {out}, if any, replaced. */
static char *expand(const char *text, const char *out)
{
	const char *mark = strstr(text, "{out}");

	if (!mark)
		return path_format("%s", text);
	return path_format("%.*s%s%s", (int)(mark - text), text, out, mark + 5);
}

/* Add WORDS, expanded, to the NULL-terminated TO. Returns how many. */
static size_t add_words(char **to, const char *const *words, const char *out)
{
	size_t count = 0;

	for (; words && words[count]; count++)
		to[count] = expand(words[count], out);
	to[count] = NULL;
	return count;
}

static void free_words(char **words)
{
	for (; *words; words++)
		free(*words);
}

int scratch_run(const struct scratch *scratch, const struct profiler *profiler,
		const char *const *args)
{
	const char *const program[] = { scratch->binary, NULL };
	char *argv[32], *env[16];
	const struct proc_start start = { .argv = (const char *const *)argv,
					  .env = (const char *const *)env };
	struct reason why;
	int status = -1;
	size_t count;
	pid_t pid;

	count = add_words(argv, profiler->wrap, scratch->out);
	count += add_words(argv + count, program, scratch->out);
	add_words(argv + count, args, scratch->out);
	add_words(env, profiler->env, scratch->out);
	pid = proc_spawn(&start, &why);
	if (pid < 0)
		fail_msg("%s", why.text);
	assert_int_equal(proc_wait(pid, -1, &status, NULL), 1);
	free_words(argv);
	free_words(env);
	return status;
}

static pid_t start_program(const struct scratch *scratch,
			   const char *const *args)
{
	const char *argv[9] = { scratch->binary };
	const struct proc_start start = { .argv = argv };
	struct reason why;
	pid_t pid;

	for (size_t i = 0; args[i]; i++)
		argv[i + 1] = args[i];
	pid = proc_spawn(&start, &why);
	if (pid < 0)
		fail_msg("%s", why.text);
	return pid;
}

int scratch_attach(const struct scratch *scratch,
		   const struct profiler *profiler, const char *const *args,
		   int64_t cpu_ns, struct reason *why)
{
	static const struct timespec pause = { .tv_nsec = NS_PER_MS };
	const struct room room = { .path = scratch->dir };
	pid_t pid = start_program(scratch, args);
	const struct companion_plan plan = { .room = &room,
					     .profiler = profiler,
					     .out = scratch->out,
					     .binary = scratch->binary,
					     .service = pid };
	int64_t until = clock_wall_ns() + 60 * NS_PER_S;
	struct companion companion;
	int status = companion_start(&companion, &plan, why);
	int64_t since = usage_cpu_ns(pid);

	while (status == 0 && usage_cpu_ns(pid) - since < cpu_ns &&
	       clock_wall_ns() < until)
		nanosleep(&pause, NULL);
	if (status == 0)
		assert_int_equal(companion_stop(&companion, why), 0);
	proc_stop(pid, SIGKILL, NS_PER_S, NULL);
	return status;
}

void scratch_read(const struct scratch *scratch,
		  const struct profiler *profiler, struct evidence *evidence)
{
	struct capture capture = scratch->capture;
	struct reason why = { "" };

	capture.profiler = profiler;
	evidence_init(evidence);
	if (profiler->read(&capture, evidence, &why) < 0)
		fail_msg("%s", why.text);
}

void scratch_refuses(const struct scratch *scratch,
		     const struct profiler *profiler, const char *word)
{
	struct evidence evidence;
	struct reason why = { "" };

	evidence_init(&evidence);
	assert_int_equal(profiler->read(&scratch->capture, &evidence, &why),
			 -1);
	if (!strstr(why.text, word))
		fail_msg("\"%s\" does not say \"%s\"", why.text, word);
	evidence_release(&evidence);
}

void scratch_spoil(const struct scratch *scratch,
		   const struct profiler *profiler, const char *prefix)
{
	char *file = scratch_find(scratch, prefix);
	struct reason why;
	struct buf whole;

	buf_init(&whole);
	assert_int_equal(file_read(file, &whole, &why), 0);
	assert_int_equal(file_write(file, whole.text, whole.len / 2, &why), 0);
	scratch_refuses(scratch, profiler, file);
	assert_int_equal(file_write(file, "", 0, &why), 0);
	scratch_refuses(scratch, profiler, "empty");
	assert_int_equal(file_write(file, "what is this\n", 13, &why), 0);
	scratch_refuses(scratch, profiler, file);
	assert_int_equal(unlink(file), 0);
	buf_release(&whole);
	free(file);
}

struct search {
	const char *prefix;
	char *found;
};

static int match(const char *path, void *data)
{
	struct search *search = data;
	const char *name = strrchr(path, '/') + 1;

	if (strncmp(name, search->prefix, strlen(search->prefix)) != 0)
		return 0;
	search->found = path_format("%s", path);
	return 1;
}

char *scratch_find(const struct scratch *scratch, const char *prefix)
{
	struct search search = { prefix, NULL };

	dir_each(scratch->out, match, &search);
	assert_non_null(search.found);
	return search.found;
}

static int remove_file(const char *path, void *data)
{
	(void)data;
	return unlink(path);
}

void scratch_clear(const struct scratch *scratch)
{
	assert_int_equal(dir_each(scratch->out, remove_file, NULL), 0);
}
