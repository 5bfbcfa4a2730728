package io.github.titanembeddings.transport;

import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Reads headers that the service need not send, nor send well. */
final class Headers {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private Headers() {}

  /** The whole number in a header, if it is there and is one. */
  static Optional<Integer> number(SdkHttpResponse response, String name) {
    return response
        .firstMatchingHeader(name)
        .map(String::strip)
        .filter(value -> COUNT.matcher(value).matches())
        .map(Integer::valueOf);
  }
}
