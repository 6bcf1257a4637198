/*
 * heaptrack_raw.c: what heaptrack's library writes while a program runs.
 *
 * The format has no end mark. At exit heaptrack writes a time stamp ("c", in
 * milliseconds) and the resident size ("R") and flushes, but a thread of its
 * own writes the same pair every 10 ms, and the file of a killed program may
 * well end there. Two things tell them apart. First, the thread's pairs are at
 * least 10 ms apart, so a last pair that came sooner is the one of the exit.
 * Second, without an exit a buffer is written only when the next line might not
 * fit, so a file that ends with room left in its buffer was flushed by the
 * exit. To know the room, the buffer is replayed: LineWriter in heaptrack's
 * util/linewriter.h, which fills it the same way in versions 1.3 to 1.5.
 *
 * On a busy machine the thread comes late, and then the exit's pair may be more than
 * 10 ms behind the last one, and fill the buffer by chance. But the more was written
 * between the two, the less likely it is that a full buffer ended just behind a pair.
 */
#include "heaptrack_raw.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "profilers/scan.h"

/* That a buffer ends within a pair's room by chance: below 2 in 1000, after so much. */
enum { TICK_MS = 10, BUSY_BYTES = 8 * PIPE_BUF };

/* What the replay knows at the end of a line. */
struct replay {
	uint64_t last_ms; /* the newest time stamp and the one before */
	uint64_t before_ms;
	size_t buffered; /* bytes since the last write to the file */
	size_t since;	 /* bytes between the newest pair and the one before */
	size_t now;	 /* bytes since the newest pair */
	char kind;	 /* of this line, and of the one before */
	char kind_before;
};

/* The most that a line of numbers can need, as heaptrack reckons it. */
static size_t numbers_room(char kind)
{
	size_t numbers = 0;

	if (kind == '+')
		numbers = 3;
	else if (kind == 't')
		numbers = 2;
	else if (kind == '-' || kind == 'c' || kind == 'R')
		numbers = 1;
	return numbers ? 2 + 16 * numbers + numbers + 2 : 0;
}

/* Formatted text goes in when it fits with its NUL. */
static void replay_text(struct replay *replay, size_t length)
{
	if (length > PIPE_BUF)
		length = PIPE_BUF;
	if (replay->buffered + length >= PIPE_BUF)
		replay->buffered = 0;
	replay->buffered += length;
}

/* Numbers go in when the longest such line would. */
static void replay_numbers(struct replay *replay, size_t room, size_t length)
{
	if (replay->buffered + room > PIPE_BUF)
		replay->buffered = 0;
	replay->buffered += length < room ? length : room;
}

/* "m LENGTH NAME START", " ADDRESS SIZE" for each segment, the newline. */
static void replay_module(struct replay *replay, struct scan line)
{
	struct scan rest = line;
	struct scan word;
	uint64_t length;

	rest.at += 2;
	if (!scan_hex(&rest, &length) || length >= scan_left(&rest)) {
		replay_text(replay, scan_left(&line) + 1);
		return;
	}
	rest.at += length;
	while (scan_word(&rest, &word)) {
		replay_text(replay, (size_t)(word.end - line.at));
		line.at = word.end;
		scan_word(&rest, &word);
	}
	replay_text(replay, scan_left(&line) + 1);
}

static void replay_line(struct replay *replay, const struct scan *line)
{
	char kind = line->at < line->end ? *line->at : '\0';
	size_t room = numbers_room(kind);

	if (room > 0) {
		replay_numbers(replay, room, scan_left(line) + 1);
	} else if (kind == 'm' && scan_left(line) > 2) {
		replay_module(replay, *line);
	} else {
		replay_text(replay, scan_left(line) + 1);
	}
	replay->kind_before = replay->kind;
	replay->kind = kind;
	replay->now += scan_left(line) + 1;
	if (kind == 'R') {
		replay->since = replay->now;
		replay->now = 0;
	}
}

/* "c MILLISECONDS" */
static bool replay_time(struct replay *replay, struct scan line)
{
	uint64_t now;

	line.at += 2;
	if (!scan_hex(&line, &now))
		return false;
	replay->before_ms = replay->last_ms;
	replay->last_ms = now;
	return true;
}

/* The exit flushed: there was room for any line that could have come next. */
static bool flushed(const struct replay *replay)
{
	return PIPE_BUF - replay->buffered >= numbers_room('+');
}

static int check_end(const struct replay *replay, struct reason *why)
{
	bool pair = replay->kind_before == 'c' && replay->kind == 'R';

	if (pair && (replay->last_ms - replay->before_ms < TICK_MS ||
		     flushed(replay) || replay->since >= BUSY_BYTES))
		return 0;
	return reason_set(why, "it ends before the program's exit: the program "
			       "was killed, or the file was cut short");
}

/* "x LENGTH PATH" */
static int read_program(struct scan line, char **program, struct reason *why)
{
	uint64_t length;

	line.at += 2;
	if (*program)
		return reason_set(why, "it is damaged: it names two programs");
	if (!scan_hex(&line, &length) || length != scan_left(&line))
		return reason_set(why, "it is damaged: it does not say of "
				       "which program it is");
	*program = scan_copy(&line);
	return *program ? 0 : reason_set(why, "no memory for a path");
}

/* "v VERSION FORMAT": only the first line has it. */
static int check_version(struct scan *text, struct replay *replay,
			 struct reason *why)
{
	uint64_t version, format;
	struct scan line;

	if (scan_left(text) == 0)
		return reason_set(why, "it is empty: the program was killed "
				       "before it had written anything");
	scan_line(text, &line);
	replay_line(replay, &line);
	if (!scan_starts(&line, "v "))
		return reason_set(why, "it is no recording of heaptrack");
	line.at += 2;
	if (!scan_hex(&line, &version) || !scan_hex(&line, &format))
		return reason_set(why, "it is damaged, or cut short");
	if (format != 3)
		return reason_set(why,
				  "it has version %llu of heaptrack's "
				  "format, not 3",
				  (unsigned long long)format);
	return 0;
}

static int check_lines(struct scan *text, char **program, struct reason *why,
		       struct replay *replay)
{
	struct scan line;

	while (scan_line(text, &line)) {
		replay_line(replay, &line);
		if (scan_starts(&line, "x ") &&
		    read_program(line, program, why) < 0)
			return -1;
		if (scan_starts(&line, "c ") && !replay_time(replay, line))
			return reason_set(why, "it is damaged: a time stamp "
					       "that is no number");
	}
	if (!*program)
		return reason_set(why, "it is cut short: it does not say of "
				       "which program it is");
	return 0;
}

int heaptrack_raw_check(const char *text, size_t length, bool live,
			char **program, struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct replay replay = { 0 };
	int status;

	*program = NULL;
	if (check_version(&rest, &replay, why) < 0)
		return -1;
	if (text[length - 1] != '\n')
		return reason_set(why, "it is cut short: it ends in the middle "
				       "of a line");
	status = check_lines(&rest, program, why, &replay);
	if (status == 0 && !live)
		status = check_end(&replay, why);
	if (status < 0) {
		free(*program);
		*program = NULL;
	}
	return status;
}
