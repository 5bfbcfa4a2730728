#!/usr/bin/env bash
# Measures a whole process with one embed in a fresh JVM, as on AWS Lambda: plain, and with the recipe for a fast start.
#
#   1. software.amazon.awssdk:url-connection-client instead of apache5-client and netty-nio-client
#   2. -XX:ArchiveClassesAtExit=app.jsa in a training run, then -XX:SharedArchiveFile=app.jsa   (same JDK and class path)
#   3. -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
#
# The embed goes to a local server. Usage: examples/measure-startup.sh [runs]
# LIB=folder uses the jars of that folder, the dependencies and url-connection-client, instead of copying them with Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-10}
work=$PWD/target/startup
mkdir -p "$work/classes"
if [ -z "${LIB:-}" ]; then
  LIB=$work/lib
  version=$(sed -n '/<aws.version>/ { s:.*>\(.*\)</.*:\1:p; q }' pom.xml)
  mvn -q dependency:copy-dependencies dependency:copy -DincludeScope=runtime -DoutputDirectory="$LIB" \
    -Dartifact="software.amazon.awssdk:url-connection-client:$version"
fi

cat > "$work/Server.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

class Server {
  public static void main(String[] args) throws Exception {
    byte[] reply = ("{\"embedding\":[0.5" + ",0.5".repeat(1023) + "],\"inputTextTokenCount\":4}").getBytes();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
      exchange.close();
    });
    server.start();
    Files.writeString(Path.of(args[0]), String.valueOf(server.getAddress().getPort()));
  }
}
JAVA

jars() { find "$LIB" -name '*.jar' | grep -vE "$1" | sort | paste -sd: -; }
plain=$work/classes.jar:$(jars 'url-connection-client')
fast=$work/classes.jar:$(jars '/(apache5-client|netty|httpc)')
find src/main/java -name '*.java' ! -name module-info.java > "$work/sources"
javac --release 17 -proc:none -nowarn -cp "$plain" -d "$work/classes" @"$work/sources" examples/EmbedText.java
jar --create --file "$work/classes.jar" -C "$work/classes" .

rm -f "$work/port"
java "$work/Server.java" "$work/port" &
server=$!
trap 'kill $server' EXIT
until [ -s "$work/port" ]; do kill -0 $server; sleep 0.1; done
export AWS_ENDPOINT_URL=http://127.0.0.1:$(cat "$work/port") AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

measure() { # label, then the arguments of java
  local label=$1
  shift
  java "$@" EmbedText > /dev/null 2>&1 # warms the file cache
  TIMEFORMAT="%R %U %S"
  { time for _ in $(seq "$runs"); do java "$@" EmbedText > /dev/null 2>&1; done; } 2>&1 \
    | awk -v n="$runs" -v l="$label" '{ printf "%-34s %.2f s wall, %.2f s CPU per process\n", l, $1 / n, ($2 + $3) / n }'
}

flags="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
measure "plain" -cp "$plain"
measure "url-connection-client" -cp "$fast"
measure "  and TieredStopAtLevel=1" $flags -cp "$fast"
java $flags -XX:ArchiveClassesAtExit="$work/app.jsa" -cp "$fast" EmbedText > /dev/null 2>&1
measure "  and class-data-sharing archive" $flags -XX:SharedArchiveFile="$work/app.jsa" -cp "$fast"
