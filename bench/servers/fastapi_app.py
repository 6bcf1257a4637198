"""fastapi_app.py: the JSON of /health, by FastAPI; uvicorn serves it."""
import os
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health():
    start, cpu = time.monotonic_ns(), time.thread_time_ns()
    alive = 1
    timing = {"wall_ns": time.monotonic_ns() - start,
              "cpu_ns": time.thread_time_ns() - cpu}
    return {
        "endpoint": "health", "path": "/health", "profiler": "none",
        "version": "0.1.0", "pid": os.getpid(), "timing": timing,
        "parameters": {}, "result": {"alive": alive},
        "truth": {"functions": [{"function": "health_run", "calls": 1,
                                 "allocations": 0, "bytes": 0}],
                  "allocations": 0, "bytes": 0}}
