package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.ServiceTier;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The optional headers of InvokeModel, such as metadata that attributes the cost of a call to a
 * team. Immutable.
 *
 * <pre>{@code
 * TitanEmbeddingsClient titan = TitanEmbeddingsClient.builder()
 *     .headers(InvokeHeaders.ofMetadata(Map.of("team", "search")))
 *     .build();
 * }</pre>
 *
 * @param metadata names and values that the account's model invocation logs record with the call
 * @param serviceTier the tier, one of those that the {@linkplain
 *     io.github.titanembeddings.validation.Limits#serviceTiers() limits} allow
 * @param trace whether the service traces the call; this library ignores the trace
 */
public record InvokeHeaders(
    Map<String, String> metadata, @Nullable ServiceTier serviceTier, @Nullable Trace trace) {
  private static final InvokeHeaders NONE = new InvokeHeaders(Map.of(), null, null);
  private static final String METADATA = "requestMetadata";
  private static final int MAX_JSON_CHARACTERS = 8_500;

  /** The values of the header {@code X-Amzn-Bedrock-Trace}. */
  public enum Trace {
    DISABLED,
    ENABLED,
    ENABLED_FULL
  }

  /**
   * Creates headers.
   *
   * @throws InvalidRequestException if a name is not 1 to 256 or a value not 0 to 256 letters,
   *     digits, spaces and {@code . _ : / = + $ @ -}, or the metadata exceeds 8,500 characters of
   *     JSON in total
   */
  public InvokeHeaders {
    metadata = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(metadata)));
    RequestCheck check = new RequestCheck();
    metadata.forEach(
        (name, value) -> {
          check.optional(METADATA + " name", name, FieldRule.METADATA_NAME);
          check.optional(
              METADATA + " value of " + FieldRule.shown(name), value, FieldRule.METADATA_VALUE);
        });
    int length = json(metadata).length();
    if (length > MAX_JSON_CHARACTERS) {
      check.add(
          METADATA,
          ViolationCodes.METADATA_TOO_LONG,
          String.format(Locale.ROOT, "%,d characters of JSON", length),
          String.format(Locale.ROOT, "at most %,d characters of JSON", MAX_JSON_CHARACTERS),
          "remove some entries");
    }
    check.requireValid();
  }

  /** Returns an empty set of headers. */
  public static InvokeHeaders none() {
    return NONE;
  }

  /** Returns headers with metadata. */
  public static InvokeHeaders ofMetadata(Map<String, String> metadata) {
    return new InvokeHeaders(metadata, null, null);
  }

  /** Returns a copy with another service tier. */
  public InvokeHeaders withServiceTier(ServiceTier serviceTier) {
    return new InvokeHeaders(metadata, serviceTier, trace);
  }

  /** Returns a copy with another trace. */
  public InvokeHeaders withTrace(Trace trace) {
    return new InvokeHeaders(metadata, serviceTier, trace);
  }

  /**
   * Returns these headers merged with a client's; where both set a header or metadata name, these
   * win.
   */
  InvokeHeaders over(InvokeHeaders defaults) {
    if (equals(NONE) || defaults.equals(NONE)) {
      return equals(NONE) ? defaults : this;
    }
    Map<String, String> all = new HashMap<>(defaults.metadata);
    all.putAll(metadata);
    return new InvokeHeaders(
        all,
        serviceTier == null ? defaults.serviceTier : serviceTier,
        trace == null ? defaults.trace : trace);
  }

  /**
   * Returns the HTTP headers to add to the request, for a custom transport: values by header name.
   * Empty if none is set.
   */
  public Map<String, String> toMap() {
    if (equals(NONE)) {
      return Map.of();
    }
    Map<String, String> headers = new HashMap<>();
    if (!metadata.isEmpty()) {
      headers.put("X-Amzn-Bedrock-Request-Metadata", json(metadata));
    }
    if (serviceTier != null) {
      headers.put("X-Amzn-Bedrock-Service-Tier", serviceTier.name().toLowerCase(Locale.ROOT));
    }
    if (trace != null) {
      headers.put("X-Amzn-Bedrock-Trace", trace.name());
    }
    return headers;
  }

  /** Names and values contain no characters that JSON escapes. */
  private static String json(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .map(entry -> '"' + entry.getKey() + "\":\"" + entry.getValue() + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Returns the names of the metadata, without its values. */
  @Override
  public String toString() {
    return "InvokeHeaders[metadata "
        + metadata.keySet()
        + ", serviceTier="
        + serviceTier
        + ", trace="
        + trace
        + "]";
  }
}
