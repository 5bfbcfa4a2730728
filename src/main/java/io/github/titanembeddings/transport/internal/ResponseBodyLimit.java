package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.io.IOException;
import java.nio.ByteBuffer;
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
public record ResponseBodyLimit(int maxBytes, boolean isObject) {
  /** 1 MiB: 1,024 floats take about 20 KB. */
  public static final ResponseBodyLimit INVOKE_MODEL = new ResponseBodyLimit(1 << 20, true);

  /** 8 MiB: a page of 1,000 jobs takes about 1 MB. */
  static final ResponseBodyLimit CONTROL_PLANE = new ResponseBodyLimit(8 << 20, false);

  private static final int OK = 200;
  private static final int SHOWN = 40;

  /** Returns a check of the body of one response. */
  Check check(int status) {
    return new Check(maxBytes, isObject && status == OK);
  }

  /**
   * Checks a response that the AWS SDK has read, which only the library's HTTP clients bound.
   *
   * @throws RefusedException if its body is too large or compressed
   */
  void require(SdkHttpResponse response, int bytes) {
    RefusedException refusal = refusedEncoding(response);
    if (refusal != null) {
      throw refusal;
    }
    if (bytes > maxBytes) {
      throw RefusedException.tooLarge(maxBytes);
    }
  }

  /** Returns the failure for a body that is compressed although this was not requested. */
  static @Nullable RefusedException refusedEncoding(SdkHttpResponse response) {
    String encoding = response.firstMatchingHeader("Content-Encoding").orElse("").strip();
    return encoding.isEmpty() || encoding.equalsIgnoreCase("identity")
        ? null
        : new RefusedException(
            "expected no Content-Encoding, since none was requested, got "
                + Abbreviate.beginning(encoding, SHOWN));
  }

  /** Counts the bytes of a body and detects a JSON object that is cut off. Not thread-safe. */
  static final class Check {
    private final int maxBytes;
    private final boolean isObject;
    private long count;
    private byte first;
    private byte last;

    private Check(int maxBytes, boolean isObject) {
      this.maxBytes = maxBytes;
      this.isObject = isObject;
    }

    void add(ByteBuffer bytes) {
      count += bytes.remaining();
      if (count > maxBytes) {
        throw RefusedException.tooLarge(maxBytes);
      }
      if (isObject) {
        for (int i = bytes.position(); first == 0 && i < bytes.limit(); i++) {
          first = visible(bytes.get(i));
        }
        byte newest = 0;
        for (int i = bytes.limit() - 1; newest == 0 && i >= bytes.position(); i--) {
          newest = visible(bytes.get(i));
        }
        last = newest == 0 ? last : newest;
      }
    }

    /**
     * Ends the body.
     *
     * @throws IOException if it is empty or ends within a JSON object: the connection broke
     */
    void end() throws IOException {
      if (isObject && (first == 0 || (first == '{' && last != '}'))) {
        throw new IOException(
            String.format(
                Locale.ROOT, "the reply ends after %,d bytes, before its JSON object does", count));
      }
    }

    /** Returns the byte, or 0 for white space. */
    private static byte visible(byte value) {
      return value == ' ' || value == '\n' || value == '\r' || value == '\t' ? 0 : value;
    }
  }

  /**
   * Thrown while a response is read that the library does not accept. The AWS SDK does not retry
   * it, since it is no {@code IOException}.
   */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RefusedException(String message) {
      super(message);
    }

    private static RefusedException tooLarge(int maxBytes) {
      return new RefusedException(
          String.format(Locale.ROOT, "expected at most %,d bytes, got more", maxBytes));
    }
  }
}
