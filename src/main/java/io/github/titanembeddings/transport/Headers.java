package io.github.titanembeddings.transport;

import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Reads headers that the service need not send, nor send well. */
final class Headers {
  static final String RETRY_AFTER = "Retry-After";

  private static final int MOST_DIGITS = 9;
  private static final int LONGEST_WAIT_SECONDS = 60;

  private Headers() {}

  /** The whole number in a header, if it is there and is one. */
  static Optional<Integer> number(SdkHttpResponse response, String name) {
    return response
        .firstMatchingHeader(name)
        .map(String::strip)
        .filter(Headers::isCount)
        .map(Integer::valueOf);
  }

  /**
   * The response without a {@code Retry-After} that is no number of seconds or more than a minute:
   * the blocking client of the AWS SDK would throw, or wait until the call times out.
   */
  static SdkHttpResponse withoutBadRetryAfter(SdkHttpResponse response) {
    return response.firstMatchingHeader(RETRY_AFTER).isEmpty()
            || number(response, RETRY_AFTER).orElse(Integer.MAX_VALUE) <= LONGEST_WAIT_SECONDS
        ? response
        : response.copy(headers -> headers.removeHeader(RETRY_AFTER));
  }

  private static boolean isCount(String value) {
    boolean digits = !value.isEmpty() && value.length() <= MOST_DIGITS;
    for (int i = 0; digits && i < value.length(); i++) {
      digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    return digits;
  }
}
