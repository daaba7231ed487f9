# Bakeoff's image: one for all processes; compose.yaml says which does what.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS libraries
# More files add more: requirements-secrets.txt Vault and AWS Secrets Manager,
# requirements-telemetry.txt traces.
ARG REQUIREMENTS="requirements.txt"
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.txt requirements-secrets.txt requirements-telemetry.txt ./
RUN python -m venv /opt/bakeoff \
    && for file in ${REQUIREMENTS}; do \
        /opt/bakeoff/bin/pip install --require-hashes -r "$file" || exit 1; \
    done

FROM ${PYTHON_IMAGE}
# git applies patches, bubblewrap runs the tests of what models write.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent bakeoff
COPY --from=libraries /opt/bakeoff /opt/bakeoff
ENV PATH=/opt/bakeoff/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BAKEOFF_ENV_FILE=/dev/null \
    BAKEOFF_DATA_DIR=/srv/data
WORKDIR /srv/bakeoff
COPY . .
# The key only lets the settings load, and is thrown away.
RUN install --directory --owner=bakeoff --group=bakeoff /srv/data \
    && python -m compileall -q -x demo/tasks . \
    && SECRET_KEY=$(python -c "import secrets; print(secrets.token_hex(32))") \
        python manage.py collectstatic --noinput --verbosity 0
USER bakeoff
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
