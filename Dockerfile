# syntax=docker/dockerfile:1
# Mien in a container: the programs of Tools/package on Debian's slim image, for a user without rights.
#
#   docker build -t mien .
#   docker run --rm --name mien --publish 127.0.0.1:8080:8080 \
#     --read-only --mount type=volume,dst=/uploads --tmpfs /tmp:rw,noexec,nosuid,nodev,size=16m \
#     --cap-drop ALL --security-opt no-new-privileges --pids-limit 256 --memory 3g mien
#
# - What reads videos and models locks itself down with seccomp and, where the kernel has it, Landlock;
#   both only ever take rights away. Docker's default seccomp profile lets a process do that (Landlock
#   since Docker 23); do not switch it off (seccomp=unconfined). A profile of your own must permit
#   seccomp, prctl, prlimit64, close_range and the three landlock_ calls. No capability is needed.
# - Settings are variables (MIEN_RATE_LIMIT=60) or a file (MIEN_CONFIG=/run/mien.json); what counts:
#   docker run --rm mien config. Keys: --mount type=bind,src=keys,dst=/run/keys,ro and
#   MIEN_API_KEYS=/run/keys; after a change docker kill --signal HUP mien.
# - docker stop sends SIGTERM; give it longer than MIEN_DRAIN (30 s): docker stop --timeout 40 mien.
# - TLS, and more than one machine's clients: behind a proxy (Tools/deploy/nginx.conf).

FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY . .
RUN Tools/setup ca-certificates && Tools/package /package

FROM debian:bookworm-slim
# What Tools/package names. FFmpeg's own dependencies are the larger part.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        libavcodec59 libavformat59 libavutil57 libexpat1 libopenblas0-pthread libseccomp2 \
        libswresample4 libswscale6 libsz2 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin mien \
    && install --directory --owner mien --group mien --mode 0700 /uploads
COPY --from=build /package/ /usr/local/
COPY --chmod=0755 Tools/deploy/healthcheck /usr/local/bin/mien-healthcheck
# Within the container; to the outside it is what --publish says.
ENV MIEN_HOST=0.0.0.0 \
    MIEN_PORT=8080 \
    MIEN_TEMPORARY_FOLDER=/uploads \
    OPENBLAS_NUM_THREADS=1
USER 10001:10001
VOLUME /uploads
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 \
    CMD ["/usr/local/bin/mien-healthcheck"]
ENTRYPOINT ["/usr/local/bin/mien"]
CMD ["serve"]
