/* t_response.c: the HTTP response reader, over every cut, and what it refuses. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "client/response.h"

#define OK "HTTP/1.1 200 OK\r\n"

struct expected {
	const char *text;
	enum response_progress progress; /* after the text and the end of it */
	int status;
	bool keep;
	uint64_t body;
	size_t rest; /* bytes that are none of its */
};

static const struct expected good[] = {
	{ OK "Content-Length: 2\r\n\r\nok", RESPONSE_DONE, 200, true, 2, 0 },
	{ OK "Server: x\r\ncontent-length:0\r\n\r\n", RESPONSE_DONE, 200, true, 0, 0 },
	{ OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", RESPONSE_DONE,
	  200, true, 2, 0 },
	{ OK "Connection: close\r\nContent-Length: 1\r\n\r\nx", RESPONSE_DONE, 200,
	  false, 1, 0 },
	{ OK "Connection: x, Close\r\nContent-Length: 1\r\n\r\nx", RESPONSE_DONE,
	  200, false, 1, 0 },
	{ "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", RESPONSE_DONE, 200, false,
	  1, 0 },
	{ "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
	  RESPONSE_DONE, 200, true, 1, 0 },
	{ OK "\r\nuntil the end", RESPONSE_DONE, 200, false, 13, 0 },
	{ OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1f;x=\"y\"\r\n"
	     "0123456789012345678901234567890\r\n0\r\n\r\n",
	  RESPONSE_DONE, 200, true, 34, 0 },
	{ OK "Transfer-Encoding: Chunked\r\n\r\n00A\r\n0123456789\r\n000\r\n"
	     "Expires: x\r\nContent-Length: 9\r\n\r\n",
	  RESPONSE_DONE, 200, true, 10, 0 },
	{ "HTTP/1.1 204\r\n\r\n", RESPONSE_DONE, 204, true, 0, 0 },
	{ "HTTP/1.1 304 \r\nContent-Length: 7\r\n\r\n", RESPONSE_DONE, 304, true, 0, 0 },
	{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
	  "HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nx",
	  RESPONSE_DONE, 503, true, 1, 0 },
	{ OK "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n", RESPONSE_DONE, 200,
	  true, 2, 17 },
	{ OK "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n!", RESPONSE_DONE, 200,
	  true, 0, 1 },
};

static const char *const bad[] = {
	"",
	"\r\n" OK,
	"HTTP/2 200 OK\r\n\r\n",
	"HTTP/1.2 200 OK\r\n\r\n",
	"HTTP/1.1  200 OK\r\n\r\n",
	"HTTP/1.1 2x0 OK\r\n\r\n",
	"HTTP/1.1 2000 OK\r\n\r\n",
	"HTTP/1.1 099 OK\r\n\r\n",
	"HTTP/1.1 600 OK\r\n\r\n",
	"HTTP/1.1 101 Switching Protocols\r\n\r\n",
	"SSH-2.0-OpenSSH_9.2\r\n",
	"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
	"HTTP/1.1 200 O\001K\r\nContent-Length: 0\r\n\r\n",
	OK "Content-Length 0\r\n\r\n",
	OK "Content-Length : 0\r\n\r\n",
	OK " folded: 0\r\n\r\n",
	OK ": 0\r\n\r\n",
	OK "Content-Length: 0\r\r\n\r\n",
	OK "Content-Length: \r\n\r\n",
	OK "Content-Length: -1\r\n\r\n",
	OK "Content-Length: +1\r\n\r\nx",
	OK "Content-Length: 1, 1\r\n\r\nx",
	OK "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
	OK "Content-Length: 1000000000000000000\r\n\r\n",
	OK "Content-Length: 3\r\n\r\nok",
	OK "Content-Length: 3\r\n",
	OK "Transfer-Encoding: gzip\r\n\r\n",
	OK "Transfer-Encoding: gzip, chunked\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
	OK "Transfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n",
};

/* A copy of each piece, exactly as long, so that a sanitizer sees over-reading. */
static enum response_progress feed_copy(struct response *response,
					const char *text, size_t count,
					size_t *used)
{
	char *copy = malloc(count ? count : 1);
	enum response_progress progress;

	assert_non_null(copy);
	memcpy(copy, text, count);
	progress = response_feed(response, copy, count, used);
	free(copy);
	return progress;
}

/* Feed TEXT in pieces of FIRST bytes, then of STEP. Returns the bytes used. */
static size_t read_in_pieces(struct response *response, const char *text,
			     size_t length, size_t first, size_t step,
			     enum response_progress *progress)
{
	size_t at = 0, used;
	size_t piece = first;

	response_init(response);
	*progress = RESPONSE_MORE;
	while (*progress == RESPONSE_MORE && at < length) {
		if (piece > length - at)
			piece = length - at;
		*progress = feed_copy(response, text + at, piece, &used);
		assert_true(used == piece || *progress != RESPONSE_MORE);
		at += used;
		piece = step;
	}
	if (*progress == RESPONSE_MORE)
		*progress = response_close(response);
	return at;
}

static void assert_reads(const struct expected *expected, size_t first,
			 size_t step)
{
	struct response response;
	enum response_progress progress;
	size_t length = strlen(expected->text);
	size_t used = read_in_pieces(&response, expected->text, length, first,
				     step, &progress);

	assert_int_equal(progress, expected->progress);
	assert_int_equal(response.status, expected->status);
	assert_int_equal(response.keep, expected->keep);
	assert_true(response.body == expected->body);
	assert_int_equal(length - used, expected->rest);
}

