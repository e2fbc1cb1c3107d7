# Sàng Tin as a service: the hashed lock, the default model, an account without rights.
# The PostgreSQL it works on is given by SANGTIN_DATABASE_URL (see compose.yaml).

FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/sangtin
COPY requirements/runtime.txt requirements/runtime.txt
RUN /opt/sangtin/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY models/ models/
COPY nlp/ nlp/
COPY crawler/ crawler/
COPY reports/ reports/
COPY triage_api/ triage_api/
COPY pipeline/ pipeline/
RUN /opt/sangtin/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
RUN /opt/sangtin/bin/python -m nlp.build /opt/sangtin/model

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/sangtin --create-home sangtin
COPY --from=build /opt/sangtin /opt/sangtin
ENV PATH=/opt/sangtin/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SANGTIN_HOME=/var/lib/sangtin \
    SANGTIN_MODEL_DIR=/opt/sangtin/model \
    SANGTIN_HOST=0.0.0.0
WORKDIR /var/lib/sangtin
USER 10001
VOLUME /var/lib/sangtin
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["sangtin"]
CMD ["serve"]
