/* reply.c: an answer, before it is known how it will be sent. */
#include "reply.h"

#include "base/json.h"

void reply_init(struct reply *reply)
{
	buf_init(&reply->body);
	reply_clear(reply);
}

void reply_clear(struct reply *reply)
{
	struct buf body = reply->body;

	buf_clear(&body);
	*reply = (struct reply){ .status = 200,
				 .content_type = "application/json",
				 .wall_ns = -1,
				 .cpu_ns = -1,
				 .injected_ns = -1,
				 .body = body };
}

void reply_release(struct reply *reply)
{
	buf_release(&reply->body);
}

const char *status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} rows[] = {
		{ 200, "OK" },
		{ 400, "Bad Request" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
		{ 507, "Insufficient Storage" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].status == status)
			return rows[i].text;
	}
	return "Unknown";
}

void reply_json(struct reply *reply, int status, struct json_object *object)
{
	size_t length;
	const char *text = json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&length);

	reply->status = status;
	buf_clear(&reply->body);
	buf_add(&reply->body, text, length);
	buf_adds(&reply->body, "\n");
	json_object_put(object);
}

struct json_object *problem_new(const char *kind, int status,
				const char *detail)
{
	struct json_object *problem = json_object_new_object();
	char type[96];

	snprintf(type, sizeof(type), "urn:tare:problem:%s", kind);
	json_set_text(problem, "type", type);
	json_set_text(problem, "title", status_text(status));
	json_set_int(problem, "status", status);
	json_set_text(problem, "detail", detail);
	return problem;
}

void reply_problem(struct reply *reply, int status,
		   struct json_object *problem)
{
	reply->content_type = "application/problem+json";
	reply_json(reply, status, problem);
}

void reply_wrong_method(struct reply *reply, const char *method)
{
	struct json_object *problem = problem_new(
		"method-not-allowed", 405, "endpoints answer GET and HEAD");

	json_set_text(problem, "got", method);
	reply->allow = "GET, HEAD";
	reply_problem(reply, 405, problem);
}

/* "NAME;dur=" in milliseconds (W3C Server Timing, 2.2), to the nanosecond. */
static void add_duration(struct buf *out, const char *name, int64_t ns)
{
	buf_addf(out, "%s;dur=%lld.%06d", name, (long long)(ns / 1000000),
		 (int)(ns % 1000000));
}

void reply_render(const struct reply *reply, struct buf *out)
{
	buf_addf(out,
		 "Status: %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
		 "Cache-Control: no-store\r\n",
		 reply->status, status_text(reply->status), reply->content_type,
		 reply->body.len);
	if (reply->allow)
		buf_addf(out, "Allow: %s\r\n", reply->allow);
	if (reply->wall_ns >= 0) {
		add_duration(out, "Server-Timing: wall", reply->wall_ns);
		add_duration(out, ", cpu", reply->cpu_ns);
	}
	if (reply->injected_ns >= 0)
		add_duration(out, ", injected", reply->injected_ns);
	for (unsigned i = 0; i < reply->clock_count; i++) {
		buf_adds(out, ", ");
		add_duration(out, reply->clock[i].name, reply->clock[i].ns);
	}
	buf_adds(out, reply->wall_ns >= 0 ? "\r\n\r\n" : "\r\n");
	if (!reply->no_body)
		buf_add(out, reply->body.text, reply->body.len);
}
