package io.github.titanembeddings.transport.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The bound of a response body.
 *
 * @param maxBytes the size limit, for errors as well
 * @param isObject whether a body of status 200 is one JSON object, so that one that ends before the
 *     object does was cut off
 */
public record ReplyRule(int maxBytes, boolean isObject) {
  /** 1 MiB: 1,024 floats take about 20 KB. */
  public static final ReplyRule INVOKE_MODEL = new ReplyRule(1 << 20, true);

  /** 8 MiB: a page of 1,000 jobs takes about 1 MB. */
  static final ReplyRule CONTROL_PLANE = new ReplyRule(8 << 20, false);

  private static final int OK = 200;

  /** Returns a check of the body of one response. */
  BodyCheck check(int status) {
    return new BodyCheck(maxBytes, isObject && status == OK);
  }

  /**
   * Checks a response that has been read.
   *
   * @throws ReplyRefusedException if its body is too large or compressed
   */
  void require(SdkHttpResponse response, int bytes) {
    ReplyRefusedException refusal = refusedEncoding(response);
    if (refusal != null) {
      throw refusal;
    }
    if (bytes > maxBytes) {
      throw ReplyRefusedException.tooLarge(maxBytes);
    }
  }

  /** Returns the failure for a body that is compressed although the request did not ask for it. */
  static @Nullable ReplyRefusedException refusedEncoding(SdkHttpResponse response) {
    String encoding = response.firstMatchingHeader("Content-Encoding").orElse("").strip();
    return encoding.isEmpty() || encoding.toLowerCase(Locale.ROOT).equals("identity")
        ? null
        : ReplyRefusedException.encoding(encoding);
  }
}
