# Two stages: what builds and tests stays behind, the server runs as nobody on a read-only root.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock requirements-serve.lock ./
RUN python -m venv /build \
 && /build/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && python -m venv /opt/fonds \
 && /opt/fonds/bin/pip install --no-cache-dir --require-hashes -r requirements-serve.lock
COPY . .
RUN /build/bin/python .ci/npm.py . server/static/mirador mirador dist/mirador.min.js LICENSE \
 && /build/bin/python -m hatchling build -t wheel \
 && /opt/fonds/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.13-slim
COPY --from=build /opt/fonds /opt/fonds
ENV PATH=/opt/fonds/bin:$PATH FONDS_DATA_DIR=/data
RUN mkdir /data && chown 65534:65534 /data
USER 65534:65534
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["sh", "-c", "fonds init && exec fonds serve --host 0.0.0.0"]
