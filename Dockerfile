# The studio in a container: `web` unless told otherwise, the worker as `python manage.py worker`.
# PostgreSQL comes from outside (DATABASE_URL), and so do the keys; nothing secret is in the image.

# Full versions; docs/operators.md says how to pin them by digest.
ARG NODE_IMAGE=node:22.21.1-bookworm-slim
ARG PYTHON_IMAGE=python:3.13.9-slim-trixie

FROM ${NODE_IMAGE} AS browser
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM ${PYTHON_IMAGE} AS packages
COPY requirements/run.lock requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.lock

FROM ${PYTHON_IMAGE}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --create-home --uid 10001 studio && install -d -o studio /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=browser /app/node_modules node_modules
COPY manage.py ./
COPY studio studio
# Nothing may be written later: compiled once, every process starts a third of a second sooner.
RUN python -m compileall -q studio
COPY templates templates
COPY static static
# The settings refuse to load without a key; this one is gone with the command.
RUN SECRET_KEY=only-for-this-step python manage.py collectstatic --no-input --verbosity 0
USER studio
ENV HOST=0.0.0.0 PORT=8000 STUDIO_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-m", "studio.infra.server.health_client"]
CMD ["python", "manage.py", "web"]
