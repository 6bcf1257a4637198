/* response.c: reads one HTTP/1.1 response to a GET, in pieces of any size. */
#include "response.h"

#include <string.h>
#include <strings.h>

#include "client/httptext.h"

void response_init(struct response *response)
{
	/* Not the line: it would be most of the work of a request. */
	response->phase = PHASE_STATUS;
	response->status = 0;
	response->keep = true;
	response->begun = false;
	response->chunked = false;
	response->length = -1;
	response->left = 0;
	response->body = 0;
	response->wrong = NULL;
	response->overhead = 0;
	response->line_length = 0;
}

static void go_wrong(struct response *response, const char *wrong)
{
	response->phase = PHASE_BAD;
	response->wrong = wrong;
	response->keep = false;
}

static void take_status(struct response *response, const char *line,
			size_t length)
{
	static const char name[] = "HTTP/1.";
	const size_t least = sizeof(name) - 1 + 5; /* "HTTP/1.1 200" */
	const char *code = line + sizeof(name) + 1;

	if (length < least || memcmp(line, name, sizeof(name) - 1) != 0 ||
	    (line[7] != '0' && line[7] != '1') || line[8] != ' ' ||
	    (length > least && line[least] != ' '))
		return go_wrong(response, "no HTTP/1.1 status line");
	for (size_t i = 0; i < 3; i++) {
		if (code[i] < '0' || code[i] > '9')
			return go_wrong(response, "a status that is no number");
	}
	response->status = (code[0] - '0') * 100 + (code[1] - '0') * 10 +
			   (code[2] - '0');
	if (code[0] < '1' || code[0] > '5')
		return go_wrong(response, "a status out of range");
	response->keep = line[7] == '1';
	response->phase = PHASE_HEADER;
}

static void take_length(struct response *response, const char *value,
			size_t length)
{
	int64_t number;

	if (http_decimal(value, length, &number) < 0)
		return go_wrong(response, "a Content-Length that is no number");
	if (response->length >= 0 && response->length != number)
		return go_wrong(response, "two Content-Lengths");
	response->length = number;
}

static void take_field(struct response *response, const char *name,
		       size_t name_length, const char *value, size_t length)
{
	switch (name_length) {
	case 10:
		if (strncasecmp(name, "Connection", 10) != 0)
			break;
		if (http_list_has(value, length, "close"))
			response->keep = false;
		else if (http_list_has(value, length, "keep-alive"))
			response->keep = true;
		break;
	case 14:
		if (strncasecmp(name, "Content-Length", 14) == 0)
			take_length(response, value, length);
		break;
	case 17:
		if (strncasecmp(name, "Transfer-Encoding", 17) != 0)
			break;
		if (response->chunked || length != 7 ||
		    strncasecmp(value, "chunked", 7) != 0)
			return go_wrong(response, "an unknown transfer coding");
		response->chunked = true;
		break;
	}
}

/* "Name: value"; those of a trailer are checked and not heeded. */
static void take_header(struct response *response, const char *line,
			size_t length)
{
	const char *colon = memchr(line, ':', length);
	const char *value, *end = line + length;

	if (!colon || !http_is_token(line, (size_t)(colon - line)))
		return go_wrong(response, "a malformed header line");
	for (value = colon + 1; value < end && http_is_blank(*value);)
		value++;
	while (end > value && http_is_blank(end[-1]))
		end--;
	if (response->phase == PHASE_HEADER)
		take_field(response, line, (size_t)(colon - line), value,
			   (size_t)(end - value));
}

/* The empty line after the headers: what body is to come? (RFC 9112, 6.3) */
static void end_headers(struct response *response)
{
	if (response->status == 101) {
		go_wrong(response, "another protocol, not asked for");
	} else if (response->status < 200) {
		response->phase = PHASE_STATUS;
		response->length = -1;
		response->chunked = false;
	} else if (response->chunked && response->length >= 0) {
		go_wrong(response, "both chunks and a Content-Length");
	} else if (response->status == 204 || response->status == 304) {
		response->phase = PHASE_DONE;
	} else if (response->chunked) {
		response->phase = PHASE_CHUNK_SIZE;
	} else if (response->length >= 0) {
		response->left = response->length;
		response->phase = response->left ? PHASE_BODY : PHASE_DONE;
	} else {
		response->keep = false;
		response->phase = PHASE_UNTIL_CLOSE;
	}
}

