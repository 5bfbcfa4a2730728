package io.github.titanembeddings.examples.s3vectors;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A stub of S3 Vectors with one bucket and one index, which rejects requests beyond the documented
 * limits of the service, by the time of a given clock.
 */
final class S3VectorsStub implements ResponseTransformerV2, AutoCloseable {
  private static final long SECOND = 1_000_000_000;
  private static final int VECTORS_PER_PAGE = 4;

  private final ObjectMapper json = new ObjectMapper();
  private final WireMockServer server =
      new WireMockServer(
          wireMockConfig()
              .bindAddress("127.0.0.1")
              .dynamicPort()
              .disableRequestJournal()
              .extensions(this));
  private final LongSupplier nanoTime;
  private final Map<String, JsonNode> vectors = new TreeMap<>();
  private final Deque<long[]> lastSecond = new ArrayDeque<>();
  private final List<Integer> calls = new ArrayList<>();
  private boolean hasBucket;
  private ObjectNode index = json.createObjectNode();
  private long downUntil = Long.MIN_VALUE;

  /** An error of the service. */
  private static final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;

    Rejection(int status, String type, String message) {
      super(message);
      this.status = status;
      this.type = type;
    }
  }

  S3VectorsStub(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    server.start();
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
  }

  URI endpoint() {
    return URI.create("http://localhost:" + server.port());
  }

  /** Rejects every call until a time. */
  synchronized void downUntil(long nanos) {
    downUntil = nanos;
  }

  synchronized Map<String, JsonNode> vectors() {
    return Map.copyOf(vectors);
  }

  /** Returns how many vectors each accepted call had. */
  synchronized List<Integer> calls() {
    return List.copyOf(calls);
  }

  @Override
  public String getName() {
    return "s3vectors";
  }

  @Override
  public synchronized Response transform(Response response, ServeEvent event) {
    String operation = event.getRequest().getUrl().substring(1);
    try {
      if (nanoTime.getAsLong() < downUntil) {
        throw new Rejection(503, "ServiceUnavailableException", "The service is unavailable");
      }
      byte[] body = event.getRequest().getBody();
      valid(body.length <= 20 * 1024 * 1024, "Request payload exceeds 20 MiB");
      JsonNode request = json.readTree(body);
      JsonNode reply =
          switch (operation) {
            case "CreateVectorBucket" -> createBucket();
            case "CreateIndex" -> createIndex(request);
            case "GetIndex" -> json.createObjectNode().set("index", index);
            case "PutVectors" -> putVectors(request);
            case "QueryVectors" -> queryVectors(request);
            default -> throw new Rejection(400, "ValidationException", operation);
          };
      return response(response, 200, "", reply);
    } catch (Rejection e) {
      JsonNode message = json.createObjectNode().put("message", e.getMessage());
      return response(response, e.status, e.type, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response response(Response from, int status, String errorType, JsonNode body) {
    HttpHeaders headers =
        new HttpHeaders(
            new HttpHeader("Content-Type", "application/json"),
            new HttpHeader("x-amzn-ErrorType", errorType));
    return Response.Builder.like(from)
        .but()
        .status(status)
        .headers(headers)
        .body(body.toString())
        .build();
  }

  private static void valid(boolean condition, String message) {
    if (!condition) {
      throw new Rejection(400, "ValidationException", message);
    }
  }

  private JsonNode createBucket() {
    if (hasBucket) {
      throw new Rejection(409, "ConflictException", "A vector bucket with this name exists");
    }
    hasBucket = true;
    return json.createObjectNode();
  }

  private JsonNode createIndex(JsonNode request) {
    valid(hasBucket, "no bucket");
    if (!index.isEmpty()) {
      throw new Rejection(409, "ConflictException", "An index with this name exists");
    }
    valid(request.get("dataType").asText().equals("float32"), "dataType");
    int dimension = request.get("dimension").asInt();
    valid(dimension >= 1 && dimension <= 4_096, "dimension");
    valid(nonFilterable(request).size() <= 10, "nonFilterableMetadataKeys");
    index = (ObjectNode) request;
    return json.createObjectNode();
  }

  private static Set<String> nonFilterable(JsonNode index) {
    Set<String> keys = new HashSet<>();
    index.at("/metadataConfiguration/nonFilterableMetadataKeys").forEach(k -> keys.add(k.asText()));
    return keys;
  }

  private JsonNode putVectors(JsonNode request) {
    if (index.isEmpty()) {
      throw new Rejection(404, "NotFoundException", "The specified index could not be found");
    }
    JsonNode puts = request.get("vectors");
    valid(puts.size() >= 1 && puts.size() <= 500, "vectors: 1 to 500");
    requireRate(puts.size());
    Set<String> keys = new HashSet<>();
    for (JsonNode vector : puts) {
      String key = vector.get("key").asText();
      valid(keys.add(key), "Duplicate key '" + key + "'");
      try {
        requireValid(key, vector);
      } catch (Rejection e) {
        valid(false, "Invalid record for key '" + key + "': " + e.getMessage());
      }
    }
    puts.forEach(vector -> vectors.put(vector.get("key").asText(), vector));
    calls.add(puts.size());
    return json.createObjectNode();
  }

  private void requireRate(int count) {
    long now = nanoTime.getAsLong();
    while (!lastSecond.isEmpty() && lastSecond.peekFirst()[0] <= now - SECOND) {
      lastSecond.removeFirst();
    }
    long sum = lastSecond.stream().mapToLong(call -> call[1]).sum();
    if (sum + count > 2_500 || lastSecond.size() == 1_000) {
      throw new Rejection(429, "TooManyRequestsException", "Reduce your request rate");
    }
    lastSecond.addLast(new long[] {now, count});
  }

  private void requireValid(String key, JsonNode vector) {
    int characters = key.codePointCount(0, key.length());
    valid(characters >= 1 && characters <= 1_024, "a key has 1 to 1024 characters");
    JsonNode data = vector.at("/data/float32");
    valid(data.size() == index.get("dimension").asInt(), "the index has another dimension");
    double norm = 0;
    for (JsonNode number : data) {
      norm += number.asDouble() * number.asDouble();
    }
    valid(Double.isFinite(norm) && norm > 0, "a cosine needs numbers that are not all zero");
    ObjectNode metadata = vector.get("metadata").deepCopy();
    valid(metadata.size() <= 50, "Metadata object must have at most 50 keys");
    valid(bytes(metadata) <= 40 * 1024, "Metadata must have at most 40960 bytes");
    metadata.remove(nonFilterable(index));
    valid(bytes(metadata) <= 2_048, "Filterable metadata must have at most 2048 bytes");
  }

  private static int bytes(JsonNode node) {
    return node.toString().getBytes(UTF_8).length;
  }

  private JsonNode queryVectors(JsonNode request) {
    int topK = request.get("topK").asInt();
    valid(topK >= 1 && topK <= 100, "topK: 1 to 100");
    JsonNode query = request.at("/queryVector/float32");
    valid(query.size() == index.get("dimension").asInt(), "the index has another dimension");
    Set<String> nonFilterable = nonFilterable(index);
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode vector : vectors.values()) {
      JsonNode metadata = vector.get("metadata");
      ObjectNode filterable = metadata.<ObjectNode>deepCopy().remove(nonFilterable);
      if (matches(filterable, request.get("filter"))) {
        found.add(
            json.createObjectNode()
                .put("key", vector.get("key").asText())
                .put("distance", 1 - cosine(query, vector.at("/data/float32")))
                .set("metadata", metadata));
      }
    }
    found.sort(Comparator.comparingDouble(vector -> vector.get("distance").asDouble()));
    List<ObjectNode> best = found.subList(0, Math.min(topK, found.size()));
    int from = request.path("nextToken").asInt(0);
    int to = Math.min(from + VECTORS_PER_PAGE, best.size());
    ObjectNode page = json.createObjectNode().put("distanceMetric", "cosine");
    page.set("vectors", json.createArrayNode().addAll(best.subList(from, to)));
    return to < best.size() ? page.put("nextToken", "" + to) : page;
  }

  private static boolean matches(JsonNode metadata, JsonNode filter) {
    boolean matches = true;
    for (Iterator<Map.Entry<String, JsonNode>> all = filter.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> term = all.next();
      JsonNode value = term.getValue();
      JsonNode actual = metadata.path(term.getKey());
      if (term.getKey().equals("$and")) {
        for (JsonNode each : value) {
          matches &= matches(metadata, each);
        }
      } else if (value.isObject()) {
        valid(value.size() == 1 && value.has("$lte"), "only $lte: " + value);
        matches &= actual.isNumber() && actual.asDouble() <= value.get("$lte").asDouble();
      } else {
        matches &= actual.equals(value);
      }
    }
    return matches;
  }

  private static double cosine(JsonNode a, JsonNode b) {
    double dot = 0;
    double norms = 0;
    double otherNorms = 0;
    for (int i = 0; i < a.size(); i++) {
      dot += a.get(i).asDouble() * b.get(i).asDouble();
      norms += a.get(i).asDouble() * a.get(i).asDouble();
      otherNorms += b.get(i).asDouble() * b.get(i).asDouble();
    }
    return dot / Math.sqrt(norms * otherNorms);
  }

  @Override
  public void close() {
    server.stop();
  }
}
