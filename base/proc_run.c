/* proc_run.c: a child process run to its end, for what it prints. */
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void read_all(int fd, struct buf *out)
{
	char chunk[16384];
	ssize_t count;

	while ((count = read(fd, chunk, sizeof(chunk))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			break;
		if (out)
			buf_add(out, chunk, (size_t)count);
	}
}

/* The end of what is in FILE. */
static void last_words(FILE *file, char *words, size_t size)
{
	size_t count;

	/* It fails where there are fewer: then they are all that there are. */
	if (fseek(file, 1 - (long)size, SEEK_END) < 0)
		rewind(file);
	count = fread(words, 1, size - 1, file);
	words[count] = '\0';
}

/* The last line of TEXT, for a message. */
static const char *last_line(char *text)
{
	size_t length = strlen(text);
	char *start;

	while (length > 0 && text[length - 1] == '\n')
		text[--length] = '\0';
	start = strrchr(text, '\n');
	return start ? start + 1 : text;
}

static int run_failed(const char *program, int status, char *words,
		      struct reason *why)
{
	const char *line = last_line(words);
	char text[64];

	proc_status_text(status, text, sizeof(text));
	return reason_set(why, "%s failed (%s)%s%s", program, text,
			  *line ? ": " : "", line);
}

int proc_run_start(const struct proc_start *how, struct buf *out,
		   struct reason *why)
{
	struct proc_start start = *how;
	int output[2] = { -1, -1 };
	/* Unlinked at once; a file, so that the child never blocks on it. */
	FILE *errors = tmpfile();
	char words[2048] = "";
	pid_t pid = -1;
	int status = 0;
	int result = -1;

	/* tmpfile() leaves it to whatever is started next. */
	if (!errors || fcntl(fileno(errors), F_SETFD, FD_CLOEXEC) < 0 ||
	    pipe2(output, O_CLOEXEC) < 0) {
		reason_errno(why, "cannot run %s", start.argv[0]);
		goto out;
	}
	start.stdout_fd = output[1];
	start.stderr_fd = fileno(errors);
	pid = proc_spawn(&start, why);
	close(output[1]);
	if (pid > 0) {
		read_all(output[0], out);
		proc_wait(pid, -1, &status, NULL);
		last_words(errors, words, sizeof(words));
		result = status ? run_failed(how->argv[0], status, words, why) :
				  0;
	}
	close(output[0]);
out:
	if (errors)
		fclose(errors);
	return result;
}

int proc_run(const char *const *argv, struct buf *out, struct reason *why)
{
	const struct proc_start start = { .argv = argv };

	return proc_run_start(&start, out, why);
}
