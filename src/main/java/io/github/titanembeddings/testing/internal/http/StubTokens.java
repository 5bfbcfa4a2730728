package io.github.titanembeddings.testing.internal.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stand-in's count of tokens: each run of letters and digits is one for every five characters
 * begun, any other sign is one. It is a rule of its own and no estimate of the model's.
 */
final class StubTokens {
  private static final Pattern RUN_OR_SIGN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]");
  private static final int CHARACTERS_OF_TOKEN = 5;

  private StubTokens() {}

  static int count(String text) {
    Matcher pieces = RUN_OR_SIGN.matcher(text);
    int tokens = 0;
    while (pieces.find()) {
      int length = pieces.end() - pieces.start();
      tokens += (length + CHARACTERS_OF_TOKEN - 1) / CHARACTERS_OF_TOKEN;
    }
    return tokens;
  }
}
