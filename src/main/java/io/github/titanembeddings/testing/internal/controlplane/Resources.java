package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The resources of one kind, each found by its ARN or its name. Thread-safe. */
final class Resources<R extends Resources.Resource> {
  static final String ACCOUNT = "123456789012";
  static final String BASE_MODEL = "amazon.titan-embed-image-v1:0";
  static final String FOUNDATION_MODEL =
      "arn:aws:bedrock:us-east-1::foundation-model/" + BASE_MODEL;

  /** By their ARNs, which are numbered in the order of creation. */
  private final Map<String, R> byArn = new ConcurrentSkipListMap<>();

  private final AtomicInteger number = new AtomicInteger();
  private final String kind;
  private final String arnPrefix;

  interface Resource {
    String arn();

    String name();

    /** Returns the request that created the resource. */
    ObjectNode request();
  }

  /** Creates an empty collection; the path is the part of the ARNs after the account. */
  Resources(String kind, String path) {
    this.kind = kind;
    arnPrefix = "arn:aws:bedrock:us-east-1:" + ACCOUNT + ":" + path;
  }

  String newArn() {
    return arnPrefix + String.format(Locale.ROOT, "%011d", number.incrementAndGet());
  }

  void add(R resource) {
    byArn.put(resource.arn(), resource);
  }

  void remove(R resource) {
    byArn.remove(resource.arn());
  }

  /** Removes the resource, if it exists, as if it had never existed. */
  void forget(String identifier) {
    byArn.values().removeIf(resource -> is(resource, identifier));
  }

  /** Returns all resources, oldest first. */
  List<R> all() {
    return List.copyOf(byArn.values());
  }

  @Nullable R find(String identifier) {
    return byArn.values().stream().filter(r -> is(r, identifier)).findFirst().orElse(null);
  }

  R get(String identifier) throws StubError {
    R found = find(identifier);
    if (found == null) {
      throw StubError.notFound("There is no " + kind + " " + identifier);
    }
    return found;
  }

  /** Returns the resource that an earlier request with the same idempotency token created. */
  @Nullable R createdBy(ObjectNode request) {
    String token = token(request);
    return byArn.values().stream()
        .filter(resource -> !token.isEmpty() && token(resource.request()).equals(token))
        .findFirst()
        .orElse(null);
  }

  private static String token(ObjectNode request) {
    return request.path("clientRequestToken").asText();
  }

  private static boolean is(Resource resource, String identifier) {
    return resource.arn().equals(identifier) || resource.name().equals(identifier);
  }
}