/* Hexadecimal digits, then nothing or an extension. */
static void take_chunk_size(struct response *response, const char *line,
			    size_t length)
{
	int64_t size;
	size_t used = http_hexadecimal(line, length, &size);

	if (used == 0 ||
	    (used < length && line[used] != ';' && !http_is_blank(line[used])))
		return go_wrong(response, "a malformed chunk size");
	response->left = size;
	response->phase = size ? PHASE_CHUNK : PHASE_TRAILER;
}

/* A whole line, without its CRLF. */
static void take_line(struct response *response, const char *line,
		      size_t length)
{
	if (!http_is_text(line, length))
		return go_wrong(response, "control characters in a line");
	switch (response->phase) {
	case PHASE_STATUS:
		take_status(response, line, length);
		break;
	case PHASE_HEADER:
		if (length)
			take_header(response, line, length);
		else
			end_headers(response);
		break;
	case PHASE_CHUNK_SIZE:
		take_chunk_size(response, line, length);
		break;
	case PHASE_CHUNK_END:
		if (length)
			go_wrong(response, "a chunk longer than its size");
		else
			response->phase = PHASE_CHUNK_SIZE;
		break;
	case PHASE_TRAILER:
		if (length)
			take_header(response, line, length);
		else
			response->phase = PHASE_DONE;
		break;
	default:
		break;
	}
}

/* What cuts a body into chunks grows with it, and is as little limited. */
static bool is_overhead(enum response_phase phase)
{
	return phase != PHASE_CHUNK_SIZE && phase != PHASE_CHUNK_END;
}

/* Bytes that belong to a line: up to its end, or to be kept for later. */
static size_t feed_line(struct response *response, const char *bytes,
			size_t count)
{
	const char *end = memchr(bytes, '\n', count);
	size_t taken = end ? (size_t)(end - bytes) + 1 : count;
	size_t length = response->line_length + taken;
	const char *line = bytes;

	response->overhead += is_overhead(response->phase) ? taken : 0;
	if (length > RESPONSE_LINE_MAX ||
	    response->overhead > RESPONSE_HEADER_MAX) {
		go_wrong(response, "lines that are too long");
		return taken;
	}
	if (!end || response->line_length) {
		memcpy(response->line + response->line_length, bytes, taken);
		response->line_length = length;
		line = response->line;
	}
	if (!end)
		return taken;
	response->line_length = 0;
	if (length < 2 || line[length - 2] != '\r')
		go_wrong(response, "a line that does not end in CRLF");
	else
		take_line(response, line, length - 2);
	return taken;
}

/* Bytes of a body or a chunk, of which `left` are to come. */
static size_t feed_body(struct response *response, size_t count)
{
	size_t taken = (int64_t)count < response->left ?
			       count :
			       (size_t)response->left;

	response->left -= (int64_t)taken;
	response->body += taken;
	if (response->left == 0)
		response->phase = response->phase == PHASE_CHUNK ?
					  PHASE_CHUNK_END :
					  PHASE_DONE;
	return taken;
}

static size_t feed_some(struct response *response, const char *bytes,
			size_t count)
{
	switch (response->phase) {
	case PHASE_BODY:
	case PHASE_CHUNK:
		return feed_body(response, count);
	case PHASE_UNTIL_CLOSE:
		response->body += count;
		return count;
	default:
		return feed_line(response, bytes, count);
	}
}

static enum response_progress progress_of(const struct response *response)
{
	return response->phase == PHASE_DONE ? RESPONSE_DONE :
	       response->phase == PHASE_BAD  ? RESPONSE_BAD :
					       RESPONSE_MORE;
}

enum response_progress response_feed(struct response *response,
				     const char *bytes, size_t count,
				     size_t *used)
{
	enum response_progress progress = progress_of(response);
	size_t at = 0;

	response->begun |= count > 0;
	while (progress == RESPONSE_MORE && at < count) {
		at += feed_some(response, bytes + at, count - at);
		progress = progress_of(response);
	}
	*used = at;
	return progress;
}

enum response_progress response_close(struct response *response)
{
	if (response->phase == PHASE_UNTIL_CLOSE)
		response->phase = PHASE_DONE;
	else if (response->phase < PHASE_DONE)
		go_wrong(response, "a connection closed before the end");
	return progress_of(response);
}
