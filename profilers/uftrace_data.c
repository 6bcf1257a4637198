/*
 * uftrace_data.c: counts the records of a thread that uftrace has traced.
 *
 * A record (struct uftrace_record in uftrace's uftrace.h) is two words of 64 bits: a
 * time in ns, and from the lowest bit on 2 bits of its type, 1 that tells of more data
 * behind it, 3 that are always 5, 10 of depth, 48 of address. Without arguments and
 * events, as we trace, there is no more data.
 */
#include "uftrace_data.h"

#include <stdint.h>
#include <string.h>

enum { RECORD_BYTES = 16, RECORD_MAGIC = 5 };
enum { TYPE_ENTRY, TYPE_EXIT, TYPE_LOST, TYPE_EVENT };

static int count_record(uint64_t word, struct uftrace_counts *counts)
{
	if ((word >> 3 & 7) != RECORD_MAGIC || word & 4)
		return -1;
	switch (word & 3) {
	case TYPE_ENTRY:
		counts->entries++;
		return 0;
	case TYPE_EXIT:
		counts->exits++;
		return 0;
	case TYPE_LOST:
		/* How many: in place of the address. */
		counts->lost += (double)(word >> 16);
		return 0;
	}
	return -1;
}

int uftrace_data_count(const void *bytes, size_t length,
		       struct uftrace_counts *counts, struct reason *why)
{
	const char *record = bytes;

	if (length == 0)
		return reason_set(why, "it is empty");
	for (size_t at = 0; at < length; at += RECORD_BYTES) {
		uint64_t word;

		if (length - at < RECORD_BYTES)
			return reason_set(why, "it is cut short");
		memcpy(&word, record + at + sizeof(word), sizeof(word));
		if (count_record(word, counts) < 0)
			return reason_set(why,
					  "it is no trace of uftrace, or "
					  "damaged at byte %zu",
					  at);
	}
	return 0;
}
