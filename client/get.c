/* get.c: the GET request for a URL, as it goes over the wire. */
#include "get.h"

#include <curl/curl.h>
#include <string.h>

#include "base/buf.h"
#include "base/version.h"

enum { URL_SHOWN = 128 }; /* bytes of a URL in a message */

static int bad_url(const char *url, const char *wrong, struct reason *why)
{
	return reason_set(why,
			  "\"%.*s\": %s; a URL like http://127.0.0.1:8080/ is "
			  "expected",
			  URL_SHOWN, url, wrong);
}

static int parse_url(CURLU *parts, const char *url, struct reason *why)
{
	CURLUcode code;
	char *user = NULL;

	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return bad_url(url, "it begins with neither http:// nor "
				    "https://",
			       why);
	code = curl_url_set(parts, CURLUPART_URL, url, 0);
	if (code != CURLUE_OK)
		return bad_url(url, curl_url_strerror(code), why);
	if (curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK) {
		curl_free(user);
		return bad_url(url, "a user name is not supported", why);
	}
	return 0;
}

static void add_part(struct buf *text, CURLU *parts, CURLUPart part,
		     const char *before)
{
	char *value = NULL;

	if (curl_url_get(parts, part, &value, CURLU_NO_DEFAULT_PORT) !=
	    CURLUE_OK)
		return;
	buf_addf(text, "%s%s", before, value);
	curl_free(value);
}

char *get_text(const char *url, struct reason *why)
{
	CURLU *parts = curl_url();
	struct buf text;
	char *result = NULL;

	buf_init(&text);
	if (!parts) {
		reason_set(why, "no memory");
		goto out;
	}
	if (parse_url(parts, url, why) < 0)
		goto out;
	add_part(&text, parts, CURLUPART_PATH, "GET ");
	add_part(&text, parts, CURLUPART_QUERY, "?");
	add_part(&text, parts, CURLUPART_HOST, " HTTP/1.1\r\nHost: ");
	add_part(&text, parts, CURLUPART_PORT, ":");
	buf_adds(&text, "\r\nUser-Agent: tare/" TARE_VERSION "\r\n\r\n");
	if (text.failed)
		reason_set(why, "no memory");
	result = buf_detach(&text);
out:
	curl_url_cleanup(parts);
	buf_release(&text);
	return result;
}
