# The rules for other programs: docker build -t itb-rules . && docker run --rm --read-only -p 127.0.0.1:8080:8080 itb-rules
FROM python:3.12-slim
COPY . /tmp/itb-rules
RUN pip install --no-cache-dir "/tmp/itb-rules[cli,languages,server]" && rm -rf /tmp/itb-rules && useradd --system rules
USER rules
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/health')"]
ENTRYPOINT ["itb-rules", "serve", "--host", "0.0.0.0"]
