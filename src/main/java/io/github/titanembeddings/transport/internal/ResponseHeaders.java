package io.github.titanembeddings.transport.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Reads headers that may be missing or malformed. */
final class ResponseHeaders {
  static final String RETRY_AFTER = "Retry-After";

  private static final int MOST_DIGITS = 9;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private ResponseHeaders() {}

  static @Nullable String requestId(SdkHttpResponse response) {
    return response.firstMatchingHeader("x-amzn-RequestId").orElse(null);
  }

  /** Returns the whole number in a header; empty if it is missing or malformed. */
  static Optional<Integer> number(SdkHttpResponse response, String name) {
    return response
        .firstMatchingHeader(name)
        .map(String::strip)
        .filter(value -> value.length() <= MOST_DIGITS && isDigits(value))
        .map(Integer::valueOf);
  }

  /**
   * Returns the response with a {@code Retry-After} that the AWS SDK can honor, in whole seconds,
   * or without one: for other forms the SDK's blocking client throws, and a delay of more than a
   * minute would last until the call times out.
   */
  static SdkHttpResponse withShortRetryAfter(SdkHttpResponse response) {
    String given = response.firstMatchingHeader(RETRY_AFTER).orElse(null);
    if (given == null) {
      return response;
    }
    Duration delay = retryAfter(response, Instant.now());
    if (delay == null || delay.compareTo(LONGEST_WAIT) > 0) {
      return response.copy(headers -> headers.removeHeader(RETRY_AFTER));
    }
    String seconds = Long.toString(delay.toSeconds());
    return seconds.equals(given)
        ? response
        : response.copy(headers -> headers.putHeader(RETRY_AFTER, seconds));
  }

  /**
   * Returns the delay of {@code Retry-After}, in seconds or as an HTTP date, which counts from the
   * response's own {@code Date} or else from now. Null without the header, or if it is neither, or
   * a date that has passed.
   */
  static @Nullable Duration retryAfter(SdkHttpResponse response, Instant now) {
    String value = response.firstMatchingHeader(RETRY_AFTER).map(String::strip).orElse("");
    if (value.isEmpty()) {
      return null;
    }
    if (isDigits(value)) {
      return Duration.ofSeconds(
          value.length() <= MOST_DIGITS ? Integer.parseInt(value) : Integer.MAX_VALUE);
    }
    Instant until = date(value);
    if (until == null) {
      return null;
    }
    Instant sent = date(response.firstMatchingHeader("Date").map(String::strip).orElse(""));
    Duration delay = Duration.between(sent == null ? now : sent, until);
    return delay.isNegative() ? null : delay;
  }

  private static @Nullable Instant date(String value) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isDigits(String value) {
    boolean digits = !value.isEmpty();
    for (int i = 0; digits && i < value.length(); i++) {
      digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    return digits;
  }
}
