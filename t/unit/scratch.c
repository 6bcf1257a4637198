/* scratch.c: a directory for one test, and programs built and run in it. */
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "unit.h"

void scratch_init(struct scratch *scratch, const char *flag)
{
	const char *tmp = getenv("TMPDIR");
	struct reason why;

	scratch->dir = path_format("%s/tare-unit-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(scratch->dir));
	scratch->binary = path_format("%s/sample", scratch->dir);
	scratch->out = path_format("%s/out", scratch->dir);
	scratch->text = path_format("%s/text", scratch->dir);
	scratch->capture = (struct capture){ scratch->out, scratch->binary,
					     scratch->text };
	assert_int_equal(dir_make(scratch->out, &why), 0);
	assert_int_equal(dir_make(scratch->text, &why), 0);

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

int scratch_run(const struct scratch *scratch, const struct profiler *profiler,
		const char *const *args)
{
	const char *argv[9] = { scratch->binary };
	char *env[9] = { NULL };
	const struct proc_start start = { .argv = argv,
					  .env = (const char *const *)env };
	struct reason why;
	int status = -1;
	pid_t pid;

	for (size_t i = 0; args[i]; i++)
		argv[i + 1] = args[i];
	for (size_t i = 0; profiler->env[i]; i++)
		env[i] = expand(profiler->env[i], scratch->out);
	pid = proc_spawn(&start, &why);
	if (pid < 0)
		fail_msg("%s", why.text);
	assert_int_equal(proc_wait(pid, -1, &status, NULL), 1);
	for (size_t i = 0; env[i]; i++)
		free(env[i]);
	return status;
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
