# The program in an image without compilers:
#
#   docker build -t rostrum --build-arg ROSTRUM_GIT_REVISION="$(git rev-parse HEAD)" .
#   docker run --rm --init --user "$(id -u):$(id -g)" -v "$PWD:/data" rostrum analyze transcripts --out reports

FROM rust:1-slim-trixie AS build
WORKDIR /source
COPY . .
# what run.json names; the repository itself is not in the image
ARG ROSTRUM_GIT_REVISION
RUN cargo build --release --locked --bin rostrum

FROM debian:trixie-slim
LABEL org.opencontainers.image.title="rostrum" \
      org.opencontainers.image.description="Who said what, in which tone, about which topic, and for or against whom: per-speaker tables from transcripts" \
      org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND CC-BY-SA-4.0"
COPY --from=build /source/target/release/rostrum /usr/local/bin/
# LICENSE-MIT, LICENSE-APACHE, and those of the crates inside, if docs/releasing.md was followed
COPY LICENSE* /usr/share/doc/rostrum/
# the model card, with the licence of the weights
COPY models/README.md /usr/share/doc/rostrum/models/
RUN useradd --create-home --uid 1000 rostrum && install --directory --owner rostrum --group rostrum /data
USER rostrum
WORKDIR /data
ENTRYPOINT ["rostrum"]
