// node.js: the JSON of /health, by Node's own HTTP server; the port is the argument.
"use strict";
const http = require("http");

http.createServer((request, reply) => {
	const start = process.hrtime.bigint();
	const alive = 1;
	const body = JSON.stringify({
		endpoint: "health", path: "/health", profiler: "none",
		version: "0.1.0", pid: process.pid,
		timing: {
			wall_ns: Number(process.hrtime.bigint() - start), cpu_ns: 0,
		},
		parameters: {}, result: { alive },
		truth: {
			functions: [{
				function: "health_run", calls: 1, allocations: 0, bytes: 0,
			}],
			allocations: 0, bytes: 0,
		},
	}) + "\n";

	reply.writeHead(200, {
		"Content-Type": "application/json",
		"Content-Length": Buffer.byteLength(body),
		"Cache-Control": "no-store",
	});
	reply.end(body);
}).listen(Number(process.argv[2]), "127.0.0.1");
