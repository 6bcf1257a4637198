# One image for every service: the proxy, each variant, the bench. TOOLS="more grant"
# adds the tools that are not standard, which are several times as large.
# No BuildKit-only syntax. The packages are those of conf/packages.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
COPY conf/packages conf/setup /src/conf/
RUN /src/conf/setup build
COPY Makefile /src/
COPY base /src/base/
COPY workloads /src/workloads/
COPY fcgi /src/fcgi/
COPY include /src/include/
COPY profilers /src/profilers/
COPY export /src/export/
COPY view /src/view/
COPY stats /src/stats/
COPY client /src/client/
COPY bench /src/bench/
COPY torture /src/torture/
COPY report /src/report/
COPY cli /src/cli/
# The set-up has run; its stamp keeps make from asking again.
RUN mkdir -p /src/build && touch /src/build/.setup-run && make -C /src -j2 all && \
	mkdir /out && cd /src/build && cp --parents tare misbehave.so */tare-app /out

FROM ${BASE}
COPY conf/packages conf/setup /opt/tare/conf/
RUN /opt/tare/conf/setup run image && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/*
# A user other than root gets a capability from a file, and hands it on: `grant`.
ARG TOOLS=
RUN test -z "$TOOLS" || { /opt/tare/conf/setup $TOOLS && \
	cp /usr/bin/setpriv /usr/local/bin/grant && \
	setcap cap_sys_ptrace+p /usr/local/bin/grant && \
	rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/*; }
COPY conf/nginx.conf conf/access.conf /opt/tare/conf/
COPY --from=build /out /opt/tare/build/
RUN ln -s /opt/tare/build/tare /usr/local/bin/tare
ENV TARE_ROOM=/run/tare TARE_PROFILES=/profiles
WORKDIR /tmp
USER 1000:1000
ENTRYPOINT ["tare"]
CMD ["help"]
