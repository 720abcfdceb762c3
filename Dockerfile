# The bot in a container; docs/deploy.md tells how to run it.
# The version of Python that the tests run with, and for which there are wheels of all requirements.
FROM python:3.11-slim

# Joins letters in Arabic and Indic captions. All else comes as wheels, so no compiler is needed.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app

# Before the code, so that a change of the code does not install everything again.
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY LICENSE ./
COPY bot/ bot/

# A number, so that an orchestrator that asks for a user other than root can see that it is one.
RUN useradd --uid 10001 --create-home rekog \
    && install -d -o rekog -g rekog -m 700 /data
USER 10001

# No .env in here: settings come from the environment. /data is for the database, unless
# DATABASE_URL names a Postgres, and for what the embedded detector prepares.
ENV REKOG_ENV_FILE="" \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 3000

# The watch over the model counts as hanging after ten minutes, so asking seldom is enough.
HEALTHCHECK --interval=2m --timeout=30s --start-period=2m --retries=2 \
    CMD ["python", "-m", "bot", "health"]

# `run` ends within 30 seconds after SIGTERM (docker stop --time 30). Processes that only work on
# jobs are started with `python -m bot worker`.
CMD ["python", "-m", "bot", "run"]
