/* request.c: what a client asks, however it reached us. */
#include "request.h"

#include <string.h>

static const char *first_set(const char *a, const char *b, const char *fallback)
{
	if (a && *a)
		return a;
	return b && *b ? b : fallback;
}

void request_from_cgi(struct request *request,
		      const char *(*get)(const char *name, void *data),
		      void *data)
{
	request->method = first_set(get("REQUEST_METHOD", data), NULL, "GET");
	/*
	 * nginx sends the whole path as DOCUMENT_URI; a plain CGI gateway splits
	 * it, and the part behind the script's own name is ours.
	 */
	request->path = first_set(get("DOCUMENT_URI", data),
				  get("PATH_INFO", data), "/");
	request->query = first_set(get("QUERY_STRING", data), NULL, "");
	request->delay = first_set(get("TARE_DELAY", data), NULL, "");
}

const char *request_route(const char *path)
{
	const char *rest;

	if (strncmp(path, "/v/", 3) != 0)
		return path;
	rest = strchr(path + 3, '/');
	return rest ? rest : path;
}