UNIT(response_is_the_same_over_every_cut)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		size_t length = strlen(good[i].text);

		for (size_t first = 1; first <= length; first++) {
			assert_reads(&good[i], first, length);
			assert_reads(&good[i], first, 1);
		}
	}
}

UNIT(response_that_is_malformed_is_refused_over_every_cut)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		size_t length = strlen(bad[i]);

		for (size_t first = 1; first <= length + 1; first++) {
			struct response response;
			enum response_progress progress;

			read_in_pieces(&response, bad[i], length, first, 1,
				       &progress);
			if (progress != RESPONSE_BAD)
				fail_msg("taken, cut at %zu: %s", first,
					 bad[i]);
			assert_non_null(response.wrong);
			assert_false(response.keep);
		}
	}
}

/* Every prefix of a response is incomplete, and no prefix is malformed. */
UNIT(response_prefix_is_not_whole)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		size_t length = strlen(good[i].text) - good[i].rest;

		for (size_t cut = 0; cut < length; cut++) {
			struct response response;
			size_t used;

			response_init(&response);
			assert_int_equal(feed_copy(&response, good[i].text, cut,
						   &used),
					 RESPONSE_MORE);
			assert_int_equal(response.begun, cut > 0);
		}
	}
}

/* A header of that many bytes, in a line or in lines of 100. */
static enum response_progress read_long(size_t bytes, size_t line, size_t step)
{
	struct response response;
	enum response_progress progress = RESPONSE_MORE;
	size_t head = strlen(OK);
	char *text = malloc(head + bytes + 1);

	assert_non_null(text);
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): its length is told */
	memcpy(text, OK, head);
	memset(text + head, 'a', bytes);
	for (size_t at = 0; at + line <= bytes; at += line) {
		text[head + at + 1] = ':';
		text[head + at + line - 2] = '\r';
		text[head + at + line - 1] = '\n';
	}
	response_init(&response);
	for (size_t at = 0; at < head + bytes; at += step) {
		size_t count = head + bytes - at < step ? head + bytes - at :
							  step;
		size_t used;

		progress = response_feed(&response, text + at, count, &used);
		if (progress != RESPONSE_MORE)
			break;
	}
	free(text);
	return progress;
}

UNIT(response_lines_are_limited)
{
	static const size_t steps[] = { 1, 1000, 1000000 };

	for (size_t i = 0; i < 3; i++) {
		size_t step = steps[i];

		assert_int_equal(read_long(RESPONSE_LINE_MAX, RESPONSE_LINE_MAX,
					   step),
				 RESPONSE_MORE);
		assert_int_equal(read_long(RESPONSE_LINE_MAX + 1,
					   RESPONSE_LINE_MAX + 1, step),
				 RESPONSE_BAD);
		/* One that never ends. */
		assert_int_equal(read_long(RESPONSE_LINE_MAX + 1, 100000, step),
				 RESPONSE_BAD);
		assert_int_equal(read_long(60000, 100, step), RESPONSE_MORE);
		assert_int_equal(read_long(RESPONSE_HEADER_MAX, 100, step),
				 RESPONSE_BAD);
	}
}

/* Interim responses without end are lines without end. */
UNIT(response_interim_ones_are_limited)
{
	static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct response response;
	size_t used, rounds = 0;

	response_init(&response);
	while (response_feed(&response, interim, strlen(interim), &used) ==
	       RESPONSE_MORE)
		assert_true(rounds++ < RESPONSE_HEADER_MAX);
	assert_int_equal(response.phase, PHASE_BAD);
}

/* They are part of the body, which may be of any length. */
UNIT(response_chunks_are_not_limited)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	static const char chunk[] = "1\r\nx\r\n", end[] = "0\r\n\r\n";
	struct response response;
	size_t used;

	response_init(&response);
	assert_int_equal(response_feed(&response, head, strlen(head), &used),
			 RESPONSE_MORE);
	for (size_t i = 0; i < RESPONSE_HEADER_MAX; i++)
		assert_int_equal(response_feed(&response, chunk, strlen(chunk),
					       &used),
				 RESPONSE_MORE);
	assert_int_equal(response_feed(&response, end, strlen(end), &used),
			 RESPONSE_DONE);
	assert_true(response.body == RESPONSE_HEADER_MAX);
}

/* Damaged at random, it still means the same whole and byte by byte. */
UNIT(response_damaged_is_the_same_over_every_cut)
{
	unsigned seed = 1;

	for (unsigned round = 0; round < 20000; round++) {
		const char *source = good[round % (sizeof(good) / sizeof(*good))]
					     .text;
		char text[512];
		struct response whole, cut;
		enum response_progress whole_progress, cut_progress;
		size_t length = strlen(source);
		size_t whole_used, cut_used;

		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): its length is told */
		memcpy(text, source, length);
		for (unsigned i = 0; i <= round % 3; i++)
			text[(unsigned)rand_r(&seed) % length] =
				"\r\n :0a;\0"[rand_r(&seed) % 8];
		whole_used = read_in_pieces(&whole, text, length, length, 1,
					    &whole_progress);
		cut_used = read_in_pieces(&cut, text, length, 1, 1,
					  &cut_progress);
		assert_int_equal(whole_progress, cut_progress);
		assert_int_equal(whole_used, cut_used);
		assert_int_equal(whole.status, cut.status);
		assert_int_equal(whole.keep, cut.keep);
		assert_true(whole.body == cut.body);
	}
}
