/* inspect.c: a look at what a peer has sent, before libfcgi reads it. */
#include "inspect.h"

#include <fastcgi.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Parameters, whose pairs may be cut anywhere by records. */
struct pairs {
	size_t count;
	unsigned char bytes[INSPECT_MOST];
};

/* One length, of one byte or four, at *AT; false where it is cut short. */
static bool read_length(const struct pairs *pairs, size_t *at, uint32_t *length)
{
	const unsigned char *bytes = pairs->bytes + *at;
	size_t left = pairs->count - *at;

	if (left < 1 || (bytes[0] & 0x80 && left < 4))
		return false;
	if (bytes[0] & 0x80) {
		*length = (uint32_t)(bytes[0] & 0x7f) << 24 |
			  (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
			  bytes[3];
		*at += 4;
	} else {
		*length = bytes[0];
		*at += 1;
	}
	return true;
}

/* Every name and value is there, and nothing is left over. */
static bool pairs_are_whole(const struct pairs *pairs)
{
	size_t at = 0;

	while (at < pairs->count) {
		uint32_t name, value;

		if (!read_length(pairs, &at, &name) ||
		    !read_length(pairs, &at, &value) ||
		    (uint64_t)name + value > pairs->count - at)
			return false;
		at += name + value;
	}
	return true;
}

/* Without padding, which libfcgi forgets to skip here: it would take it for records. */
static bool is_begin(const unsigned char *record, size_t length)
{
	static const unsigned char responder[] = { 0, FCGI_RESPONDER };

	return length == sizeof(FCGI_BeginRequestBody) && record[6] == 0 &&
	       memcmp(record + FCGI_HEADER_LEN, responder,
		      sizeof(responder)) == 0;
}

enum inspection inspect(const unsigned char *bytes, size_t count)
{
	struct pairs pairs;
	unsigned id = 0; /* of the request; 0: it has not begun */
	size_t at = 0;

	pairs.count = 0;
	while (count - at >= FCGI_HEADER_LEN) {
		const unsigned char *record = bytes + at;
		unsigned request = (unsigned)record[2] << 8 | record[3];
		size_t length = (size_t)record[4] << 8 | record[5];
		size_t whole = FCGI_HEADER_LEN + length + record[6];

		if (record[0] != FCGI_VERSION_1 || request == 0)
			return INSPECT_BAD;
		if (whole > count - at)
			break;
		at += whole;
		/* The end of an earlier request's input may be left. */
		if (!id && record[1] == FCGI_STDIN && length == 0)
			continue;
		if (!id && record[1] == FCGI_BEGIN_REQUEST &&
		    is_begin(record, length)) {
			id = request;
			continue;
		}
		if (record[1] != FCGI_PARAMS || request != id)
			return INSPECT_BAD;
		if (length == 0)
			return pairs_are_whole(&pairs) ? INSPECT_GOOD :
							 INSPECT_BAD;
		memcpy(pairs.bytes + pairs.count, record + FCGI_HEADER_LEN,
		       length);
		pairs.count += length;
	}
	return count < INSPECT_MOST ? INSPECT_PART : INSPECT_BAD;
}
