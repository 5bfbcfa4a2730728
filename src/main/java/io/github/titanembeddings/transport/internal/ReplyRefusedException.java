package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Locale;

/**
 * Thrown while a response is read that the library does not accept. The AWS SDK does not retry it,
 * since it is no {@code IOException}.
 */
final class ReplyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 40;

  private ReplyRefusedException(String message) {
    super(message);
  }

  static ReplyRefusedException tooLarge(int maxBytes) {
    return new ReplyRefusedException(
        String.format(Locale.ROOT, "expected at most %,d bytes, got more", maxBytes));
  }

  static ReplyRefusedException encoding(String encoding) {
    return new ReplyRefusedException(
        "expected no Content-Encoding, since none was requested, got "
            + Abbreviate.beginning(encoding, SHOWN));
  }
}
